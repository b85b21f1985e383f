#include "userpicker.h"

#include "directory/userdirectory.h"
#include "directory/userloader.h"
#include "directory/userlookup.h"
#include "directory/usersearch.h"
#include "filterbar.h"
#include "loadstatus.h"
#include "usermodel.h"
#include "usertable.h"
#include "widgets/displaytext.h"
#include "widgets/inlinemessage.h"
#include "widgets/wraplabel.h"
#include "words/errorwords.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollBar>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

namespace Keyturn {

namespace {

bool looksLikeEmail(const QString &text)
{
    if (!text.contains(u'@'))
        return false;
    static const QRegularExpression shape(QStringLiteral(R"(^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$)"));
    return shape.match(text).hasMatch();
}

UserQuery::Sort sortOf(int column)
{
    switch (column) {
    case UserModel::Name:
        return UserQuery::Sort::Name;
    case UserModel::Email:
        return UserQuery::Sort::Email;
    case UserModel::Department:
        return UserQuery::Sort::Department;
    case UserModel::Status:
        return UserQuery::Sort::Status;
    case UserModel::Licence:
        return UserQuery::Sort::Licence;
    default:
        return UserQuery::Sort::BestMatch;
    }
}

bool isMe(const QString &text)
{
    return text == QLatin1String("me");
}

} // namespace

UserPicker::UserPicker(QWidget *parent)
    : QWidget(parent)
    , m_search(new QLineEdit(this))
    , m_filters(new FilterBar(this))
    , m_hint(new WrapLabel(this))
    , m_lookupMessage(new InlineMessage(this))
    , m_severalMessage(new InlineMessage(this))
    , m_model(new UserModel(this))
    , m_table(new UserTable(this))
    , m_status(new LoadStatus(this))
{
    build();
    connectList();
    connect(m_search, &QLineEdit::textChanged, this, &UserPicker::searchTyped);
    connect(m_filters, &FilterBar::changed, this, &UserPicker::search);
    connect(m_search, &QLineEdit::returnPressed, this, &UserPicker::enterPressed);
    connect(m_status, &LoadStatus::editAccountRequested, this, &UserPicker::editAccountRequested);
    m_search->installEventFilter(this);
    updateHints();
}

UserPicker::~UserPicker() = default;

void UserPicker::build()
{
    m_search->setObjectName(QStringLiteral("findUser"));
    m_search->setAccessibleName(tr("Find a user"));
    m_search->setPlaceholderText(tr("Name, e-mail, department or user ID"));
    m_search->setToolTip(tr("Type to filter the list. Enter picks the highlighted user."));
    auto *searchLabel = new QLabel(tr("&Find a user"), this);
    searchLabel->setBuddy(m_search);

    m_filters->setObjectName(QStringLiteral("filters"));
    m_hint->setObjectName(QStringLiteral("findHint"));
    m_hint->hide();
    m_lookupMessage->setObjectName(QStringLiteral("lookupMessage"));
    m_severalMessage->setObjectName(QStringLiteral("severalMessage"));
    QPushButton *several =
        m_severalMessage->addButton(tr("&Reset their passwords…"), QStringLiteral("resetSelected"));
    several->setAccessibleName(tr("Reset their passwords…"));
    connect(several, &QPushButton::clicked, this, &UserPicker::bulkRequested);

    m_table->setObjectName(QStringLiteral("users"));
    m_table->setAccessibleName(tr("Users"));
    m_table->setModel(m_model);
    auto *tableLabel = new QLabel(tr("U&sers"), this);
    tableLabel->setBuddy(m_table);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, style()->pixelMetric(QStyle::PM_LayoutRightMargin, nullptr, this), 0);
    column->addWidget(searchLabel);
    column->addWidget(m_search);
    column->addWidget(m_hint);
    column->addWidget(m_lookupMessage);
    column->addWidget(m_filters);
    column->addWidget(tableLabel);
    column->addWidget(m_table, 1);
    column->addWidget(m_severalMessage);
    column->addWidget(m_status);
}

