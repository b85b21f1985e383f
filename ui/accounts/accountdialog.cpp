#include "accountdialog.h"

#include "accountform.h"
#include "accounts/accountsaver.h"
#include "accounts/accountstore.h"
#include "connectiontestview.h"
#include "core/whenready.h"
#include "keychainquestion.h"
#include "outcome/errorwords.h"
#include "session/connectiontest.h"
#include "session/sessionfactory.h"
#include "widgets/announce.h"
#include "widgets/inlinemessage.h"
#include "widgets/wraplabel.h"

#include <QDialogButtonBox>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace Keyturn {

AccountDialog::AccountDialog(AccountStore *accounts, AccountSaver *saver, SessionFactory *sessions,
                             const std::optional<Account> &account, QWidget *parent)
    : QDialog(parent)
    , m_accounts(accounts)
    , m_saver(saver)
    , m_sessions(sessions)
    , m_edited(account)
    , m_form(new AccountForm(account, this))
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

void AccountDialog::build()
{
    m_testButton->setObjectName(QStringLiteral("testConnection"));
    m_testButton->setAccessibleName(tr("Test connection"));
    m_testButton->setToolTip(
        tr("Tries what was entered, before anything of it is stored. No password is changed."));
    m_testButton->setAutoDefault(false);
    connect(m_testButton, &QPushButton::clicked, this, &AccountDialog::testConnection);
    connect(m_form, &AccountForm::edited, this, &AccountDialog::forgetTest);
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
    column->addWidget(m_testView);
    column->addWidget(m_message);
    column->addWidget(m_waiting);
    column->addWidget(m_progress);
    column->addStretch(1);
    column->addWidget(buttons);
    setMinimumWidth(fontMetrics().averageCharWidth() * 64);
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
    AccountSecrets typed = m_form->secrets(*account);
    m_test = m_sessions->connectionTest(*account, typed.empty() ? Secret() : std::move(typed.front().secret));
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
    AccountSecrets secrets = m_form->secrets(*account);
    if (secrets.empty()) {
        handleSaved(*account, m_accounts->save(*account));
        return;
    }
    setBusy(true);
    whenReady(m_saver->save(*account, std::move(secrets)), this,
              [this, account = *account](const Result<void> &result) { handleSaved(account, result); });
}

void AccountDialog::handleSaved(const Account &account, const Result<void> &result)
{
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
    auto *question = new KeychainQuestion(error, this);
    connect(question, &KeychainQuestion::thisRunOnlyChosen, this, [this, account] {
        setBusy(true);
        whenReady(m_saver->saveForThisRun(account, m_form->secrets(account)), this,
                  [this, account](const Result<void> &result) { handleSaved(account, result); });
    });
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
    if (busy)
        announce(m_waiting);
}

void AccountDialog::done(int result)
{
    m_cancelled = result == QDialog::Rejected;
    QDialog::done(result);
    if (!m_busy)
        deleteLater();
}

} // namespace Keyturn
