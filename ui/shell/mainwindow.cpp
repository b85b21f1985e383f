#include "mainwindow.h"

#include "aboutbox.h"
#include "accountmenu.h"
#include "accountnotices.h"
#include "accountopener.h"
#include "accounts/accountactions.h"
#include "accounts/accountbar.h"
#include "auth/proxysignin.h"
#include "bulkdesk.h"
#include "directory/userloader.h"
#include "historydesk.h"
#include "locking.h"
#include "openoutcomesdesk.h"
#include "password/passwordpanel.h"
#include "password/recipedialog.h"
#include "picker/userpicker.h"
#include "picker/usertable.h"
#include "resetdesk.h"
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
#include "widgets/displaytext.h"
#include "widgets/inlinemessage.h"
#include "widgets/secretclipboard.h"
#include "zoom/formatmemory.h"

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

MainWindow::MainWindow(const Rooms &rooms, StartWith startWith, QWidget *parent)
    : QMainWindow(parent)
    , m_rooms(rooms)
    , m_startWith(startWith)
    , m_actions(new AccountActions(rooms.accounts, rooms.saver, rooms.sessions, rooms.options, this))
    , m_clipboard(new SecretClipboard(SecretClipboard::defaultLifetime, this))
    , m_memory(rooms.settings, this)
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("Keyturn"));
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
    buildStatusLine();
    m_history = new HistoryDesk(m_rooms.history, m_accountMessage, this);
    m_reset = new ResetDesk({m_picker, m_pane, m_lastOutcome, m_clipboard, m_history}, this);
    buildMenus();
    buildShortcuts();
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
    m_notices = new AccountNotices(m_rooms.accounts, centre);
    m_opener = new AccountOpener({m_rooms.accounts, m_rooms.sessions, m_rooms.userLists}, m_accountBar,
                                 m_accountMessage, this);
    m_lockMessage = new InlineMessage(centre);
    m_lockMessage->setObjectName(QStringLiteral("lockMessage"));
    m_bulkMessage = new InlineMessage(centre);
    m_bulkMessage->setObjectName(QStringLiteral("bulkMessage"));
    m_bulk = new BulkDesk({m_rooms.keychain, m_rooms.journals, m_rooms.history, m_rooms.settings},
                          m_bulkMessage, this);
    m_openMessage = new InlineMessage(centre);
    m_openMessage->setObjectName(QStringLiteral("openOutcomes"));
    m_openOutcomes = new OpenOutcomesDesk(m_rooms.accounts, m_rooms.history, m_openMessage, this);
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
    column->addWidget(m_notices);
    column->addWidget(m_accountMessage);
    column->addWidget(m_lockMessage);
    column->addWidget(m_openMessage);
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
    connect(m_menu, &AccountMenu::historyRequested, m_history, &HistoryDesk::open);
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
    connect(generate, &QShortcut::activated, m_reset, &ResetDesk::generatePassword);
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
    connect(m_rooms.accounts, &AccountStore::accountsChanged, m_opener, &AccountOpener::dropForeignLists);
    connect(m_opener, &AccountOpener::opened, this, &MainWindow::open);
    connect(m_opener, &AccountOpener::nothingToOpen, this, &MainWindow::showNoAccount);
    connect(m_opener, &AccountOpener::closeRequested, this, [this] {
        closeAccount();
        m_accountMessage->clear();
        setWindowTitle(tr("Keyturn"));
    });
    if (m_rooms.options) {
        connect(m_rooms.options, &Settings::changed, this, &MainWindow::useSettings);
        useSettings();
    }
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
    connect(m_openOutcomes, &OpenOutcomesDesk::findOutRequested, this, [this](int id) {
        if (const OpenAttempt *attempt = goToAccountOf(id))
            m_reset->findOut(*attempt);
    });
    connect(m_openOutcomes, &OpenOutcomesDesk::resetAgainRequested, this, [this](int id) {
        if (const OpenAttempt *attempt = goToAccountOf(id))
            m_picker->pickById(attempt->target.userId);
    });
    connect(m_picker, &UserPicker::bulkRequested, this, [this] { openBulk(true); });
    connect(m_bulk, &BulkDesk::busyChanged, this, [this](bool busy) {
        updateHeld();
        if (!busy && std::exchange(m_forgetsAfterRun, false))
            forgetSignIn();
    });
    connect(m_picker, &UserPicker::editAccountRequested, this, &MainWindow::editCurrent);
    connect(m_pane->passwordPanel(), &PasswordPanel::recipeRequested, this, &MainWindow::changeRecipe);
    connect(m_reset, &ResetDesk::stageChanged, this, &MainWindow::updateHeld);
    connect(m_reset, &ResetDesk::personChanged, m_lockMessage, &InlineMessage::clear);
    connect(m_reset, &ResetDesk::editAccountRequested, this, &MainWindow::editCurrent);
    connect(m_reset, &ResetDesk::closeAnyway, this, [this] {
        m_closeAnyway = true;
        close();
    });
}

bool MainWindow::event(QEvent *event)
{
    const bool handled = QMainWindow::event(event);
    // Another instance, or --add-account, may have been at work.
    if (event->type() == QEvent::WindowActivate)
        m_rooms.accounts->refresh();
    if (event->type() == QEvent::Paint && !std::exchange(m_painted, true))
        QTimer::singleShot(0, this, &MainWindow::openAtStart);
    return handled;
}