void UserPicker::connectList()
{
    connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this, &UserPicker::keepPlace);
    connect(m_model, &UserModel::sortRequested, this, &UserPicker::search);
    connect(m_table, &UserTable::copyRequested, this, &UserPicker::copyEmails);
    connect(m_table, &UserTable::bulkRequested, this, &UserPicker::bulkRequested);
    connect(m_table, &UserTable::selectedCountChanged, m_status, &LoadStatus::setSelected);
    connect(m_table, &UserTable::selectedCountChanged, this, [this](int count) {
        m_severalMessage->showText(InlineMessage::Kind::Information,
                                   count > 1
                                       ? tr("Several people are selected. Each of them can get a new "
                                            "password in one go; to change one only, select them alone.")
                                       : QString());
    });
    connect(m_table, &UserTable::typed, this, [this](const QString &text) {
        m_search->setFocus(Qt::OtherFocusReason);
        m_search->setText(text);
    });
    connect(m_table, &UserTable::leftUpwards, this, &UserPicker::focusSearch);
    connect(m_table, &UserTable::rowClicked, this, &UserPicker::pickRow);
    connect(m_table, &UserTable::rowEntered, this, [this](int row) {
        if (m_table->selectedCount() > 1) {
            emit bulkRequested();
            return;
        }
        pickRow(row);
        emit pickingDone();
    });
}

void UserPicker::setSource(UserDirectory *directory, UserLoader *loader, UserLookup *lookup,
                           UserRefresh *refresh)
{
    if (m_lookup)
        m_lookup->disconnect(this);
    if (m_loader)
        m_loader->disconnect(this);
    if (m_directory)
        m_directory->disconnect(this);
    m_picked.reset();
    m_purpose = Purpose::None;
    m_searcher.reset();
    m_directory = directory;
    m_loader = loader;
    m_lookup = lookup;
    m_answered = true;
    m_enterWaits = false;
    m_model->setDirectory(directory);
    m_search->clear();
    m_filters->clear();
    m_filters->setEnabled(directory != nullptr);
    // Not before: its icon is looked for in the desktop's themes, a tenth of the time until the window is
    // there.
    m_search->setClearButtonEnabled(true);
    for (QToolButton *clear : m_search->findChildren<QToolButton *>())
        clear->setAccessibleName(tr("Clear the search")); // Qt gives it no name of its own
    m_lookupMessage->clear();
    m_status->setSource(directory, loader, refresh);
    if (m_directory) {
        m_searcher = std::make_unique<UserSearch>(m_directory);
        connect(m_searcher.get(), &UserSearch::found, this, &UserPicker::showHits);
        connect(m_directory, &UserDirectory::usersRemoved, this, &UserPicker::forgetRemoved);
        search();
    }
    if (m_lookup) {
        connect(m_lookup, &UserLookup::found, this, &UserPicker::handleFound);
        connect(m_lookup, &UserLookup::failed, this, &UserPicker::handleLookupFailed);
    }
    if (m_loader) {
        connect(m_loader, &UserLoader::finished, this, &UserPicker::updateHints);
        connect(m_loader, &UserLoader::failed, this, &UserPicker::updateHints);
    }
    updateHints();
}

void UserPicker::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

QByteArray UserPicker::saveColumns() const
{
    return m_table->saveColumns();
}

void UserPicker::restoreColumns(const QByteArray &state)
{
    m_table->restoreColumns(state);
}

bool UserPicker::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_search || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Down:
    case Qt::Key_PageDown:
        if (m_model->rowCount() > 0) {
            if (m_table->currentRow() < 0)
                m_table->setCurrentRow(0);
            m_table->setFocus(Qt::TabFocusReason);
        }
        return true;
    case Qt::Key_Escape:
        if (m_search->text().isEmpty())
            return false;
        m_search->clear();
        return true;
    default:
        return false;
    }
}

bool UserPicker::isAnswered() const
{
    return m_answered && m_coversAll && (!m_searcher || m_searcher->isSettled());
}

void UserPicker::searchTyped()
{
    m_lookUpDone = false;
    m_lookupMessage->clear();
    m_otherWords = true;
    search();
}

void UserPicker::search()
{
    m_enterWaits = false;
    if (!m_searcher)
        return;
    UserQuery query;
    query.text = m_search->text().trimmed();
    m_filters->applyTo(query);
    query.sort = sortOf(m_table->horizontalHeader()->sortIndicatorSection());
    query.descending = query.sort != UserQuery::Sort::BestMatch
        && m_table->horizontalHeader()->sortIndicatorOrder() == Qt::DescendingOrder;
    m_answered = false;
    m_searcher->search(query);
}

