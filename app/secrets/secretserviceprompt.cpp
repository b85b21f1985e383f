#include "secretserviceprompt.h"

#include "core/logging.h"
#include "secretservicecalls.h"

#include <QDBusConnection>
#include <QDBusObjectPath>
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

SecretServicePrompt::SecretServicePrompt(std::chrono::milliseconds patience, QObject *parent)
    : QObject(parent)
    , m_patience(patience)
{
}

void SecretServicePrompt::start(const QDBusMessage &call, qsizetype promptArgument)
{
    QTimer::singleShot(m_patience, this, [this] { end(PromptEnd::TimedOut); });
    auto *service =
        new QDBusServiceWatcher(SecretServiceName, bus(), QDBusServiceWatcher::WatchForUnregistration, this);
    connect(service, &QDBusServiceWatcher::serviceUnregistered, this, [this] { end(PromptEnd::Dismissed); });

    askSecretService(call, this, [this, promptArgument](const QDBusMessage &reply) {
        if (reply.type() != QDBusMessage::ReplyMessage || reply.arguments().size() <= promptArgument)
            return end(PromptEnd::Dismissed);
        const QString prompt = reply.arguments().at(promptArgument).value<QDBusObjectPath>().path();
        if (prompt.isEmpty() || prompt == u"/")
            return end(PromptEnd::Given); // nothing to ask, or somebody was quicker
        openPrompt(prompt);
    });
}

void SecretServicePrompt::openPrompt(const QString &prompt)
{
    // Before it is opened: where no prompt can be shown, the answer comes at once.
    bus().connect(SecretServiceName, prompt, PromptInterface, CompletedSignal, this,
                  SLOT(handleCompleted(bool, QDBusVariant)));
    QDBusMessage call = secretServiceCall(prompt, PromptInterface, QStringLiteral("Prompt"));
    call << QString(); // no window to stand before: not every platform has an identifier for one
    askSecretService(call, this, [this](const QDBusMessage &reply) {
        if (reply.type() == QDBusMessage::ErrorMessage)
            end(PromptEnd::Dismissed);
    });
}

void SecretServicePrompt::handleCompleted(bool dismissed, const QDBusVariant &)
{
    end(dismissed ? PromptEnd::Dismissed : PromptEnd::Given);
}

void SecretServicePrompt::end(PromptEnd result)
{
    if (std::exchange(m_ended, true))
        return;
    if (result == PromptEnd::TimedOut)
        qCWarning(lcSecrets) << "nobody answered the keychain's prompt";
    emit finished(result);
}

} // namespace Keyturn

#include "moc_secretserviceprompt.cpp"
