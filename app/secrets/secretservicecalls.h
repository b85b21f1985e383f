#pragma once

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QList>
#include <QObject>
#include <QString>
#include <QVariant>

#include <chrono>
#include <optional>

namespace Keyturn {

// The Secret Service over D-Bus (specifications.freedesktop.org/secret-service).

inline const auto SecretServiceName = QStringLiteral("org.freedesktop.secrets");
inline const auto SecretServicePath = QStringLiteral("/org/freedesktop/secrets");
inline const auto SecretServiceInterface = QStringLiteral("org.freedesktop.Secret.Service");
inline const auto SecretCollectionInterface = QStringLiteral("org.freedesktop.Secret.Collection");
inline const auto DBusPropertiesInterface = QStringLiteral("org.freedesktop.DBus.Properties");

inline QDBusMessage secretServiceCall(const QString &path, const QString &interface, const QString &method)
{
    return QDBusMessage::createMethodCall(SecretServiceName, path, interface, method);
}

/// A SecretServicePrompt's: the reply's second value is the prompt.
inline constexpr qsizetype unlockPromptArgument = 1;
inline QDBusMessage unlockCall(const QList<QDBusObjectPath> &paths)
{
    return secretServiceCall(SecretServicePath, SecretServiceInterface, QStringLiteral("Unlock"))
        << QVariant::fromValue(paths);
}

inline QDBusMessage propertyOf(const QString &path, const QString &interface, const QString &property)
{
    return secretServiceCall(path, DBusPropertiesInterface, QStringLiteral("Get")) << interface << property;
}

/// What propertyOf() brought. Nothing when the call failed.
inline std::optional<QVariant> propertyIn(const QDBusMessage &reply)
{
    const QDBusPendingReply<QDBusVariant> value(reply);
    return value.isError() ? std::nullopt : std::optional(value.value().variant());
}

/// `then(QDBusMessage)` gets the reply or the error, unless `context` dies first. `patience`: for a call that
/// waits for a person.
template<typename Function>
void askSecretService(const QDBusMessage &call, QObject *context, Function then,
                      std::chrono::milliseconds patience = std::chrono::seconds(5))
{
    auto *watcher = new QDBusPendingCallWatcher(
        QDBusConnection::sessionBus().asyncCall(call, static_cast<int>(patience.count())), context);
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, context,
                     [watcher, then = std::move(then)]() mutable {
                         watcher->deleteLater();
                         then(watcher->reply());
                     });
}

} // namespace Keyturn
