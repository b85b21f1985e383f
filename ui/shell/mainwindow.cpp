#include "mainwindow.h"

#include "aboutbox.h"
#include "accounts/accountactions.h"
#include "accounts/accountbar.h"
#include "accounts/accountstore.h"
#include "directory/userloader.h"
#include "outcome/errorwords.h"
#include "outcome/outcomedetails.h"
#include "password/passwordpanel.h"
#include "picker/userpicker.h"
#include "picker/usertable.h"
#include "resetflow.h"
#include "resetpane.h"
#include "session/accountsession.h"
#include "session/sessionfactory.h"
#include "welcomepage.h"
#include "widgets/announce.h"
#include "widgets/displaytext.h"
#include "widgets/inlinemessage.h"
#include "widgets/secretclipboard.h"
#include "windowmemory.h"
#include "zoom/zoomclient.h"

#include <QAction>
#include <QCloseEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTimer>
#include <QVBoxLayout>

namespace Keyturn {

MainWindow::MainWindow(const Rooms &rooms, StartWith startWith, QWidget *parent)
    : QMainWindow(parent)
    , m_rooms(rooms)
    , m_startWith(startWith)
    , m_actions(new AccountActions(rooms.accounts, rooms.saver, this))
    , m_clipboard(new SecretClipboard(SecretClipboard::defaultLifetime, this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("Keyturn"));
    buildCentre();
    buildMenus();
    buildShortcuts();
    buildStatusLine();
    connectParts();
    refreshAccounts();
    // While it is not known yet whether an account will be opened, neither page is right: show the one that
    // stays in most cases.
    const bool opensOne = startWith == StartWith::PracticeAccount || !rooms.accounts->accounts().isEmpty();
    m_pages->setCurrentWidget(opensOne ? static_cast<QWidget *>(m_work) : m_welcome);
    m_memory = std::make_unique<WindowMemory>(rooms.settings, this, m_work, m_picker);
    m_memory->restore();
}

MainWindow::~MainWindow()
{
    m_memory->remember();
    closeAccount();
}

void MainWindow::buildCentre()
{
    auto *centre = new QWidget(this);
    m_accountBar = new AccountBar(centre);
    m_accountMessage = new InlineMessage(centre);
    m_accountMessage->setObjectName(QStringLiteral("accountMessage"));
    m_welcome = new WelcomePage(centre);
    m_picker = new UserPicker(centre);
    m_pane = new ResetPane(m_rooms.generator, centre);
    m_work = new QSplitter(Qt::Horizontal, centre);
    m_work->setChildrenCollapsible(false);
    m_work->addWidget(m_picker);
    m_work->addWidget(m_pane);
    m_work->setStretchFactor(0, 3);
    m_work->setStretchFactor(1, 2);
    m_pages = new QStackedWidget(centre);
    m_pages->addWidget(m_welcome);
    m_pages->addWidget(m_work);

    auto *column = new QVBoxLayout(centre);
    column->setSpacing(fontMetrics().height() / 2);
    column->addWidget(m_accountBar);
    column->addWidget(m_accountMessage);
    column->addWidget(m_pages, 1);
    setCentralWidget(centre);
}

void MainWindow::buildMenus()
{
    QMenu *accountMenu = menuBar()->addMenu(tr("&Account"));
    const auto add = [this, accountMenu](const QString &text, const QString &name, const auto &then) {
        QAction *action = accountMenu->addAction(text, this, then);
        action->setObjectName(name);
        m_accountMenuActions += action;
        return action;
    };
    add(tr("&Add…"), QStringLiteral("addAccountAction"), [this] { m_actions->add(); });
    m_editAction = add(tr("&Edit…"), QStringLiteral("editAccountAction"), [this] { editCurrent(); });
    m_removeAction = add(tr("Re&move…"), QStringLiteral("removeAccountAction"),
                         [this] { m_actions->remove(m_accountBar->currentId()); });
    accountMenu->addSeparator();
    add(tr("&Practice account"), QStringLiteral("practiceAccountAction"), [this] { openPractice(); });
    accountMenu->addSeparator();
    QAction *quit = accountMenu->addAction(tr("&Quit"), this, &QWidget::close);
    quit->setObjectName(QStringLiteral("quitAction"));
    quit->setShortcut(QKeySequence::Quit);
    quit->setMenuRole(QAction::QuitRole);

    QMenu *helpMenu = menuBar()->addMenu(tr("&Help"));
    QAction *about = helpMenu->addAction(tr("&About Keyturn"), this, [this] { showAbout(this); });
    about->setObjectName(QStringLiteral("aboutAction"));
    about->setMenuRole(QAction::AboutRole);
}

void MainWindow::buildShortcuts()
{
    auto *find = new QShortcut(QKeySequence::Find, this);
    connect(find, &QShortcut::activated, m_picker, &UserPicker::focusSearch);
    auto *generate = new QShortcut(QKeySequence(tr("Ctrl+G", "generate a password")), this);
    connect(generate, &QShortcut::activated, this, [this] {
        if (m_session && m_pane->passwordPanel()->isEnabled())
            m_pane->passwordPanel()->generate();
    });
}

void MainWindow::buildStatusLine()
{
    m_lastOutcome = new QLabel(this);
    m_lastOutcome->setObjectName(QStringLiteral("lastOutcome"));
    m_lastOutcome->setTextFormat(Qt::PlainText);
    // A long name is cut off here; the dialog had it whole.
    m_lastOutcome->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    statusBar()->addWidget(m_lastOutcome, 1);
}

void MainWindow::connectParts()
{
    connect(m_rooms.accounts, &AccountStore::accountsChanged, this, &MainWindow::refreshAccounts);
    connect(m_actions, &AccountActions::saved, this, &MainWindow::reopenEdited);
    connect(m_accountBar, &AccountBar::accountChosen, this, &MainWindow::openAccount);
    connect(m_accountBar, &AccountBar::practiceChosen, this, &MainWindow::openPractice);
    connect(m_accountBar, &AccountBar::addRequested, m_actions, &AccountActions::add);
    connect(m_accountBar, &AccountBar::editRequested, m_actions, &AccountActions::edit);
    connect(m_accountBar, &AccountBar::removeRequested, m_actions, &AccountActions::remove);
    connect(m_accountBar, &AccountBar::currentChanged, this, [this] {
        m_editAction->setEnabled(!m_accountBar->currentId().isEmpty());
        m_removeAction->setEnabled(!m_accountBar->currentId().isEmpty());
    });
    connect(m_welcome, &WelcomePage::addRequested, m_actions, &AccountActions::add);
    connect(m_welcome, &WelcomePage::practiceRequested, this, &MainWindow::openPractice);
    connect(m_picker, &UserPicker::userPicked, this, &MainWindow::setPerson);
    connect(m_picker, &UserPicker::pickedUserChanged, this,
            [this](const PickedUser &user) { m_pane->setPerson(user); });
    connect(m_picker, &UserPicker::pickingDone, this, [this] { m_pane->passwordPanel()->focusPassword(); });
    connect(m_picker, &UserPicker::editAccountRequested, this, &MainWindow::editCurrent);
    connect(m_pane, &ResetPane::updateRequested, this, &MainWindow::beginReset);
    connect(m_pane, &ResetPane::cancelRequested, this, [this] {
        if (m_flow)
            m_flow->cancel();
    });
}

bool MainWindow::event(QEvent *event)
{
    const bool handled = QMainWindow::event(event);
    // Another instance, or --add-account, may have been at work.
    if (event->type() == QEvent::WindowActivate)
        m_rooms.accounts->reload();
    if (event->type() == QEvent::Paint && !std::exchange(m_painted, true))
        QTimer::singleShot(0, this, &MainWindow::openAtStart);
    return handled;
}

void MainWindow::openAtStart()
{
    if (m_session) // somebody was quicker
        return;
    if (m_startWith == StartWith::PracticeAccount) {
        openPractice();
        return;
    }
    const QList<Account> accounts = m_rooms.accounts->accounts();
    const QString lastUsed = m_rooms.accounts->lastUsedId();
    if (m_rooms.accounts->account(lastUsed))
        openAccount(lastUsed);
    else if (accounts.size() == 1)
        openAccount(accounts.first().id);
    else
        showNoAccount();
}

void MainWindow::openAccount(const QString &id)
{
    if (const std::optional<Account> account = m_rooms.accounts->account(id)) {
        m_rooms.accounts->setLastUsedId(id);
        m_accountBar->setCurrent(id);
        open(*account);
    }
}

void MainWindow::openPractice()
{
    const Result<Account> account = m_rooms.sessions->practiceAccount();
    if (!account) {
        closeAccount();
        showNoAccount();
        const ErrorWords words = wordsFor(account.error());
        m_accountMessage->showText(
            InlineMessage::Kind::Error,
            tr("The practice account could not be started. %1 %2").arg(words.happened, words.next));
        return;
    }
    m_accountBar->setCurrentPractice();
    open(*account);
}

void MainWindow::open(const Account &account)
{
    closeAccount();
    m_accountMessage->clear();
    m_session = m_rooms.sessions->open(account);
    m_flow = std::make_unique<ResetFlow>(m_session->reset(), account, m_clipboard, this);
    connect(m_flow.get(), &ResetFlow::stageChanged, this, &MainWindow::showStage);
    connect(m_flow.get(), &ResetFlow::finished, this, &MainWindow::showFinished);
    connect(m_flow.get(), &ResetFlow::outcomeClosed, this, &MainWindow::handleOutcomeClosed);
    connect(m_flow.get(), &ResetFlow::editAccountRequested, this, &MainWindow::editCurrent);
    connect(m_session->reset(), &PasswordReset::formatLearned, this, &MainWindow::rememberFormat);
    setWindowTitle(tr("%1 – Keyturn").arg(displayText(account.name)));
    m_picker->setSource(m_session->directory(), m_session->loader(), m_session->lookup());
    m_pages->setCurrentWidget(m_work);
    m_picker->focusSearch();
    m_session->loader()->start();
}

void MainWindow::closeAccount()
{
    m_picker->setSource(nullptr, nullptr, nullptr);
    m_pane->passwordPanel()->clear();
    m_pane->setPerson({});
    m_flow.reset();
    m_session.reset();
    showStage(PasswordReset::Stage::Idle);
}

void MainWindow::showNoAccount()
{
    m_accountBar->setCurrent({});
    setWindowTitle(tr("Keyturn"));
    m_pages->setCurrentWidget(m_welcome);
    m_welcome->setFocus();
}

void MainWindow::refreshAccounts()
{
    m_accountBar->setAccounts(m_rooms.accounts->accounts());
    const bool isStored = m_session && m_session->account().kind != Account::Kind::Practice;
    if (isStored && !m_rooms.accounts->account(m_session->account().id)) {
        closeAccount();
        showNoAccount();
    }
}

void MainWindow::reopenEdited(const QString &id)
{
    openAccount(id);
}

void MainWindow::editCurrent()
{
    m_actions->edit(m_accountBar->currentId());
}

void MainWindow::rememberFormat(BodyFormat format)
{
    std::optional<Account> account = m_rooms.accounts->account(m_session->account().id);
    if (!account)
        return; // the practice account
    account->bodyFormat = format;
    // Not remembered is not wrong: the next reset learns it again.
    (void)m_rooms.accounts->save(*account);
}

void MainWindow::setPerson()
{
    m_pane->passwordPanel()->clear();
    m_pane->setPerson(m_picker->picked());
    m_session->client()->connectAhead();
}

void MainWindow::beginReset()
{
    const PasswordPanel *password = m_pane->passwordPanel();
    if (m_flow && m_picker->picked())
        m_flow->begin(*m_picker->picked(), password->password(), password->wasSeen());
}

void MainWindow::showStage(PasswordReset::Stage stage)
{
    const bool idle = stage == PasswordReset::Stage::Idle;
    if (stage == PasswordReset::Stage::Preparing)
        m_lastOutcome->clear(); // it is about another attempt
    m_pane->setStage(stage);
    m_picker->setEnabled(idle);
    m_accountBar->setEnabled(idle);
    for (QAction *action : std::as_const(m_accountMenuActions))
        action->setEnabled(idle);
    if (idle)
        emit m_accountBar->currentChanged(); // edit and remove have reasons of their own
}

void MainWindow::showFinished(const ResetResult &result)
{
    delete m_closeQuestion;
    showStage(PasswordReset::Stage::Idle);
    m_lastOutcome->setText(outcomeSentence(result));
    m_lastOutcome->setToolTip(plainToolTip(m_lastOutcome->text()));
    announce(m_lastOutcome);
}

void MainWindow::handleOutcomeClosed(Outcome::Kind kind)
{
    if (kind == Outcome::Kind::Changed) {
        m_pane->passwordPanel()->clear();
        m_picker->focusSearch();
    } else {
        m_pane->passwordPanel()->focusPassword();
    }
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!m_closeAnyway && m_flow && m_flow->stage() == PasswordReset::Stage::Sent) {
        event->ignore();
        askBeforeClosing();
        return;
    }
    m_memory->remember();
    closeAccount();
    event->accept();
}

