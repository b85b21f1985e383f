#include "addaccountcommand.h"

#include "accounts/accountsaver.h"
#include "accounts/accountstore.h"
#include "cli/newaccount.h"
#include "directory/usercache.h"

#include <QCoreApplication>
#include <QIODevice>
#include <QTextStream>

namespace Keyturn {

namespace {

constexpr qint64 InputLimit = 64 * 1024;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::AddAccountCommand)
};

std::unexpected<Error> badInput(const QString &message, const QString &field = {})
{
    return std::unexpected(Error::inField(ErrorKind::InvalidInput, field, message));
}

Result<QByteArray> readAll(QIODevice &in)
{
    QByteArray bytes;
    // A pipe gives what it has; only an empty read is the end.
    for (QByteArray piece; bytes.size() <= InputLimit && !(piece = in.read(InputLimit + 1)).isEmpty();) {
        bytes += piece;
        wipe(piece);
    }
    if (bytes.size() <= InputLimit)
        return bytes;
    wipe(bytes);
    return badInput(Texts::tr("The input is longer than 64 KiB."));
}

/// The account that the input means: a new one, or the one that it names.
Result<Account> accountFor(const NewAccount &input, const AccountStore &accounts)
{
    Account account = input.account;
    const std::optional<Account> existing = accounts.accountNamed(account.name);
    if (!existing) {
        account.id = Account::newId(account.name);
        return account;
    }
    if (existing->baseUrl != account.baseUrl)
        return badInput(Texts::tr("An account with this name exists and has another base URL."),
                        QStringLiteral("name"));
    account.id = existing->id;
    account.name = existing->name;
    account.colour = existing->colour;
    account.knownFormat = existing->knownFormat;
    if (!input.has(QLatin1StringView("plan")))
        account.plan = existing->plan;
    if (!input.has(QLatin1StringView("rateShare")))
        account.rateShare = existing->rateShare;
    if (!input.has(QLatin1StringView("sendAs")))
        account.sendAs = existing->sendAs;
    if (!input.has(QLatin1StringView("caCertificates")))
        account.caCertificates = existing->caCertificates;
    return account;
}

AccountCommandExit report(const Error &error, QTextStream &err)
{
    // What did not answer in time may yet store it.
    return reportAccountError(error,
                              error.kind == ErrorKind::KeychainTimeout
                                  ? Texts::tr("The account was not added.")
                                  : Texts::tr("Nothing was stored."),
                              err);
}

} // namespace

AccountCommandExit runAddAccount(const QString &argument, QIODevice &in, QTextStream &out, QTextStream &err,
                                 AccountStore &accounts, SecretStore &keychain,
                                 const UserCacheFolder *userLists)
{
    if (argument != u"-") {
        err << Texts::tr(
            "--add-account takes \"-\" only: the token must come on standard input, not in a file or an "
            "argument.")
            << Qt::endl;
        return AccountCommandExit::BadInput;
    }
    Result<QByteArray> json = readAll(in);
    if (!json)
        return report(json.error(), err);
    Result<NewAccount> input = NewAccount::fromJson(*json);
    wipe(*json);
    if (!input)
        return report(input.error(), err);
    const Result<Account> account = accountFor(*input, accounts);
    if (!account)
        return report(account.error(), err);

    // Another token may be another Zoom account's, whose users are others.
    if (userLists)
        userLists->remove(account->id);
    const bool isNew = !accounts.account(account->id);
    AccountSecrets secrets;
    secrets.push_back({input->secretKeyOf(*account), std::move(input->secret)});
    AccountSaver saver(&accounts, &keychain, nullptr);
    const Result<void> saved = waitForAccountWork(saver.save(*account, std::move(secrets)));
    if (!saved)
        return report(saved.error(), err);
    const QString name = account->name.trimmed();
    out << (isNew ? Texts::tr("Account \"%1\" added.") : Texts::tr("Account \"%1\" updated.")).arg(name)
        << Qt::endl;
    return AccountCommandExit::Done;
}

} // namespace Keyturn
