#include "proxytrials.h"

#include "core/randomkey.h"

#include <QMessageAuthenticationCode>

#include <algorithm>
#include <chrono>
#include <utility>

namespace Keyturn {

namespace {

using namespace std::chrono_literals;

/// A connection that has heard nothing for so long is a slow or dead one, and says nothing about the sign-in.
constexpr auto patience = 10s;

bool hasSignIn(const QNetworkProxy &proxy)
{
    return !proxy.user().isEmpty() || !proxy.password().isEmpty();
}

} // namespace

ProxyTrials::ProxyTrials()
    : m_key(randomKey())
{
}

ProxyTrials::~ProxyTrials() = default;

ProxyTrials::Door &ProxyTrials::doorOf(const QNetworkProxy &proxy)
{
    QMessageAuthenticationCode code(QCryptographicHash::Sha256, m_key.exposeUtf8().toByteArray());
    const auto add = [&code](QByteArray part) {
        const QByteArray size = QByteArray::number(part.size()) + ':';
        code.addData(size);
        code.addData(part);
        wipe(part);
    };
    add(QByteArray::number(proxy.type()) + ' ' + proxy.hostName().toUtf8() + ' '
        + QByteArray::number(proxy.port()));
    add(proxy.user().toUtf8());
    add(proxy.password().toUtf8());
    std::unique_ptr<Door> &door = m_doors[code.result()];
    if (!door) {
        door = std::make_unique<Door>();
        door->host = proxy.hostName();
        door->port = proxy.port();
        door->patience.setSingleShot(true);
        QObject::connect(&door->patience, &QTimer::timeout, &door->patience, [door = door.get()] {
            door->onTrial = nullptr;
            letNextTry(*door);
        });
    }
    return *door;
}

void ProxyTrials::enter(const QNetworkProxy &proxy, QObject *who, Then then)
{
    Door &door = doorOf(proxy);
    if (door.isOpen) {
        then(Turn::Free, {});
    } else if (door.refusal) {
        then(Turn::Refused, ProxySigner::Verdict(*door.refusal));
    } else {
        door.waiting.push_back({who, std::move(then)});
        letNextTry(door);
    }
}

void ProxyTrials::letNextTry(Door &door)
{
    while (!door.onTrial && !door.waiting.empty()) {
        const Waiting next = std::move(door.waiting.front());
        door.waiting.erase(door.waiting.begin());
        if (!next.who)
            continue;
        door.onTrial = next.who;
        door.patience.start(patience);
        next.then(Turn::Trial, {});
    }
}

void ProxyTrials::report(const QNetworkProxy &proxy, const std::optional<ProxySigner::Verdict> &refusal)
{
    Door &door = doorOf(proxy);
    door.onTrial = nullptr;
    door.patience.stop();
    door.isOpen = !refusal;
    door.refusal.reset();
    // Only a sign-in that was tried counts as refused: not that there was none, or none of a kind we know.
    if (refusal && refusal->next == ProxySigner::Next::AskForSignIn && hasSignIn(proxy))
        door.refusal = refusal;
    const Turn turn = refusal ? Turn::Refused : Turn::Free;
    const ProxySigner::Verdict verdict = refusal.value_or(ProxySigner::Verdict());
    QMetaObject::invokeMethod(
        &door.patience,
        [waiting = std::exchange(door.waiting, {}), turn, verdict] {
            for (const auto &[who, then] : waiting) {
                if (who)
                    then(turn, verdict);
            }
        },
        Qt::QueuedConnection);
}

void ProxyTrials::leave(const QNetworkProxy &proxy, const QObject *who)
{
    Door &door = doorOf(proxy);
    std::erase_if(door.waiting, [who](const Waiting &one) { return one.who == who; });
    if (door.onTrial != who)
        return;
    door.onTrial = nullptr;
    door.patience.stop();
    QMetaObject::invokeMethod(&door.patience, [&door] { letNextTry(door); }, Qt::QueuedConnection);
}

void ProxyTrials::forgetRefusals(const QString &host, int port)
{
    for (const auto &[key, door] : m_doors) {
        if (door->host == host && door->port == port)
            door->refusal.reset();
    }
}

} // namespace Keyturn
