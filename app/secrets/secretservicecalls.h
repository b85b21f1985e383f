#pragma once

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QObject>
#include <QString>

namespace Keyturn {

// The Secret Service over D-Bus (specifications.freedesktop.org/secret-service).

inline const auto SecretServiceName = QStringLiteral("org.freedesktop.secrets");
inline const auto SecretServicePath = QStringLiteral("/org/freedesktop/secrets");
inline const auto DBusPropertiesInterface = QStringLiteral("org.freedesktop.DBus.Properties");

inline QDBusMessage secretServiceCall(const QString &path, const QString &interface, const QString &method)
{
    return QDBusMessage::createMethodCall(SecretServiceName, path, interface, method);
}

/// `then(QDBusMessage)` gets the reply or the error, unless `context` dies first.
template<typename Function>
void askSecretService(const QDBusMessage &call, QObject *context, Function then)
{
    constexpr int answerTimeoutMs = 5'000;
    auto *watcher =
        new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call, answerTimeoutMs), context);
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, context,
                     [watcher, then = std::move(then)]() mutable {
                         watcher->deleteLater();
                         then(watcher->reply());
                     });
}

} // namespace Keyturn
