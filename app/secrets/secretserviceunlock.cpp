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

SecretServiceUnlock::~SecretServiceUnlock()
{
    dismissPrompt();
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
    m_prompt = reply.arguments().at(1).value<QDBusObjectPath>().path();
    if (m_prompt.isEmpty() || m_prompt == u"/") {
        m_prompt.clear();
        return end(Result::Unlocked); // no password, or somebody was quicker
    }
    openPrompt();
}

void SecretServiceUnlock::openPrompt()
{
    // Before it is opened: where no prompt can be shown, the answer comes at once.
    bus().connect(SecretServiceName, m_prompt, PromptInterface, CompletedSignal, this,
                  SLOT(handleCompleted(bool, QDBusVariant)));
    QDBusMessage call = secretServiceCall(m_prompt, PromptInterface, QStringLiteral("Prompt"));
    call << QString(); // no window to stand before: not every platform has an identifier for one
    askSecretService(call, this, [this](const QDBusMessage &reply) {
        if (reply.type() == QDBusMessage::ErrorMessage)
            end(Result::Dismissed);
    });
}

void SecretServiceUnlock::handleCompleted(bool dismissed, const QDBusVariant &)
{
    m_prompt.clear();
    end(dismissed ? Result::Dismissed : Result::Unlocked);
}

void SecretServiceUnlock::dismissPrompt()
{
    if (!m_prompt.isEmpty())
        bus().asyncCall(
            secretServiceCall(std::exchange(m_prompt, {}), PromptInterface, QStringLiteral("Dismiss")));
}

void SecretServiceUnlock::end(Result result)
{
    if (std::exchange(m_ended, true))
        return;
    dismissPrompt();
    if (result == Result::TimedOut)
        qCWarning(lcSecrets) << "nobody answered the keychain's prompt";
    emit finished(result);
}

} // namespace Keyturn

#include "moc_secretserviceunlock.cpp"