void MainWindow::openAtStart()
{
    m_opener->dropForeignLists(); // once the window is there: it reads the disk
    m_openOutcomes->readHistory();
    if (m_session || m_opener->awaitsPractice()) // somebody was quicker
        return;
    if (m_startWith == StartWith::PracticeAccount)
        openPractice();
    else
        m_opener->openAtStart();
}

void MainWindow::openAccount(const QString &id)
{
    m_opener->open(id);
}

void MainWindow::openPractice()
{
    m_opener->openPractice();
}

void MainWindow::open(const Account &account)
{
    closeAccount();
    m_accountMessage->clear();
    m_lockMessage->clear();
    m_session = m_rooms.sessions->open(account);
    connect(m_session->formats(), &FormatMemory::learned, m_session.get(),
            [this](BodyFormat format) { m_rooms.accounts->rememberFormat(m_session->account().id, format); });
    if (m_rooms.history)
        m_session->writeDownIn(m_rooms.history);
    m_session->keepOpenAttemptsIn(m_openOutcomes->attempts());
    m_openOutcomes->setSession(m_session.get());
    setWindowTitle(tr("%1 – Keyturn").arg(displayText(account.name)));
    m_picker->setSource(m_session->directory(), m_session->loader(), m_session->lookup(),
                        m_session->refresh());
    m_reset->setSession(m_session.get());
    m_pages->setCurrentWidget(m_work);
    m_picker->focusSearch();
    m_menu->setOpen(true);
    m_notices->setSession(m_session.get());
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
    m_opener->forgetPractice();
    m_picker->setSource(nullptr, nullptr, nullptr, nullptr);
    m_bulk->setSession(nullptr);
    m_notices->setSession(nullptr);
    m_reset->setSession(nullptr);
    m_openOutcomes->setSession(nullptr);
    m_session.reset();
    m_menu->setOpen(false);
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

bool MainWindow::isBusy() const
{
    return m_reset->isBusy() || m_bulk->isBusy();
}

/// Null: it was settled, or its account is not to be had. What is under way is not left.
const OpenAttempt *MainWindow::goToAccountOf(int attempt)
{
    const OpenAttempt *found = m_openOutcomes->attempts()->find(attempt);
    if (!found || isBusy() || !m_openOutcomes->canFindOut(*found))
        return nullptr;
    if (!m_session || m_session->account().id != found->account.id)
        openAccount(QString(found->account.id));
    return m_session && m_session->account().id == found->account.id ? found : nullptr;
}

void MainWindow::refreshAccounts(AccountStore::ChangedBy by)
{
    const bool isStored = m_session && m_session->account().kind != Account::Kind::Practice;
    m_opener->refresh(isStored ? std::optional(m_session->account()) : std::nullopt, by);
}

void MainWindow::reopenEdited(const QString &id)
{
    if (m_session && m_session->account().id == id)
        closeAccount();
    m_opener->reopenEdited(id);
}

void MainWindow::editCurrent()
{
    if (m_bulk->isBusy()) {
        m_bulk->askToStop(); // another token could be another account's
        return;
    }
    m_actions->edit(m_accountBar->currentId());
}

void MainWindow::changeRecipe()
{
    if (m_rooms.options)
        (new RecipeDialog(m_rooms.generator, m_rooms.options, m_pane->passwordPanel()->rules(), this))
            ->open();
}

void MainWindow::openBulk(bool begins)
{
    const QList<User> selected = m_picker->selectedUsers();
    // One who is merely highlighted was not selected for this.
    m_bulk->open(selected.size() > 1 ? selected : QList<User>(), begins);
}

/// At once: nobody leaves the account whose reset or bulk run is on its way.
void MainWindow::updateHeld()
{
    const bool idle = m_reset->isIdle() && !m_bulk->isBusy();
    m_accountBar->setEnabled(idle);
    m_menu->setIdle(idle);
    m_opener->setBusy(!idle);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!m_closeAnyway && m_reset->stage() == PasswordReset::Stage::Sent) {
        event->ignore();
        m_reset->askBeforeClosing();
        return;
    }
    if (!m_closeAnyway && m_bulk->isBusy()) {
        event->ignore();
        m_bulk->askToStop();
        return;
    }
    if (!m_closeAnyway && m_openOutcomes && m_openOutcomes->heldPasswords() > 0) {
        event->ignore();
        m_reset->askBeforeClosing();
        return;
    }
    m_memory.remember();
    closeAccount();
    event->accept();
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
    m_reset->forgetPassword();
    m_openOutcomes->attempts()->forgetPasswords();
    if (m_session)
        m_session->reset()->forget(); // of one under way, too
    forgetSecretsOnScreen();
    // A bulk run needs the sign-in until it ends: nobody sits before it for hours.
    m_forgetsAfterRun = m_bulk->isBusy();
    const bool forgotRunOnly = !m_forgetsAfterRun && forgetSignIn();
    m_lockMessage->showText(InlineMessage::Kind::Information, lockWords(reason, minutes, forgotRunOnly));
}

} // namespace Keyturn
