#include "accountdialog.h"

#include "accounts/accountsaver.h"
#include "accounts/accountstore.h"
#include "core/whenready.h"
#include "keychainquestion.h"
#include "net/urlpolicy.h"
#include "outcome/errorwords.h"
#include "password/passwordedit.h"
#include "widgets/announce.h"
#include "widgets/inlinemessage.h"
#include "widgets/wraplabel.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace Keyturn {

AccountDialog::AccountDialog(AccountStore *accounts, AccountSaver *saver,
                             const std::optional<Account> &account, QWidget *parent)
    : QDialog(parent)
    , m_accounts(accounts)
    , m_saver(saver)
    , m_edited(account)
    , m_name(new QLineEdit(this))
    , m_baseUrl(new QLineEdit(this))
    , m_token(new PasswordEdit(this))
    , m_message(new InlineMessage(this))
    , m_waiting(new WrapLabel(this))
    , m_progress(new QProgressBar(this))
{
    setObjectName(QStringLiteral("accountDialog"));
    setWindowTitle(account ? tr("Edit account") : tr("Add an account"));
    build();
    m_name->setText(account ? account->name : QString());
    m_baseUrl->setText(account ? account->baseUrl.toString() : Account::defaultBaseUrl());
    if (account)
        m_token->setPlaceholderText(tr("Leave empty to keep the one that is stored"));
    m_name->setFocus();
    setBusy(false);
}

