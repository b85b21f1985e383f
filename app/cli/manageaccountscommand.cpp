#include "manageaccountscommand.h"

#include "accounts/accountsaver.h"
#include "accounts/accountstore.h"
#include "accounts/accountwords.h"
#include "directory/usercache.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTextStream>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::ManageAccountsCommand)
};

QJsonObject profileOf(const Account &account)
{
    QJsonObject profile{{QStringLiteral("name"), account.name},
                        {QStringLiteral("baseUrl"), account.baseUrl.toString(QUrl::FullyEncoded)},
                        {QStringLiteral("signIn"), wordOf(kindWords, account.kind)},
                        {QStringLiteral("plan"), wordOf(planWords, account.plan)},
                        {QStringLiteral("rateShare"), account.rateShare},
                        {QStringLiteral("sendAs"), wordOf(sendAsWords, account.sendAs)}};
    const auto add = [&profile](const QString &member, const QString &value) {
        if (!value.isEmpty())
            profile.insert(member, value);
    };
    add(QStringLiteral("tokenUrl"), account.tokenUrl.toString(QUrl::FullyEncoded));
    add(QStringLiteral("accountId"), account.accountId);
    add(QStringLiteral("clientId"), account.clientId);
    add(QStringLiteral("caCertificates"), account.caCertificates);
    return profile;
}

} // namespace

AccountCommandExit runListAccounts(QTextStream &out, QTextStream &err, const AccountStore &accounts)
{
    for (const Account &account : accounts.accounts())
        out << QString::fromUtf8(QJsonDocument(profileOf(account)).toJson(QJsonDocument::Compact))
            << Qt::endl;
    return accounts.trouble()
        ? reportAccountError(*accounts.trouble(), Texts::tr("The list is not complete."), err)
        : AccountCommandExit::Done;
}

AccountCommandExit runRemoveAccount(const QString &name, QTextStream &out, QTextStream &err,
                                    AccountStore &accounts, SecretStore &keychain,
                                    const UserCacheFolder *userLists)
{
    const std::optional<Account> account = accounts.accountNamed(name);
    if (!account && accounts.trouble())
        return reportAccountError(*accounts.trouble(), Texts::tr("The account was not removed."), err);
    if (!account) {
        err << Texts::tr("There is no account \"%1\". keyturn --list-accounts lists them.").arg(name)
            << Qt::endl;
        return AccountCommandExit::BadInput;
    }
    AccountSaver saver(&accounts, &keychain, nullptr);
    const Result<void> removed = waitForAccountWork(saver.remove(account->id));
    if (!removed)
        return reportAccountError(removed.error(), Texts::tr("The account was not removed."), err);
    if (userLists)
        userLists->remove(account->id);
    out << Texts::tr("Account \"%1\" removed.").arg(account->name) << Qt::endl;
    return AccountCommandExit::Done;
}

} // namespace Keyturn
