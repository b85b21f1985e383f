#pragma once

#include "core/secret.h"
#include "practice/practicehttp.h"
#include "practice/practiceoauth.h"
#include "practice/practiceserver.h"
#include "practice/tokenendpoint.h"

#include <atomic>
#include <mutex>
#include <vector>

namespace Keyturn {

/// The General app, which people sign in to with a browser [AUTH-code] (RFC 6749, 7636, 7009):
/// GET /oauth/authorize, POST /oauth/token for authorization_code and refresh_token, POST /oauth/revoke; and
/// what became of the tokens that it gave out.
///
/// A code works once, and coming again ends the sign-in that it began. A refresh token is replaced at every
/// use; an old one that comes again is refused and, if GeneralApp says so, ends the sign-in. What belongs to
/// a sign-in that has ended works no more. Thread-safe.
class SignInEndpoint
{
public:
    explicit SignInEndpoint(const PracticeServer::GeneralApp &app);

    /// Whether this request to the token URL names the General app as its client.
    bool isFor(const PracticeCall &call) const;

    PracticeReply authorize(const PracticeCall &call, const QDateTime &now);
    PracticeReply token(const PracticeCall &call, const QDateTime &now);
    PracticeReply revoke(const PracticeCall &call);
    /// Whether the other calls accept this access token now.
    TokenEndpoint::Verdict judge(QByteArrayView token, const QDateTime &now) const;

    PracticeServer::GeneralApp app() const { return m_app; }
    void endAccessTokens();
    void endSignIns();
    void setTrouble(PracticeServer::AppTrouble trouble);
    void setConsent(PracticeServer::Consent consent);
    int requests() const { return m_requests; }
    int granted() const { return m_granted; }
    int refreshes() const { return m_refreshes; }
    int reuses() const { return m_reuses; }

private:
    struct Code
    {
        Secret code;
        QByteArray redirectUrl;
        QByteArray challenge;
        QDateTime ends;
        bool used = false;
        std::size_t signIn = 0; ///< once used
    };
    struct SignIn
    {
        Secret refreshToken;
        QDateTime ends;
        std::vector<Secret> earlier;
        bool ended = false;
    };
    struct Given
    {
        Secret token;
        QDateTime ends;
        std::size_t signIn = 0;
    };

    bool isRegistered(const QByteArray &redirectUrl) const;
    bool isClient(const PracticeCall &call, const OAuthForm &form) const;
    PracticeReply exchange(const OAuthForm &form, const QDateTime &now);
    PracticeReply refresh(const OAuthForm &form, const QDateTime &now);
    PracticeReply grant(std::size_t signIn, const QDateTime &now);

    const PracticeServer::GeneralApp m_app;
    const Secret m_credentials; ///< "id:secret"
    mutable std::mutex m_mutex; ///< for the five below
    std::vector<Code> m_codes;
    std::vector<SignIn> m_signIns;
    std::vector<Given> m_given;
    PracticeServer::AppTrouble m_trouble;
    PracticeServer::Consent m_consent;
    std::atomic<int> m_requests = 0;
    std::atomic<int> m_granted = 0;
    std::atomic<int> m_refreshes = 0;
    std::atomic<int> m_reuses = 0;
};

} // namespace Keyturn
