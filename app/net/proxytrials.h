#pragma once

#include "core/secret.h"
#include "net/proxysigner.h"

#include <QByteArray>
#include <QNetworkProxy>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace Keyturn {

/// Lets one connection alone find out what a proxy makes of a sign-in, while all others to that proxy wait
/// for what it says. Sixty requests that begin at once would otherwise be sixty wrong sign-ins, and a few are
/// enough to lock a person's account. "No sign-in" is found out in the same way.
///
/// What a proxy has taken is used freely from then on. What it refused is not offered again in this run,
/// until a person gives it once more (forgetRefusals). That nobody may pass without a sign-in holds for those
/// who waited, and is found out anew by whoever comes later.
///
/// Shared by all clients of the program (ProxyCredentials). Keeps no password, but a digest with a key of
/// this run. Thread: the GUI's.
class ProxyTrials
{
public:
    enum class Turn {
        Free, ///< the proxy is known to take it
        Trial, ///< it is up to you: report(), or leave()
        Refused, ///< the verdict says why
    };
    using Then = std::function<void(Turn turn, const ProxySigner::Verdict &verdict)>;

    ProxyTrials();
    ~ProxyTrials();
    ProxyTrials(const ProxyTrials &) = delete;
    ProxyTrials &operator=(const ProxyTrials &) = delete;

    /// Calls `then` once: at once, or from the event loop when the connection on trial has come to its end.
    /// Never when `who` has died before.
    void enter(const QNetworkProxy &proxy, QObject *who, Then then);
    /// The proxy let `who` through, or not (the verdict). To be told by whoever has found out, on trial or
    /// not.
    void report(const QNetworkProxy &proxy, const std::optional<ProxySigner::Verdict> &refusal);
    /// `who` has nothing to report and will not have: the next one's turn.
    void leave(const QNetworkProxy &proxy, const QObject *who);
    /// A person has given a sign-in to this proxy just now.
    void forgetRefusals(const QString &host, int port);

private:
    struct Waiting
    {
        QPointer<QObject> who;
        Then then;
    };
    struct Door
    {
        QString host;
        int port = 0;
        bool isOpen = false;
        std::optional<ProxySigner::Verdict> refusal;
        const QObject *onTrial = nullptr; ///< to compare with only
        std::vector<Waiting> waiting;
        QTimer patience;
    };

    Door &doorOf(const QNetworkProxy &proxy);
    static void letNextTry(Door &door);

    Secret m_key;
    std::map<QByteArray, std::unique_ptr<Door>> m_doors; ///< by proxy and sign-in
};

} // namespace Keyturn
