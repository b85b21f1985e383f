#include "keychaingate.h"

#include "core/whenready.h"

#if defined(Q_OS_UNIX) && !defined(Q_OS_DARWIN)
#define KEYTURN_SECRET_SERVICE 1
#include "secretservicecalls.h"
#include "secretserviceitems.h"
#include "secretserviceprobe.h"
#include "secretserviceprompt.h"
#include "walletopening.h"

#include <QDBusObjectPath>
#endif

namespace Keyturn {

KeychainGate::KeychainGate(std::chrono::milliseconds promptPatience, QObject *parent)
    : QObject(parent)
    , m_promptPatience(promptPatience)
{
}

KeychainGate::~KeychainGate() = default;

#ifdef KEYTURN_SECRET_SERVICE

QFuture<Result<void>> KeychainGate::open()
{
    m_promise = QPromise<Result<void>>();
    m_promise.start();
    const QFuture<Result<void>> future = m_promise.future();
    whenReady(keychainStatus(), this, [this](const KeychainStatus &status) {
        if (status.state == SecretServiceState::Wallet)
            return askUnlessJustRefused([this] { openWallet(); });
        if (status.state == SecretServiceState::Locked)
            return askUnlessJustRefused([this, collection = status.collection] { unlock(collection); });
        if (!status.isUnmade())
            return answer({}); // what else is wrong, the call itself finds out
        whenReady(findHiddenCollections(), this, [this](const HiddenCollections &hidden) {
            if (hidden.isNothingOpen)
                askUnlessJustRefused([this] { waitUntilOpen(); });
            else
                answer({});
        });
    });
    return future;
}

void KeychainGate::askUnlessJustRefused(const std::function<void()> &ask)
{
    if (m_refusal && !m_sinceRefusal.hasExpired(std::chrono::milliseconds(RefusalMemory).count()))
        answer(std::unexpected(*m_refusal));
    else
        ask();
}

void KeychainGate::waitUntilOpen()
{
    m_prompt = new QObject(this);
    whenReady(searchUntilOpen(m_promptPatience), m_prompt,
              [this](bool isOpen) { promptEnded(isOpen ? PromptEnd::Given : PromptEnd::Dismissed); });
}

void KeychainGate::unlock(const QString &collection)
{
    auto *prompt = new SecretServicePrompt(m_promptPatience, this);
    m_prompt = prompt;
    connect(prompt, &SecretServicePrompt::finished, this, &KeychainGate::promptEnded);
    prompt->start(unlockCall({QDBusObjectPath(collection)}), unlockPromptArgument);
}

void KeychainGate::openWallet()
{
    whenReady(keychainDoor(), this, [this](KeychainDoor door) {
        auto *opening = new WalletOpening(door, m_promptPatience, this);
        m_prompt = opening;
        connect(opening, &WalletOpening::finished, this, &KeychainGate::promptEnded);
        opening->start(m_isWalletGranted);
    });
}

void KeychainGate::promptEnded(PromptEnd end)
{
    m_prompt->deleteLater();
    m_prompt = nullptr;
    switch (end) {
    case PromptEnd::Given:
        m_isWalletGranted = true;
        return answer({});
    case PromptEnd::Dismissed:
        m_refusal = Error::of(ErrorKind::KeychainLocked, tr("The keychain was not unlocked."));
        break;
    case PromptEnd::TimedOut:
        m_refusal = Error::of(ErrorKind::KeychainTimeout, tr("Nobody answered the keychain's prompt."));
        break;
    }
    m_sinceRefusal.start();
    answer(std::unexpected(*m_refusal));
}

void KeychainGate::answer(const Result<void> &result)
{
    if (result)
        m_refusal.reset();
    m_promise.addResult(result);
    m_promise.finish();
}

#else

QFuture<Result<void>> KeychainGate::open()
{
    return readyFuture(Result<void>());
}

#endif

} // namespace Keyturn

#include "moc_keychaingate.cpp"
