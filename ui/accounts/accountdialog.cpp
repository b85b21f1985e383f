#include "accountdialog.h"

#include "accountform.h"
#include "accounts/accountstore.h"
#include "auth/refreshlock.h"
#include "browsersigninview.h"
#include "connectiontestview.h"
#include "core/whenready.h"
#include "keychainquestion.h"
#include "session/accountsignins.h"
#include "session/connectiontest.h"
#include "session/sessionfactory.h"
#include "widgets/announce.h"
#include "widgets/inlinemessage.h"
#include "widgets/wraplabel.h"
#include "words/errorwords.h"

#include <QDialogButtonBox>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

using namespace std::chrono_literals;

namespace Keyturn {

namespace {

// A person waits.
constexpr auto lockPatience = 10s;

} // namespace

AccountDialog::AccountDialog(AccountStore *accounts, AccountSaver *saver, SessionFactory *sessions,
                             const std::optional<Account> &account, QWidget *parent)
    : QDialog(parent)
    , m_accounts(accounts)
    , m_saver(saver)
    , m_sessions(sessions)
    , m_edited(account)
    , m_signIns(sessions->signIns())
    , m_form(new AccountForm(account, m_signIns ? m_signIns->redirectUrl() : QUrl(), this))
    , m_signIn(
          new BrowserSignInView(m_signIns, account && account->kind == Account::Kind::BrowserSignIn, this))
    , m_testButton(new QPushButton(tr("Test connectio&n"), this))
    , m_testView(new ConnectionTestView(this))
    , m_message(new InlineMessage(this))
    , m_waiting(new WrapLabel(this))
    , m_progress(new QProgressBar(this))
{
    setObjectName(QStringLiteral("accountDialog"));
    setWindowTitle(account ? tr("Edit account") : tr("Add an account"));
    build();
    m_form->focusFirst();
    setBusy(false);
}

AccountDialog::~AccountDialog() = default;

void AccountDialog::suggest(const Account &account)
{
    m_form->suggest(account);
}

void AccountDialog::build()
{
    m_testButton->setObjectName(QStringLiteral("testConnection"));
    m_testButton->setAccessibleName(tr("Test connection"));
    m_testButton->setToolTip(
        tr("Tries what was entered, before anything of it is stored. No password is changed."));
    m_testButton->setAutoDefault(false);
    connect(m_testButton, &QPushButton::clicked, this, &AccountDialog::testConnection);
    connect(m_form, &AccountForm::edited, this, &AccountDialog::followEdit);
    connect(m_signIn, &BrowserSignInView::signInRequested, this, &AccountDialog::signIn);
    connect(m_signIn, &BrowserSignInView::signedIn, this, &AccountDialog::forgetTest);
    connect(m_signIn, &BrowserSignInView::failed, this, &AccountDialog::showFieldOf);
    m_signIn->setVisible(m_form->kind() == Account::Kind::BrowserSignIn);
    m_message->setObjectName(QStringLiteral("accountMessage"));
    m_waiting->setObjectName(QStringLiteral("accountWaiting"));
    m_waiting->setText(tr("Waiting for the keychain. It may ask you to unlock it."));
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Saving"));

    auto *buttons = new QDialogButtonBox(this);
    m_save = buttons->addButton(tr("&Save"), QDialogButtonBox::AcceptRole);
    m_save->setObjectName(QStringLiteral("saveAccount"));
    m_save->setAccessibleName(tr("Save"));
    m_save->setDefault(true);
    auto *cancel = buttons->addButton(tr("Cance&l"), QDialogButtonBox::RejectRole);
    cancel->setObjectName(QStringLiteral("cancelAccount"));
    cancel->setAccessibleName(tr("Cancel"));
    buttons->addButton(m_testButton, QDialogButtonBox::ActionRole);
    connect(m_save, &QPushButton::clicked, this, &AccountDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *column = new QVBoxLayout(this);
    column->addWidget(m_form);
    column->addWidget(m_signIn);
    column->addWidget(m_testView);
    column->addWidget(m_message);
    column->addWidget(m_waiting);
    column->addWidget(m_progress);
    column->addStretch(1);
    column->addWidget(buttons);
    setMinimumWidth(fontMetrics().averageCharWidth() * 64);
}

// What came of an earlier sign-in belongs to other values, or to no sign-in at all.
void AccountDialog::followEdit()
{
    forgetTest();
    m_signIn->forget();
    m_signIn->clearProblem();
    m_signIn->setVisible(m_form->kind() == Account::Kind::BrowserSignIn);
}

void AccountDialog::signIn()
{
    m_message->clear();
    forgetTest();
    if (const std::optional<Account> account = m_form->read(true))
        m_signIn->start(*account, m_form->clientSecret());
}

// What was wrong is told below already; this says which value it is.
void AccountDialog::showFieldOf(const Error &error)
{
    if (error.kind == ErrorKind::InvalidInput)
        m_form->showProblem(error.field, error.reply.message);
}

bool AccountDialog::isSignInMissing(const Account &account)
{
    if (account.kind != Account::Kind::BrowserSignIn)
        return false;
    if (m_signIn->isRunning())
        m_signIn->showProblem(tr("Finish the sign-in in the web browser first, or cancel it."));
    else if (m_form->needsSecret(account))
        m_signIn->showProblem(m_edited ? tr("Sign in first. The sign-in that is stored is for other values.")
                                       : tr("Sign in first."));
    else
        return false;
    return true;
}

std::unique_ptr<ConnectionTest> AccountDialog::newTest(const Account &account)
{
    if (account.kind == Account::Kind::BrowserSignIn && m_signIn->grant())
        return m_signIns->connectionTest(account, *m_signIn->grant());
    AccountSecrets typed = m_form->secrets(account);
    return m_sessions->connectionTest(account, typed.empty() ? Secret() : std::move(typed.front().secret));
}

void AccountDialog::testConnection()
{
    if (m_busy)
        return;
    m_message->clear();
    forgetTest();
    const std::optional<Account> account = m_form->read(true);
    if (!account)
        return;
    if (!m_signIn->grant() && isSignInMissing(*account))
        return;
    m_test = newTest(*account);
    m_testView->setTest(m_test.get());
    m_test->start();
}

// It was about other values.
void AccountDialog::forgetTest()
{
    m_testView->clear();
    m_test.reset();
}

void AccountDialog::save()
{
    if (m_busy)
        return;
    m_message->clear();
    const std::optional<Account> account = m_form->read();
    if (!account)
        return;
    if (!m_signIn->grant() && isSignInMissing(*account))
        return;
    if (secretsOf(*account, RefreshRecord::Keep::InKeychain).empty())
        handleSaved(*account, m_accounts->save(*account));
    else
        store(*account, RefreshRecord::Keep::InKeychain);
}

void AccountDialog::store(const Account &account, RefreshRecord::Keep keep)
{
    setBusy(true);
    if (account.kind != Account::Kind::BrowserSignIn)
        return write(account, keep);
    m_lock = m_signIns->lock(account);
    // Where it cannot be had, it goes without: the sign-in is not given up for it.
    whenReady(m_lock->acquire(lockPatience), this,
              [this, account, keep](const Result<void> &) { write(account, keep); });
}

void AccountDialog::write(const Account &account, RefreshRecord::Keep keep)
{
    if (m_cancelled)
        return deleteLater();
    AccountSecrets secrets = secretsOf(account, keep);
    whenReady(keep == RefreshRecord::Keep::InKeychain ? m_saver->save(account, std::move(secrets))
                                                      : m_saver->saveForThisRun(account, std::move(secrets)),
              this, [this, account](const Result<void> &result) { handleSaved(account, result); });
}

AccountSecrets AccountDialog::secretsOf(const Account &account, RefreshRecord::Keep keep) const
{
    if (account.kind == Account::Kind::BrowserSignIn && m_signIn->grant())
        return m_signIns->secretsOf(account, *m_signIn->grant(), m_signIn->clientSecret(), keep);
    return m_form->secrets(account);
}

void AccountDialog::handleSaved(const Account &account, const Result<void> &result)
{
    m_lock.reset();
    setBusy(false);
    if (m_cancelled) {
        // The keychain said yes after the person had said no.
        if (result && !m_edited)
            m_saver->remove(account.id);
        deleteLater();
        return;
    }
    if (!result) {
        if (isKeychainTrouble(result.error().kind))
            offerThisRunOnly(account, result.error());
        else
            showError(result.error());
        return;
    }
    if (m_edited)
        m_saver->forgetGrantedToken(account);
    emit saved(account.id);
    accept();
}

void AccountDialog::offerThisRunOnly(const Account &account, const Error &error)
{
    auto *question =
        new KeychainQuestion(error,
                             account.kind == Account::Kind::BrowserSignIn ? KeychainQuestion::About::SignIn
                                                                          : KeychainQuestion::About::Token,
                             this);
    connect(question, &KeychainQuestion::thisRunOnlyChosen, this,
            [this, account] { store(account, RefreshRecord::Keep::ThisRunOnly); });
    // Else it stays on Cancel, where the wait for the keychain had left it.
    connect(question, &QDialog::finished, m_save, [this] { m_save->setFocus(); });
    question->open();
}

void AccountDialog::showError(const Error &error)
{
    const ErrorWords words = wordsFor(error);
    // There is no “Edit…” to go to from here.
    const bool isWrongSecret = error.kind == ErrorKind::InvalidToken;
    const QString problem = isWrongSecret
        ? tr("Copy it whole once more, without blanks and line breaks. %1").arg(error.reply.message)
        : error.reply.message.isEmpty() ? words.happened + u' ' + words.next
                                        : error.reply.message;
    if (m_form->showProblem(error.field, problem))
        return;
    m_message->showText(InlineMessage::Kind::Error,
                        tr("The account was not saved. %1 %2").arg(words.happened, words.next));
    m_save->setFocus();
}

void AccountDialog::setBusy(bool busy)
{
    m_busy = busy;
    m_waiting->setVisible(busy);
    m_progress->setVisible(busy);
    m_save->setEnabled(!busy);
    m_testButton->setEnabled(!busy);
    m_form->setEnabled(!busy);
    m_signIn->setEnabled(!busy);
    if (busy)
        announce(m_waiting);
}

void AccountDialog::done(int result)
{
    m_cancelled = result == QDialog::Rejected;
    QDialog::done(result);
    if (m_cancelled)
        m_signIn->forget(); // a page in the browser finds nobody
    if (!m_busy)
        deleteLater();
}

} // namespace Keyturn
