#pragma once

#include "core/secret.h"
#include "practice/practicehttp.h"
#include "practice/practiceserver.h"

#include <atomic>
#include <mutex>
#include <vector>

namespace Keyturn {

/// POST /oauth/token with grant_type=account_credentials [TOKEN-server], and what became of the
/// tokens that it gave out. They are JWTs of Zoom's size whose signature means nothing.
///
/// Judged in this order: the client's Basic credentials, the app's trouble, the form, the grant type, the
/// account. Parameters count in the form only, each once. Thread-safe.
class TokenEndpoint
{
public:
    enum class Verdict { Good, Ended, Unknown };

    explicit TokenEndpoint(const PracticeServer::App &app);

    PracticeReply answer(const PracticeCall &call, const QDateTime &now);
    /// Whether the other calls accept this token now.
    Verdict judge(QByteArrayView token, const QDateTime &now) const;

    /// The app as it is, with the secret that was made up if none was given.
    PracticeServer::App app() const;
    void endTokens();
    void setTrouble(PracticeServer::AppTrouble trouble);
    int requests() const { return m_requests; }
    int granted() const { return m_granted; }

private:
    struct Given
    {
        Secret token;
        QDateTime ends;
    };

    bool isClient(const PracticeCall &call) const;
    PracticeReply grant(const QDateTime &now);

    const PracticeServer::App m_app;
    const Secret m_credentials; ///< "id:secret"
    mutable std::mutex m_mutex; ///< for the two below
    std::vector<Given> m_given;
    PracticeServer::AppTrouble m_trouble;
    std::atomic<int> m_requests = 0;
    std::atomic<int> m_granted = 0;
};

} // namespace Keyturn
