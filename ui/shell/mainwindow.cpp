#include "mainwindow.h"

#include "aboutbox.h"
#include "accountmenu.h"
#include "accounts/accountactions.h"
#include "accounts/accountbar.h"
#include "accounts/accountstore.h"
#include "auth/proxysignin.h"
#include "bulkdesk.h"
#include "closequestion.h"
#include "core/whenready.h"
#include "directory/usercache.h"
#include "directory/userloader.h"
#include "history/history.h"
#include "history/historyrecord.h"
#include "history/historywindow.h"
#include "locking.h"
#include "outcome/errorwords.h"
#include "outcome/outcomedetails.h"
#include "outcome/signoutwords.h"
#include "password/passwordpanel.h"
#include "password/recipedialog.h"
#include "password/ruleswords.h"
#include "passwords/passwordstrength.h"
#include "picker/userpicker.h"
#include "picker/usertable.h"
#include "resetflow.h"
#include "resetpane.h"
#include "secrets/memorystore.h"
#include "session/accountrules.h"
#include "session/accountsession.h"
#include "session/networkoptions.h"
#include "session/sessionfactory.h"
#include "settings/options.h"
#include "settings/passwordoptions.h"
#include "settings/settings.h"
#include "settings/settingsdialog.h"
#include "welcomepage.h"
#include "widgets/announce.h"
#include "widgets/displaytext.h"
#include "widgets/inlinemessage.h"
#include "widgets/secretclipboard.h"
#include "zoom/zoomclient.h"

#include <QAction>
#include <QCloseEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTimer>
#include <QVBoxLayout>

namespace Keyturn {

namespace {

/// A reset that is answered sooner does not make the window flicker.
constexpr int busyDelayMs = 100;

} // namespace

MainWindow::MainWindow(const Rooms &rooms, StartWith startWith, QWidget *parent)
    : QMainWindow(parent)
    , m_rooms(rooms)
    , m_startWith(startWith)
    , m_actions(new AccountActions(rooms.accounts, rooms.saver, rooms.sessions, this))
    , m_clipboard(new SecretClipboard(SecretClipboard::defaultLifetime, this))
    , m_memory(rooms.settings, this)
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("Keyturn"));
    m_busyDelay.setSingleShot(true);
    m_busyDelay.setInterval(busyDelayMs);
    connect(&m_busyDelay, &QTimer::timeout, this, [this] { showStage(m_flow->stage()); });
    m_memory.restoreGeometry();
}

MainWindow::~MainWindow()
{
    m_memory.remember();
    if (m_work)
        closeAccount();
}

void MainWindow::setVisible(bool visible)
{
    QMainWindow::setVisible(visible);
    if (visible && !m_work)
        furnish();
}

// Fonts, texts and layouts take longer than all that comes before them. They are made while the display and
// its window manager are busy with the window, and are there when it is painted for the first time.
void MainWindow::furnish()
{
    buildCentre();
    buildMenus();
    buildShortcuts();
    buildStatusLine();
    connectParts();
    refreshAccounts();
    // While it is not known yet whether an account will be opened, neither page is right: show the one that
    // stays in most cases.
    const bool opensOne =
        m_startWith == StartWith::PracticeAccount || !m_rooms.accounts->accounts().isEmpty();
    if (!opensOne)
        showWelcome();
    m_memory.restoreParts(m_work, m_picker);
    // What joins a window that is shown stays hidden until the events of the next turn.
    menuBar()->show();
    centralWidget()->show();
    statusBar()->show();
}