void UserPicker::showHits(const UserHits &hits, bool coversAll)
{
    m_answered = true;
    m_coversAll = hits.isAll && coversAll;
    m_rowsMoved = false;
    m_model->show(hits, searchWords(m_searcher->query().text));

    if (std::exchange(m_otherWords, false)) {
        // Not the row that was chosen for those before.
        chooseCandidate();
        if (m_table->currentRow() < 0)
            m_table->scrollToTop();
    } else if (m_rowsMoved) {
        restorePlace();
    }
    if (hits.isAll)
        m_status->setShown(m_model->rowCount());
    updateHints();
    emit answered(m_coversAll);
    // The first people are to be seen now, and not after the rest, which may come before the next painting.
    if (!hits.isAll)
        m_table->viewport()->repaint();
    if (std::exchange(m_enterWaits, false))
        enterPressed();
}

void UserPicker::keepPlace()
{
    m_rowsMoved = true;
    m_table->keepPlace([this](int row) { return m_model->directoryRowAt(row); });
}

void UserPicker::restorePlace()
{
    const bool isThere =
        m_table->restorePlace([this](int directoryRow) { return m_model->rowOfDirectoryRow(directoryRow); },
                              [this](int row) { return m_model->directoryRowAt(row); });
    if (!isThere)
        chooseCandidate();
}

void UserPicker::chooseCandidate()
{
    m_table->setCurrentRow(candidateRow());
}

int UserPicker::candidateRow() const
{
    const QString text = m_search->text().trimmed();
    if (text.isEmpty() || !m_directory)
        return m_picked ? m_model->rowOfDirectoryRow(m_directory ? m_directory->find(m_picked->pathId) : -1)
                        : -1;
    const int exact = m_model->rowOfDirectoryRow(m_directory->find(text));
    if (exact >= 0)
        return exact;
    // Somebody who typed a whole address means that one, and not another that happens to contain it.
    if (isMe(text) || looksLikeEmail(text))
        return -1;
    return m_model->rowCount() > 0 ? 0 : -1;
}

bool UserPicker::enterLooksUp() const
{
    const QString text = m_search->text().trimmed();
    const auto isBlank = [](QChar unit) { return unit.isSpace(); };
    return m_lookup && !text.isEmpty() && m_table->currentRow() < 0
        && std::none_of(text.begin(), text.end(), isBlank);
}

void UserPicker::enterPressed()
{
    if (!m_answered) {
        m_enterWaits = true;
        return;
    }
    if (enterLooksUp()) {
        lookUp(m_search->text().trimmed());
    } else if (m_table->currentRow() >= 0) {
        pickRow(m_table->currentRow());
        emit pickingDone();
    } else if (!m_search->text().trimmed().isEmpty()) {
        unpick();
    }
}

// Who asks for somebody else has let go of the one before, also when that one is not found: a password must
// not go to whoever was picked last.
void UserPicker::unpick()
{
    if (!m_picked)
        return;
    m_picked.reset();
    m_model->setPickedRow(-1);
    emit unpicked();
}

void UserPicker::pickRow(int row)
{
    const int directoryRow = m_model->directoryRowAt(row);
    if (!m_directory || directoryRow < 0)
        return;
    const User user = m_directory->at(directoryRow);
    pick({user, user.pathId()});
    // The list does not tell how people sign in; asked quietly, because it is only for a warning.
    if (m_lookup) {
        m_purpose = Purpose::Details;
        m_lookup->find(user.pathId());
    }
}

void UserPicker::pick(const PickedUser &user)
{
    m_picked = user;
    m_lookupMessage->clear();
    const int directoryRow = m_directory ? m_directory->find(user.user.pathId()) : -1;
    m_model->setPickedRow(directoryRow);
    m_table->setCurrentRow(m_model->rowOfDirectoryRow(directoryRow));
    updateHints();
    emit userPicked(user);
}

