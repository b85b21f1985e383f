#pragma once

#include "auth/proxyprompt.h"
#include "net/proxycredentials.h"
#include "secrets/secretstore.h"

#include <QObject>
#include <QPromise>
#include <QString>

#include <chrono>
#include <map>
#include <optional>
#include <vector>

namespace Keyturn {

class Clock;

/// Sign-ins to proxies for the whole program: the one of this run, else the keychain's, else a person's.
///
/// - However many clients ask, there is one question for each proxy, and all get its answer.
/// - The keychain's entry names its proxy and is given to no other: the password of one network is not for
/// the
///   next one's proxy to read.
/// - What a proxy has refused is not given to it again, though the keychain may hold it until it is replaced:
///   refused once at every start is little, but a wrong answer of the proxy must not lose the password.
/// - When the person says no, this answers for RefusalMemory all that ask; whoever comes later, such as a
///   person who tries again, is a new question.
///
/// Thread: GUI. Futures finish; destruction answers Cancelled.
class ProxySignIn final : public ProxyCredentials
{
public:
    static constexpr std::chrono::seconds RefusalMemory{3};
    static QString key() { return QStringLiteral("Keyturn/proxy-password"); }

    /// All outlive this; without a prompt nobody is asked.
    ProxySignIn(SecretStore *keychain, ProxyPrompt *prompt, const Clock &clock);
    ~ProxySignIn() override;

    QFuture<Result<ProxyLogin>> credentials(const ProxyQuestion &question) override;
    void rejected(const ProxyQuestion &question, const ProxyLogin &login) override;

    /// As the settings do it: from now on this is the sign-in to this proxy. Errors are the keychain's; then
    /// it holds for this run.
    QFuture<Result<void>> remember(const QString &host, int port, ProxyLogin login);
    /// No sign-in is known any more, in this run or in the keychain. Errors are the keychain's; then it still
    /// has one.
    QFuture<Result<void>> forget();
    /// Wipes what is held in memory. The keychain gives back what it keeps; a sign-in that was typed for this
    /// run only is asked for again.
    void forgetHeld();

private:
    struct Door
    {
        std::optional<ProxyLogin> login;
        std::optional<ProxyLogin> refused; ///< the last one
        std::optional<std::chrono::milliseconds> declinedAt; ///< uptime
        std::vector<QPromise<Result<ProxyLogin>>> callers; ///< not empty: it is being asked for
    };

    Door &doorOf(const ProxyQuestion &question);
    void askPerson(const ProxyQuestion &question);
    void take(const ProxyQuestion &question, Result<ProxyPrompt::Answer> answer);
    static void answerAll(Door &door, const Result<void> &result);

    SecretStore *m_keychain;
    ProxyPrompt *m_prompt;
    const Clock &m_clock;
    std::map<QString, Door> m_doors; ///< by the proxy's host and port
    QObject m_context; ///< last, so that no answer comes into a half-destroyed object
};

} // namespace Keyturn