void MainWindow::buildCentre()
{
    auto *centre = new QWidget(this);
    m_accountBar = new AccountBar(centre);
    m_accountMessage = new InlineMessage(centre);
    m_accountMessage->setObjectName(QStringLiteral("accountMessage"));
    m_lockMessage = new InlineMessage(centre);
    m_lockMessage->setObjectName(QStringLiteral("lockMessage"));
    m_bulkMessage = new InlineMessage(centre);
    m_bulkMessage->setObjectName(QStringLiteral("bulkMessage"));
    m_bulk = new BulkDesk({m_rooms.keychain, m_rooms.journals, m_rooms.history}, m_bulkMessage, this);
    m_picker = new UserPicker(centre);
    m_pane = new ResetPane(m_rooms.generator, centre);
    m_work = new QSplitter(Qt::Horizontal, centre);
    m_work->setChildrenCollapsible(false);
    m_work->addWidget(m_picker);
    m_work->addWidget(m_pane);
    m_work->setStretchFactor(0, 3);
    m_work->setStretchFactor(1, 2);
    m_pages = new QStackedWidget(centre);
    m_pages->addWidget(m_work);

    auto *column = new QVBoxLayout(centre);
    column->setSpacing(fontMetrics().height() / 2);
    column->addWidget(m_accountBar);
    column->addWidget(m_accountMessage);
    column->addWidget(m_lockMessage);
    column->addWidget(m_bulkMessage);
    column->addWidget(m_pages, 1);
    setCentralWidget(centre);
}

void MainWindow::buildMenus()
{
    m_menu = new AccountMenu(this);
    menuBar()->addMenu(m_menu);
    connect(m_menu, &AccountMenu::addRequested, m_actions, &AccountActions::add);
    connect(m_menu, &AccountMenu::editRequested, this, &MainWindow::editCurrent);
    connect(m_menu, &AccountMenu::removeRequested, this,
            [this] { m_actions->remove(m_accountBar->currentId()); });
    connect(m_menu, &AccountMenu::reloadRequested, this, &MainWindow::reloadUsers);
    connect(m_menu, &AccountMenu::practiceRequested, this, &MainWindow::openPractice);
    connect(m_menu, &AccountMenu::bulkRequested, this, [this] { openBulk(false); });
    connect(m_menu, &AccountMenu::historyRequested, this, &MainWindow::openHistory);
    connect(m_menu, &AccountMenu::settingsRequested, this, &MainWindow::openSettings);
    connect(m_menu, &AccountMenu::quitRequested, this, &QWidget::close);

    QMenu *helpMenu = menuBar()->addMenu(tr("&Help"));
    QAction *about = helpMenu->addAction(tr("&About Keyturn"), this, &MainWindow::openAbout);
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
    // After that, which ends the session of an account that is gone.
    connect(m_rooms.accounts, &AccountStore::accountsChanged, this, &MainWindow::dropForeignLists);
    if (m_rooms.options) {
        connect(m_rooms.options, &Settings::changed, this, &MainWindow::useSettings);
        useSettings();
    }
    if (m_rooms.history)
        connect(m_rooms.history, &History::appendFailed, this, [this](const QString &reason) {
            m_accountMessage->showText(InlineMessage::Kind::Warning,
                                       tr("The history could not be written: %1. The outcome that was shown "
                                          "holds all the same.")
                                           .arg(displayText(reason)));
        });
    if (m_rooms.lock)
        connect(m_rooms.lock, &IdleLock::locked, this, &MainWindow::lock);
    connect(m_actions, &AccountActions::saved, this, &MainWindow::reopenEdited);
    connect(m_accountBar, &AccountBar::accountChosen, this, &MainWindow::openAccount);
    connect(m_accountBar, &AccountBar::practiceChosen, this, &MainWindow::openPractice);
    connect(m_accountBar, &AccountBar::addRequested, m_actions, &AccountActions::add);
    connect(m_accountBar, &AccountBar::editRequested, m_actions, &AccountActions::edit);
    connect(m_accountBar, &AccountBar::removeRequested, m_actions, &AccountActions::remove);
    connect(m_accountBar, &AccountBar::currentChanged, m_menu,
            [this] { m_menu->setStored(!m_accountBar->currentId().isEmpty()); });
    connect(m_picker, &UserPicker::userPicked, this, &MainWindow::setPerson);
    connect(m_picker, &UserPicker::unpicked, this, &MainWindow::setPerson);
    connect(m_picker, &UserPicker::pickedUserChanged, this,
            [this](const PickedUser &user) { m_pane->setPerson(user); });
    connect(m_picker, &UserPicker::pickingDone, this, [this] { m_pane->passwordPanel()->focusPassword(); });
    connect(m_picker, &UserPicker::bulkRequested, this, [this] { openBulk(true); });
    connect(m_bulk, &BulkDesk::busyChanged, this, [this](bool busy) {
        updateHeld();
        if (!busy && std::exchange(m_forgetsAfterRun, false))
            forgetSignIn();
    });
    connect(m_picker, &UserPicker::editAccountRequested, this, &MainWindow::editCurrent);
    connect(m_pane->passwordPanel(), &PasswordPanel::recipeRequested, this, &MainWindow::changeRecipe);
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
    dropForeignLists(); // once the window is there: it reads the disk
    if (m_session || m_awaitsPractice) // somebody was quicker
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
    m_accountBar->setCurrentPractice();
    if (m_awaitsPractice)
        return;
    // At once, so that nothing goes to the account that was open while the bar names another.
    closeAccount();
    m_accountMessage->clear();
    setWindowTitle(tr("Keyturn"));
    m_awaitsPractice = true;
    QTimer::singleShot(1'000, this, [this] {
        if (m_awaitsPractice) // with very many users
            m_accountMessage->showText(InlineMessage::Kind::Information,
                                       tr("The practice account is being prepared…"));
    });
    whenReady(m_rooms.sessions->practiceAccount(), this, [this](const Result<Account> &account) {
        if (!m_awaitsPractice)
            return; // another account was chosen meanwhile
        if (account)
            open(*account);
        else
            showPracticeFailed(account.error());
    });
}

