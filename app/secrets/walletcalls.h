#pragma once

#include "keychaindoor.h"

#include <QDBusMessage>

namespace Keyturn {

/// A call of KDE's wallet, without arguments.
inline QDBusMessage walletCall(KeychainDoor door, const QString &method)
{
    const bool isSix = door == KeychainDoor::KWallet6;
    return QDBusMessage::createMethodCall(
        isSix ? QStringLiteral("org.kde.kwalletd6") : QStringLiteral("org.kde.kwalletd5"),
        isSix ? QStringLiteral("/modules/kwalletd6") : QStringLiteral("/modules/kwalletd5"),
        QStringLiteral("org.kde.KWallet"), method);
}

} // namespace Keyturn