void MainWindow::askBeforeClosing()
{
    if (m_closeQuestion && m_closeQuestion->isVisible())
        return;
    auto *question = new QMessageBox(this);
    m_closeQuestion = question;
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setObjectName(QStringLiteral("closeQuestion"));
    question->setIcon(QMessageBox::Warning);
    question->setWindowTitle(tr("Close while waiting for Zoom?"));
    question->setText(tr("The request was already sent, and Zoom has not answered yet."));
    question->setInformativeText(
        tr("If you close Keyturn now, you will not learn whether the password was changed."));
    QPushButton *wait = question->addButton(tr("&Wait"), QMessageBox::RejectRole);
    wait->setObjectName(QStringLiteral("waitForAnswer"));
    wait->setAccessibleName(tr("Wait"));
    QPushButton *closeAnyway = question->addButton(tr("&Close anyway"), QMessageBox::DestructiveRole);
    closeAnyway->setObjectName(QStringLiteral("closeAnyway"));
    closeAnyway->setAccessibleName(tr("Close anyway"));
    question->setDefaultButton(wait);
    question->setEscapeButton(wait);
    connect(closeAnyway, &QPushButton::clicked, this, [this] {
        m_closeAnyway = true;
        close();
    });
    question->open();
}

} // namespace Keyturn