void MainWindow::showPracticeFailed(const Error &error)
{
    closeAccount();
    showNoAccount();
    const ErrorWords words = wordsFor(error);
    m_accountMessage->showText(
        InlineMessage::Kind::Error,
        tr("The practice account could not be started. %1 %2").arg(words.happened, words.next));
}

void MainWindow::open(const Account &account)
{
    closeAccount();
    m_accountMessage->clear();
    m_lockMessage->clear();
    m_session = m_rooms.sessions->open(account);
    m_flow = std::make_unique<ResetFlow>(m_session->reset(), m_session->signOut(), m_session->personCheck(),
                                         account, m_clipboard, this);
    connect(m_flow.get(), &ResetFlow::personRead, m_picker, &UserPicker::learn);
    connect(m_flow.get(), &ResetFlow::stageChanged, this, &MainWindow::followStage);
    connect(m_flow.get(), &ResetFlow::finished, this, &MainWindow::showFinished);
    connect(m_flow.get(), &ResetFlow::handedOver, m_pane->passwordPanel(), &PasswordPanel::clear);
    connect(m_flow.get(), &ResetFlow::signedOut, this,
            [this](const SignOutResult &result) { showLast(signOutSentence(result)); });
    connect(m_flow.get(), &ResetFlow::finished, this, [this](const ResetResult &result) {
        writeDown(entryOf(HistoryEntry::Action::Reset, result.target, result.outcome));
    });
    connect(m_flow.get(), &ResetFlow::signedOut, this, [this](const SignOutResult &result) {
        writeDown(entryOf(HistoryEntry::Action::SignOut, result.target, result.outcome));
    });
    connect(m_flow.get(), &ResetFlow::outcomeClosed, this, &MainWindow::handleOutcomeClosed);
    connect(m_flow.get(), &ResetFlow::editAccountRequested, this, &MainWindow::editCurrent);
    connect(m_session->reset(), &PasswordReset::formatLearned, this, &MainWindow::rememberFormat);
    setWindowTitle(tr("%1 – Keyturn").arg(displayText(account.name)));
    m_picker->setSource(m_session->directory(), m_session->loader(), m_session->lookup(),
                        m_session->refresh());
    connect(m_session->rules(), &AccountRules::changed, this, &MainWindow::showRules);
    showRules();
    m_pages->setCurrentWidget(m_work);
    m_picker->focusSearch();
    m_menu->setOpen(true);
    m_session->rules()->read();
    m_session->loadUsers();
    m_bulk->setSession(m_session.get());
}

