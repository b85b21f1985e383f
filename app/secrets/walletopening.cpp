#include "walletopening.h"

#include "core/logging.h"
#include "walletcalls.h"

#include <QDBusConnection>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace Keyturn {

namespace {

constexpr std::chrono::seconds answerTime(5); // of calls that ask nobody

} // namespace

WalletOpening::WalletOpening(KeychainDoor door, std::chrono::milliseconds patience, QObject *parent)
    : QObject(parent)
    , m_door(door)
    , m_patience(patience)
{
}

void WalletOpening::start(bool isGranted)
{
    ask(walletCall(m_door, QStringLiteral("networkWallet")), answerTime,
        [this, isGranted](const QVariant &name) {
            const QString wallet = name.toString();
            if (!isGranted)
                return open(wallet);
            ask(walletCall(m_door, QStringLiteral("isOpen")) << wallet, answerTime,
                [this, wallet](const QVariant &isOpen) {
                    if (isOpen.toBool())
                        emit finished(PromptEnd::Given);
                    else
                        open(wallet);
                });
        });
}

// The name is the one that QtKeychain opens it with, since what the person allows is remembered by that.
void WalletOpening::open(const QString &wallet)
{
    constexpr qlonglong noWindow = 0;
    ask(walletCall(m_door, QStringLiteral("open")) << wallet << noWindow << QStringLiteral("Keyturn"),
        m_patience, [this](const QVariant &handle) {
            emit finished(handle.toInt() < 0 ? PromptEnd::Dismissed : PromptEnd::Given);
        });
}

void WalletOpening::ask(const QDBusMessage &call, std::chrono::milliseconds patience,
                        const std::function<void(const QVariant &)> &then)
{
    auto *watcher = new QDBusPendingCallWatcher(
        QDBusConnection::sessionBus().asyncCall(call, static_cast<int>(patience.count())), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, then] {
        watcher->deleteLater();
        const QDBusMessage reply = watcher->reply();
        if (reply.type() == QDBusMessage::ReplyMessage && !reply.arguments().isEmpty())
            return then(reply.arguments().constFirst());
        const QDBusError::ErrorType error = QDBusError(reply).type();
        const bool isSilent =
            error == QDBusError::NoReply || error == QDBusError::Timeout || error == QDBusError::TimedOut;
        if (isSilent)
            qCWarning(lcSecrets) << "nobody answered the wallet's prompt";
        emit finished(isSilent ? PromptEnd::TimedOut : PromptEnd::Dismissed);
    });
}

} // namespace Keyturn

#include "moc_walletopening.cpp"