void UserPicker::lookUp(const QString &idOrEmail)
{
    unpick();
    m_purpose = Purpose::Pick;
    m_lookedUp = idOrEmail;
    m_lookupMessage->showText(InlineMessage::Kind::Information,
                              tr("Looking up “%1” at Zoom…").arg(displayText(idOrEmail)));
    m_hint->hide();
    m_lookup->find(idOrEmail);
}

void UserPicker::pickById(const QString &idOrEmail)
{
    if (!m_lookup || idOrEmail.isEmpty())
        return;
    m_search->setText(idOrEmail);
    lookUp(idOrEmail);
}

void UserPicker::handleFound(const User &user)
{
    const Purpose purpose = std::exchange(m_purpose, Purpose::None);
    if (purpose == Purpose::Pick) {
        if (m_directory)
            m_directory->add({user});
        m_lookUpDone = m_search->text().trimmed() == m_lookedUp;
        pick({user, isMe(m_lookedUp) ? m_lookedUp : user.pathId()});
        emit pickingDone();
    } else if (purpose == Purpose::Details && m_picked && user.email == m_picked->user.email) {
        learn(user);
    }
}

void UserPicker::learn(const User &user)
{
    if (!m_picked)
        return;
    m_picked->user = user;
    // Who is "me" is told by nothing else; everybody else may have changed since the list was loaded.
    m_directory->add({user});
    emit pickedUserChanged(*m_picked);
}

void UserPicker::handleLookupFailed(const QString &idOrEmail, const Error &error)
{
    if (std::exchange(m_purpose, Purpose::None) != Purpose::Pick)
        return;
    const ErrorWords words = wordsFor(error);
    // Not found is only who Zoom says that it does not know.
    const QString text = error.kind == ErrorKind::UserNotFound ? tr("“%1” was not found: %2 %3")
                                                               : tr("“%1” could not be looked up: %2 %3");
    m_lookupMessage->showText(InlineMessage::Kind::Error,
                              text.arg(displayText(idOrEmail), words.happened, words.next));
}

QList<User> UserPicker::selectedUsers() const
{
    QList<User> users;
    if (!m_directory)
        return users;
    const QItemSelection selection = m_table->selectionModel()->selection();
    for (const QItemSelectionRange &range : selection) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            users.append(m_directory->at(m_model->directoryRowAt(row)));
    }
    return users;
}

void UserPicker::copyEmails()
{
    QStringList emails;
    const QList<User> users = selectedUsers();
    for (const User &user : users) {
        if (!user.email.isEmpty())
            emails.append(user.email);
    }
    if (!emails.isEmpty())
        QGuiApplication::clipboard()->setText(emails.join(u'\n'));
}

/// A cache or a later list told that somebody is no more.
void UserPicker::forgetRemoved()
{
    if (m_picked && !isMe(m_picked->pathId) && m_directory->find(m_picked->pathId) < 0)
        unpick();
}

QString UserPicker::nobodyText() const
{
    if (m_model->rowCount() > 0 || !m_answered || !m_coversAll)
        return {};
    return m_filters->isActive()
        ? tr("Nobody in the list matches. The filters above may hide who you look for.")
        : tr("Nobody in the list matches.");
}

void UserPicker::updateHints()
{
    const QString text = displayText(m_search->text());
    const bool looksUp = enterLooksUp() && m_purpose != Purpose::Pick && !m_lookUpDone;
    m_hint->setVisible(looksUp && m_lookupMessage->text().isEmpty());
    if (looksUp) {
        m_hint->setText(
            isMe(text)
                ? tr("Press Enter to look up the person that the access token belongs to.")
                : tr("Press Enter to look up “%1” at Zoom, as an e-mail address or user ID.").arg(text));
    }
    const bool loading = m_loader && m_loader->isRunning();
    if (!m_directory)
        m_table->setEmptyText({});
    else if (m_directory->count() > 0)
        m_table->setEmptyText(nobodyText());
    else if (loading)
        m_table->setEmptyText(tr("The users appear here as they are loaded."));
    else if (m_loader && m_loader->isComplete())
        m_table->setEmptyText(tr(
            "This account has no users to show. A user ID or e-mail address can still be looked up above."));
    else
        m_table->setEmptyText(tr("No users have been loaded."));
}

} // namespace Keyturn
