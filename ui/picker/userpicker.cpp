#include "userpicker.h"

#include "directory/userdirectory.h"
#include "directory/userloader.h"
#include "directory/userlookup.h"
#include "loadstatus.h"
#include "outcome/errorwords.h"
#include "usermodel.h"
#include "usertable.h"
#include "widgets/displaytext.h"
#include "widgets/inlinemessage.h"
#include "widgets/wraplabel.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
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

bool isMe(const QString &text)
{
    return text == QLatin1String("me");
}

} // namespace

UserPicker::UserPicker(QWidget *parent)
    : QWidget(parent)
    , m_search(new QLineEdit(this))
    , m_hint(new WrapLabel(this))
    , m_lookupMessage(new InlineMessage(this))
    , m_model(new UserModel(this))
    , m_table(new UserTable(this))
    , m_status(new LoadStatus(this))
{
    build();
    connectList();
    connect(m_search, &QLineEdit::textChanged, this, &UserPicker::search);
    connect(m_search, &QLineEdit::returnPressed, this, &UserPicker::enterPressed);
    connect(m_status, &LoadStatus::editAccountRequested, this, &UserPicker::editAccountRequested);
    m_search->installEventFilter(this);
    updateHints();
}

void UserPicker::build()
{
    m_search->setObjectName(QStringLiteral("findUser"));
    m_search->setAccessibleName(tr("Find a user"));
    m_search->setPlaceholderText(tr("Name, e-mail, department or user ID"));
    m_search->setToolTip(tr("Type to filter the list. Enter picks the highlighted user."));
    auto *searchLabel = new QLabel(tr("&Find a user"), this);
    searchLabel->setBuddy(m_search);

    m_hint->setObjectName(QStringLiteral("findHint"));
    m_hint->hide();
    m_lookupMessage->setObjectName(QStringLiteral("lookupMessage"));

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
    column->addWidget(tableLabel);
    column->addWidget(m_table, 1);
    column->addWidget(m_status);
}

void UserPicker::connectList()
{
    connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this, &UserPicker::keepPlace);
    connect(m_model, &QAbstractItemModel::modelReset, this, &UserPicker::restorePlace);
    connect(m_table, &UserTable::leftUpwards, this, &UserPicker::focusSearch);
    connect(m_table, &UserTable::rowClicked, this, &UserPicker::pickRow);
    connect(m_table, &UserTable::rowEntered, this, [this](int row) {
        pickRow(row);
        emit pickingDone();
    });
}

void UserPicker::setSource(UserDirectory *directory, UserLoader *loader, UserLookup *lookup)
{
    if (m_lookup)
        m_lookup->disconnect(this);
    if (m_loader)
        m_loader->disconnect(this);
    m_picked.reset();
    m_purpose = Purpose::None;
    m_directory = directory;
    m_loader = loader;
    m_lookup = lookup;
    m_search->clear();
    // Not before: its icon is looked for in the desktop's themes, a tenth of the time until the window is
    // there.
    m_search->setClearButtonEnabled(true);
    for (QToolButton *clear : m_search->findChildren<QToolButton *>())
        clear->setAccessibleName(tr("Clear the search")); // Qt gives it no name of its own
    m_lookupMessage->clear();
    m_model->setDirectory(directory);
    m_status->setSource(directory, loader);
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

void UserPicker::search()
{
    m_lookUpDone = false;
    m_model->refresh(); // so that a user who has just arrived can be the candidate
    m_model->setFilter(m_search->text().trimmed());
    m_lookupMessage->clear();
    chooseCandidate();
    updateHints();
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

void UserPicker::handleFound(const User &user)
{
    const Purpose purpose = std::exchange(m_purpose, Purpose::None);
    if (purpose == Purpose::Pick) {
        if (m_directory)
            m_directory->add({user});
        m_model->refresh();
        m_lookUpDone = m_search->text().trimmed() == m_lookedUp;
        pick({user, isMe(m_lookedUp) ? m_lookedUp : user.pathId()});
        emit pickingDone();
    } else if (purpose == Purpose::Details && m_picked && user.email == m_picked->user.email) {
        m_picked->user.loginTypes = user.loginTypes;
        if (!user.status.isEmpty())
            m_picked->user.status = user.status;
        if (!user.roleId.isEmpty())
            m_picked->user.roleId = user.roleId;
        emit pickedUserChanged(*m_picked);
    }
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

void UserPicker::keepPlace()
{
    m_keptDirectoryRow = m_model->directoryRowAt(m_table->currentRow());
    m_keptScroll = m_table->verticalScrollBar()->value();
}

void UserPicker::restorePlace()
{
    m_status->setShown(m_model->rowCount());
    const int row = m_model->rowOfDirectoryRow(m_keptDirectoryRow);
    if (row >= 0) {
        m_table->setCurrentRow(row);
        m_table->verticalScrollBar()->setValue(m_keptScroll);
    } else if (!m_search->text().trimmed().isEmpty()) {
        chooseCandidate();
    }
    updateHints();
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
        m_table->setEmptyText(m_model->rowCount() == 0 ? tr("Nobody in the list matches.") : QString());
    else if (loading)
        m_table->setEmptyText(tr("The users appear here as they are loaded."));
    else if (m_loader && m_loader->isComplete())
        m_table->setEmptyText(tr(
            "This account has no users to show. A user ID or e-mail address can still be looked up above."));
    else
        m_table->setEmptyText(tr("No users have been loaded."));
}

} // namespace Keyturn