// Anew, and not into the list that is there: who was deleted is gone from it then.
void MainWindow::reloadUsers()
{
    if (!m_session)
        return;
    if (m_session->account().kind == Account::Kind::Practice)
        openPractice();
    else
        openAccount(QString(m_session->account().id)); // a copy: the session goes
}

void MainWindow::closeAccount()
{
    m_awaitsPractice = false;
    m_picker->setSource(nullptr, nullptr, nullptr, nullptr);
    m_pane->passwordPanel()->clear();
    m_pane->setPerson({});
    m_pane->passwordPanel()->setRules({}, {});
    m_lastOutcome->clear();
    m_bulk->setSession(nullptr);
    m_flow.reset();
    m_session.reset();
    m_menu->setOpen(false);
    followStage(PasswordReset::Stage::Idle);
}

void MainWindow::showNoAccount()
{
    m_accountBar->setCurrent({});
    setWindowTitle(tr("Keyturn"));
    showWelcome();
    m_welcome->setFocus();
}

void MainWindow::showWelcome()
{
    if (!m_welcome) {
        m_welcome = new WelcomePage(m_pages);
        connect(m_welcome, &WelcomePage::addRequested, m_actions, &AccountActions::add);
        connect(m_welcome, &WelcomePage::practiceRequested, this, &MainWindow::openPractice);
        m_pages->addWidget(m_welcome);
    }
    m_pages->setCurrentWidget(m_welcome);
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

/// Of accounts that were removed, here or by another program.
void MainWindow::dropForeignLists()
{
    if (!m_rooms.userLists)
        return;
    QStringList ids;
    for (const Account &account : m_rooms.accounts->accounts())
        ids.append(account.id);
    m_rooms.userLists->keepOnly(ids);
}

void MainWindow::reopenEdited(const QString &id)
{
    // The token may be one of another Zoom account, whose users are others.
    if (m_session && m_session->account().id == id)
        closeAccount();
    if (m_rooms.userLists)
        m_rooms.userLists->remove(id);
    openAccount(id);
}

void MainWindow::editCurrent()
{
    if (m_bulk->isBusy()) {
        m_bulk->askToStop(); // another token could be another account's
        return;
    }
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
    if (m_picker->picked()) {
        const User &user = m_picker->picked()->user;
        m_pane->passwordPanel()->setPersonWords(personWords(
            {user.firstName, user.lastName, user.displayName, user.email, m_session->account().name}));
    }
    m_lastOutcome->clear(); // it would seem to be about this person
    m_lockMessage->clear();
    m_session->client()->connectAhead();
}

void MainWindow::showRules()
{
    m_pane->passwordPanel()->setRules(m_session->rules()->rules(), rulesNote(*m_session->rules()));
}

void MainWindow::changeRecipe()
{
    if (m_rooms.options)
        (new RecipeDialog(m_rooms.generator, m_rooms.options, m_pane->passwordPanel()->rules(), this))
            ->open();
}

void MainWindow::openHistory()
{
    if (!m_rooms.history)
        return;
    if (!m_history) {
        m_history = new HistoryWindow(m_rooms.history, this);
        m_history->show();
    }
    m_history->raise();
    m_history->activateWindow();
}

void MainWindow::openBulk(bool begins)
{
    const QList<User> selected = m_picker->selectedUsers();
    // One who is merely highlighted was not selected for this.
    m_bulk->open(selected.size() > 1 ? selected : QList<User>(), begins);
}

void MainWindow::writeDown(HistoryEntry entry)
{
    if (!m_rooms.history || m_session->account().kind == Account::Kind::Practice)
        return; // nothing happened to anybody
    entry.account = m_session->account().name;
    entry.operatorName = currentOperator();
    m_rooms.history->append(entry);
}

void MainWindow::beginReset()
{
    const PasswordPanel *password = m_pane->passwordPanel();
    m_lockMessage->clear();
    if (m_rooms.history)
        m_rooms.history->prepare();
    if (m_flow && m_picker->picked())
        m_flow->begin(*m_picker->picked(), password->password(),
                      {password->wasSeen(), password->isGenerated()});
}

/// At once: nobody leaves the account whose reset or bulk run is on its way.
void MainWindow::updateHeld()
{
    const bool idle = (!m_flow || m_flow->stage() == PasswordReset::Stage::Idle) && !m_bulk->isBusy();
    m_accountBar->setEnabled(idle);
    m_menu->setIdle(idle);
}

void MainWindow::followStage(PasswordReset::Stage stage)
{
    const bool idle = stage == PasswordReset::Stage::Idle;
    updateHeld();
    if (idle || !m_picker->isEnabled())
        showStage(stage);
    else if (!m_busyDelay.isActive())
        m_busyDelay.start();
}

void MainWindow::showStage(PasswordReset::Stage stage)
{
    const bool idle = stage == PasswordReset::Stage::Idle;
    m_busyDelay.stop();
    if (!idle)
        m_lastOutcome->clear(); // it is about another attempt
    m_pane->setStage(stage);
    m_picker->setEnabled(idle);
}

void MainWindow::showFinished(const ResetResult &result)
{
    delete m_closeQuestion;
    showLast(outcomeSentence(result));
}

void MainWindow::showLast(const QString &sentence)
{
    m_lastOutcome->setText(sentence);
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
    if (!m_closeAnyway && m_bulk->isBusy()) {
        event->ignore();
        m_bulk->askToStop();
        return;
    }
    m_memory.remember();
    closeAccount();
    event->accept();
}

void MainWindow::askBeforeClosing()
{
    if (m_closeQuestion && m_closeQuestion->isVisible())
        return;
    auto *question = new CloseQuestion(this);
    m_closeQuestion = question;
    connect(question, &CloseQuestion::closeAnyway, this, [this] {
        m_closeAnyway = true;
        close();
    });
    question->open();
}

void MainWindow::openAbout()
{
    const HttpClient::Options network =
        m_rooms.options ? networkOptions(*m_rooms.options, m_rooms.proxySignIn) : HttpClient::Options();
    (new AboutBox(m_rooms.options, network, this))->open();
}

void MainWindow::openSettings()
{
    if (!m_rooms.options)
        return;
    (new SettingsDialog(m_rooms.options, m_rooms.proxySignIn, m_rooms.userLists, this))->open();
}

void MainWindow::useSettings()
{
    const std::chrono::seconds lifetime(m_rooms.options->value(Options::clipboardSeconds));
    for (SecretClipboard *clipboard : findChildren<SecretClipboard *>()) // of fields, too
        clipboard->setLifetime(lifetime);
    m_pane->passwordPanel()->setRecipe(passwordRecipe(*m_rooms.options));
}

/// Whether something is gone that the keychain cannot give back.
bool MainWindow::forgetSignIn()
{
    if (m_session)
        m_session->forgetSecrets();
    if (m_rooms.proxySignIn)
        m_rooms.proxySignIn->forgetHeld();
    return m_rooms.runOnly && m_rooms.runOnly->forgetAll();
}

void MainWindow::lock(IdleLock::Reason reason, int minutes)
{
    m_pane->passwordPanel()->clear();
    if (m_flow)
        m_flow->forgetPassword();
    forgetSecretsOnScreen();
    // A bulk run needs the sign-in until it ends: nobody sits before it for hours.
    m_forgetsAfterRun = m_bulk->isBusy();
    const bool forgotRunOnly = !m_forgetsAfterRun && forgetSignIn();
    m_lockMessage->showText(InlineMessage::Kind::Information, lockWords(reason, minutes, forgotRunOnly));
}

} // namespace Keyturn