void AccountDialog::build()
{
    m_name->setObjectName(QStringLiteral("accountName"));
    m_name->setAccessibleName(tr("Name"));
    m_name->setPlaceholderText(tr("What you call this account"));
    m_baseUrl->setObjectName(QStringLiteral("accountBaseUrl"));
    m_baseUrl->setAccessibleName(tr("Server address"));
    m_token->setObjectName(QStringLiteral("accountToken"));
    m_token->setAccessibleName(tr("Access token"));
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
    connect(m_save, &QPushButton::clicked, this, &AccountDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *grid = new QGridLayout(this);
    addField(grid, tr("&Name"), m_name, QStringLiteral("name"));
    addField(grid, tr("Server &address"), m_baseUrl, QStringLiteral("baseUrl"));
    addField(grid, tr("Access &token"), m_token, QStringLiteral("token"));
    auto *origin =
        new WrapLabel(tr("The token comes from your Server-to-Server OAuth or General app in the Zoom App "
                         "Marketplace. It ends after an hour: then paste a new one with “Edit…”."),
                      this);
    origin->setObjectName(QStringLiteral("tokenOrigin"));
    m_token->setAccessibleDescription(origin->text());
    grid->addWidget(origin, grid->rowCount(), 0);
    auto *note = new WrapLabel(tr("It is kept in this computer's keychain, nowhere else."), this);
    grid->addWidget(note, grid->rowCount(), 0);
    grid->addWidget(m_message, grid->rowCount(), 0);
    grid->addWidget(m_waiting, grid->rowCount(), 0);
    grid->addWidget(m_progress, grid->rowCount(), 0);
    grid->setRowStretch(grid->rowCount(), 1);
    grid->addWidget(buttons, grid->rowCount(), 0);
    setMinimumWidth(fontMetrics().averageCharWidth() * 50);
}

void AccountDialog::addField(QGridLayout *grid, const QString &text, QWidget *field, const QString &name)
{
    auto *label = new QLabel(text, this);
    label->setBuddy(field);
    auto *problem = new InlineMessage(this, InlineMessage::Look::Beside);
    problem->setObjectName(name + QStringLiteral("Problem"));
    const int row = grid->rowCount();
    grid->addWidget(label, row, 0);
    grid->addWidget(field, row + 1, 0);
    grid->addWidget(problem, row + 2, 0);
    grid->setRowMinimumHeight(row + 3, fontMetrics().height() / 4); // before the next label
    m_problems.insert(name, problem);
}

std::optional<Account> AccountDialog::readFields()
{
    clearProblems();
    Account account = m_edited.value_or(Account());
    account.name = m_name->text().trimmed();
    if (account.name.isEmpty())
        showProblem(QStringLiteral("name"), tr("Give the account a name."));
    const Result<QUrl> baseUrl = checkedBaseUrl(m_baseUrl->text().trimmed());
    if (baseUrl)
        account.baseUrl = *baseUrl;
    else
        showProblem(QStringLiteral("baseUrl"), baseUrl.error().reply.message);
    if (m_token->text().trimmed().isEmpty() && baseUrl && needsToken(account))
        showProblem(
            QStringLiteral("token"),
            m_edited ? tr("Paste the access token for the new address. The stored one is for another server.")
                     : tr("Paste the account's access token."));
    for (const auto &[field, edit] : fields()) {
        if (!m_problems.value(field)->text().isEmpty()) {
            edit->setFocus();
            return {};
        }
    }
    if (!m_edited)
        account.id = Account::newId(account.name);
    return account;
}

bool AccountDialog::needsToken(const Account &account) const
{
    // A stored token is never carried to another server by an edit.
    return !m_edited || m_edited->baseUrl.scheme() != account.baseUrl.scheme()
        || m_edited->baseUrl.authority() != account.baseUrl.authority();
}

void AccountDialog::save()
{
    if (m_busy)
        return;
    const std::optional<Account> account = readFields();
    if (!account)
        return;
    QString typed = m_token->text();
    Secret token = Secret::fromText(QStringView(typed).trimmed());
    if (token.isEmpty()) {
        handleSaved(*account, m_accounts->save(*account));
        return;
    }
    setBusy(true);
    whenReady(m_saver->saveWithToken(*account, std::move(token)), this,
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
    emit saved(account.id);
    accept();
}

void AccountDialog::offerThisRunOnly(const Account &account, const Error &error)
{
    auto *question = new KeychainQuestion(error, this);
    connect(question, &KeychainQuestion::thisRunOnlyChosen, this, [this, account] {
        setBusy(true);
        whenReady(m_saver->saveHoldingToken(account, Secret::fromText(m_token->text().trimmed())), this,
                  [this, account](const Result<void> &result) { handleSaved(account, result); });
    });
    // Else it stays on Cancel, where the wait for the keychain had left it.
    connect(question, &QDialog::finished, m_save, [this] { m_save->setFocus(); });
    question->open();
}

void AccountDialog::showError(const Error &error)
{
    const ErrorWords words = wordsFor(error);
    for (const auto &[field, edit] : fields()) {
        if (field != error.field)
            continue;
        const QString next = error.kind == ErrorKind::InvalidToken
            ? tr("Copy the whole token again, without blanks and line breaks.")
            : words.next;
        showProblem(field, words.happened + u' ' + next);
        edit->setFocus(); // while the keychain was asked, it was on Cancel
        return;
    }
    m_message->showText(InlineMessage::Kind::Error,
                        tr("The account was not saved. %1 %2").arg(words.happened, words.next));
    m_save->setFocus();
}

QList<std::pair<QString, QLineEdit *>> AccountDialog::fields() const
{
    return {{QStringLiteral("name"), m_name},
            {QStringLiteral("baseUrl"), m_baseUrl},
            {QStringLiteral("token"), m_token}};
}

void AccountDialog::showProblem(const QString &field, const QString &text)
{
    m_problems.value(field)->showText(InlineMessage::Kind::Error, text);
}

void AccountDialog::clearProblems()
{
    m_message->clear();
    for (InlineMessage *problem : std::as_const(m_problems))
        problem->clear();
}

void AccountDialog::setBusy(bool busy)
{
    m_busy = busy;
    m_waiting->setVisible(busy);
    m_progress->setVisible(busy);
    m_save->setEnabled(!busy);
    for (QLineEdit *field : {m_name, m_baseUrl, static_cast<QLineEdit *>(m_token)})
        field->setEnabled(!busy);
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
