#include "signinapp.h"

#include <QCryptographicHash>

namespace Keyturn {

QByteArray SignInApp::origin() const
{
    const QByteArray values = tokenUrl.toEncoded() + '\n' + clientId.toUtf8();
    return QCryptographicHash::hash(values, QCryptographicHash::Sha256).toHex();
}

} // namespace Keyturn
