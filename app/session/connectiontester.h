#pragma once

#include "accounts/account.h"
#include "core/secret.h"
#include "net/httpclient.h"

#include <memory>

namespace Keyturn {

class Clock;
class ConnectionTest;
struct SignInGrant;

/// Makes a ConnectionTest out of what a person typed. Nothing of it is stored: tokens and secrets live and
/// die with the test. The composition root makes this one.
class ConnectionTester
{
public:
    /// The clock outlives this and the tests.
    ConnectionTester(const HttpClient::Options &options, const Clock &clock);

    /// Not started yet. What cannot be right (an empty value, http://) is found by the test.
    /// `secret`: the token of a PastedToken account, the client secret of a ServerToServer one.
    std::unique_ptr<ConnectionTest> test(const Account &account, Secret secret) const;
    /// Of what a sign-in ended in. The refresh token is not used: it would be another one afterwards.
    std::unique_ptr<ConnectionTest> test(const Account &account, const SignInGrant &grant) const;

private:
    HttpClient::Options m_options;
    const Clock &m_clock;
};

} // namespace Keyturn
