#pragma once

#include "net/httpclient.h"
#include "session/practiceprocess.h"
#include "session/sessionfactory.h"

namespace Keyturn {

class AccessTokenSource;
class Clock;
class SecretStore;

/// Opens accounts as the program does: tokens from the keychain or held for this run, and the practice
/// account from a server of its own that starts when it is first asked for. Borrows what it is given.
class AppSessionFactory final : public SessionFactory
{
public:
    AppSessionFactory(SecretStore *keychain, SecretStore *runOnly, const Clock &clock,
                      const HttpClient::Options &options, const PracticeProcess::Options &practice);

    /// For accounts that are opened from now on.
    void setNetwork(const HttpClient::Options &options) { m_options = options; }

    std::unique_ptr<AccountSession> open(const Account &account) override;
    std::unique_ptr<ConnectionTest> connectionTest(const Account &account, Secret typed) override;
    QFuture<Result<Account>> practiceAccount() override;

private:
    /// With the account's own certificates.
    HttpClient::Options optionsFor(const Account &account) const;
    std::unique_ptr<AccessTokenSource> tokensFor(const Account &account, const HttpClient::Options &options);

    SecretStore *m_keychain;
    SecretStore *m_runOnly;
    const Clock &m_clock;
    HttpClient::Options m_options;
    PracticeProcess m_practice;
};

} // namespace Keyturn
