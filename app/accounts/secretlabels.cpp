#include "secretlabels.h"

#include "accounts/account.h"
#include "secrets/secretstore.h"

#include <QCoreApplication>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::SecretLabels)
};

QString labelOf(const Account &account, const QString &key)
{
    if (key == account.tokenKey())
        return Texts::tr("Keyturn: %1, pasted access token").arg(account.name);
    if (key == account.clientSecretKey())
        return Texts::tr("Keyturn: %1, client secret").arg(account.name);
    if (key == account.refreshTokenKey())
        return Texts::tr("Keyturn: %1, sign-in").arg(account.name);
    return Texts::tr("Keyturn: %1, access token").arg(account.name);
}

} // namespace

void labelSecrets(const Account &account, SecretStore *keychain)
{
    for (const QString &key : account.secretKeys())
        keychain->setLabel(key, labelOf(account, key));
}

} // namespace Keyturn
