#include "secretserviceunlock.h"

#include "core/logging.h"
#include "secretservicecalls.h"

#include <QDBusConnection>
#include <QDBusServiceWatcher>
#include <QTimer>

#include <utility>

namespace Keyturn {

namespace {

const auto PromptInterface = QStringLiteral("org.freedesktop.Secret.Prompt");
const auto CompletedSignal = QStringLiteral("Completed");

QDBusConnection bus()
{
    return QDBusConnection::sessionBus();
}

} // namespace

SecretServiceUnlock::SecretServiceUnlock(std::chrono::milliseconds patience, QObject *parent)
    : QObject(parent)
    , m_patience(patience)
{
}

void SecretServiceUnlock::start(const QDBusObjectPath &collection)
{
    QTimer::singleShot(m_patience, this, [this] { end(Result::TimedOut); });
    auto *service =
        new QDBusServiceWatcher(SecretServiceName, bus(), QDBusServiceWatcher::WatchForUnregistration, this);
    connect(service, &QDBusServiceWatcher::serviceUnregistered, this, [this] { end(Result::Dismissed); });

    QDBusMessage call = secretServiceCall(SecretServicePath, QStringLiteral("org.freedesktop.Secret.Service"),
                                          QStringLiteral("Unlock"));
    call << QVariant::fromValue(QList<QDBusObjectPath>{collection});
    askSecretService(call, this, [this](const QDBusMessage &reply) { handleUnlock(reply); });
}

void SecretServiceUnlock::handleUnlock(const QDBusMessage &reply)
{
    if (reply.type() != QDBusMessage::ReplyMessage || reply.arguments().size() < 2)
        return end(Result::Dismissed);
    const QString prompt = reply.arguments().at(1).value<QDBusObjectPath>().path();
    if (prompt.isEmpty() || prompt == u"/")
        return end(Result::Unlocked); // no password, or somebody was quicker
    openPrompt(prompt);
}

void SecretServiceUnlock::openPrompt(const QString &prompt)
{
    // Before it is opened: where no prompt can be shown, the answer comes at once.
    bus().connect(SecretServiceName, prompt, PromptInterface, CompletedSignal, this,
                  SLOT(handleCompleted(bool, QDBusVariant)));
    QDBusMessage call = secretServiceCall(prompt, PromptInterface, QStringLiteral("Prompt"));
    call << QString(); // no window to stand before: not every platform has an identifier for one
    askSecretService(call, this, [this](const QDBusMessage &reply) {
        if (reply.type() == QDBusMessage::ErrorMessage)
            end(Result::Dismissed);
    });
}

void SecretServiceUnlock::handleCompleted(bool dismissed, const QDBusVariant &)
{
    end(dismissed ? Result::Dismissed : Result::Unlocked);
}

void SecretServiceUnlock::end(Result result)
{
    if (std::exchange(m_ended, true))
        return;
    if (result == Result::TimedOut)
        qCWarning(lcSecrets) << "nobody answered the keychain's prompt";
    emit finished(result);
}

} // namespace Keyturn

#include "moc_secretserviceunlock.cpp"
