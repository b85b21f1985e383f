#include "signinapp.h"

#include "secrets/boundsecret.h"

#include <QCryptographicHash>

namespace Keyturn {

namespace {

QByteArray digestOf(const QByteArray &values)
{
    return QCryptographicHash::hash(values, QCryptographicHash::Sha256).toHex();
}

} // namespace

QByteArray SignInApp::origin() const
{
    return digestOf(tokenUrl.toEncoded() + '\n' + clientId.toUtf8() + '\n' + secretPlace());
}

QByteArray SignInApp::formerOrigin() const
{
    return digestOf(tokenUrl.toEncoded() + '\n' + clientId.toUtf8());
}

QByteArray SignInApp::secretPlace() const
{
    return BoundSecret::placeOf({tokenUrl, apiUrl});
}

} // namespace Keyturn
