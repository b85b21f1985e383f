#include "accountactions.h"

#include "accountdialog.h"
#include "accounts/accountsaver.h"
#include "accounts/accountstore.h"
#include "core/whenready.h"
#include "keychainquestion.h"
#include "settings/options.h"
#include "settings/settings.h"
#include "widgets/displaytext.h"
#include "words/errorwords.h"

#include <QMessageBox>
#include <QPushButton>

namespace Keyturn {

namespace {

QMessageBox *newBox(QMessageBox::Icon icon, const QString &objectName, QWidget *window)
{
    auto *box = new QMessageBox(window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setObjectName(objectName);
    box->setIcon(icon);
    box->setTextFormat(Qt::PlainText);
    return box;
}

Account::Kind kindOf(NewAccountSignIn signIn)
{
    switch (signIn) {
    case NewAccountSignIn::Browser:
        return Account::Kind::BrowserSignIn;
    case NewAccountSignIn::Token:
        return Account::Kind::PastedToken;
    case NewAccountSignIn::Server:
        break;
    }
    return Account::Kind::ServerToServer;
}

/// What a new account begins with: what an administrator has set.
Account presetAccount(const Settings &options)
{
    Account account;
    account.name = options.value(Options::newAccountName);
    account.kind = kindOf(options.value(Options::newAccountSignIn));
    const QString address = options.value(Options::newAccountAddress);
    account.baseUrl = QUrl(address.isEmpty() ? Account::defaultBaseUrl() : address);
    account.accountId = options.value(Options::newAccountAccountId);
    account.clientId = options.value(Options::newAccountClientId);
    return account;
}

} // namespace

AccountActions::AccountActions(AccountStore *accounts, AccountSaver *saver, SessionFactory *sessions,
                               const Settings *options, QWidget *window)
    : QObject(window)
    , m_accounts(accounts)
    , m_saver(saver)
    , m_sessions(sessions)
    , m_options(options)
    , m_window(window)
{
}

void AccountActions::add()
{
    AccountDialog *dialog = openDialog({});
    if (m_options)
        dialog->suggest(presetAccount(*m_options));
}

void AccountActions::edit(const QString &id)
{
    if (const std::optional<Account> account = m_accounts->account(id))
        openDialog(account);
}

AccountDialog *AccountActions::openDialog(const std::optional<Account> &account)
{
    auto *dialog = new AccountDialog(m_accounts, m_saver, m_sessions, account, m_window);
    connect(dialog, &AccountDialog::saved, this, &AccountActions::saved);
    dialog->open();
    return dialog;
}

void AccountActions::remove(const QString &id)
{
    const std::optional<Account> account = m_accounts->account(id);
    if (!account)
        return;
    QMessageBox *box = newBox(QMessageBox::Question, QStringLiteral("removeQuestion"), m_window);
    box->setWindowTitle(tr("Remove account?"));
    box->setText(tr("Remove “%1” from Keyturn?").arg(displayText(account->name)));
    box->setInformativeText(
        tr("Its token or secret is removed from this computer's keychain too. Nothing changes at Zoom."));
    QPushButton *removeButton = box->addButton(tr("&Remove"), QMessageBox::DestructiveRole);
    removeButton->setObjectName(QStringLiteral("confirmRemove"));
    removeButton->setAccessibleName(tr("Remove"));
    QPushButton *cancel = box->addButton(tr("Cance&l"), QMessageBox::RejectRole);
    cancel->setObjectName(QStringLiteral("cancelRemove"));
    cancel->setAccessibleName(tr("Cancel"));
    box->setDefaultButton(cancel);
    box->setEscapeButton(cancel);
    connect(removeButton, &QPushButton::clicked, this, [this, account = *account] { removeNow(account); });
    box->open();
}

void AccountActions::removeNow(const Account &account)
{
    whenReady(m_saver->remove(account.id), this, [this, account](const Result<void> &result) {
        if (result)
            return;
        if (isKeychainTrouble(result.error().kind))
            offerLeavingToken(account, result.error());
        else
            tellNotRemoved(result.error());
    });
}

void AccountActions::offerLeavingToken(const Account &account, const Error &error)
{
    QMessageBox *box = newBox(QMessageBox::Warning, QStringLiteral("leaveTokenQuestion"), m_window);
    box->setWindowTitle(tr("The account was not removed"));
    box->setText(wordsFor(error).happened);
    box->setInformativeText(tr("The token or secret of “%1” is still in the keychain, so the account was not "
                               "removed. Try again when "
                               "the keychain is there, or remove the account and leave it in the keychain "
                               "under “%2”.")
                                .arg(displayText(account.name), account.secretKeys().value(0)));
    QPushButton *leave = box->addButton(tr("&Remove, leave the secret"), QMessageBox::DestructiveRole);
    leave->setObjectName(QStringLiteral("removeLeavingToken"));
    leave->setAccessibleName(tr("Remove, leave the secret"));
    QPushButton *cancel = box->addButton(tr("Cance&l"), QMessageBox::RejectRole);
    cancel->setObjectName(QStringLiteral("cancelLeaveToken"));
    cancel->setAccessibleName(tr("Cancel"));
    box->setDefaultButton(cancel);
    box->setEscapeButton(cancel);
    connect(leave, &QPushButton::clicked, this, [this, account] {
        const Result<void> removed = m_saver->removeLeavingSecrets(account.id);
        if (!removed)
            tellNotRemoved(removed.error());
    });
    box->open();
}

void AccountActions::tellNotRemoved(const Error &error)
{
    const ErrorWords words = wordsFor(error);
    QMessageBox *box = newBox(QMessageBox::Warning, QStringLiteral("notRemoved"), m_window);
    box->setWindowTitle(tr("The account was not removed"));
    box->setText(words.happened);
    box->setInformativeText(words.next);
    box->addButton(QMessageBox::Close);
    box->open();
}

} // namespace Keyturn
