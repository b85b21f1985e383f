#pragma once

#include "core/secret.h"
#include "net/httpclient.h"

#include <QString>
#include <QUrl>

#include <memory>

namespace Keyturn {

class Clock;
class ConnectionTest;

/// Makes a ConnectionTest out of what a person typed. Nothing of it is stored: tokens and secrets live and
/// die with the test. The composition root makes this one.
class ConnectionTester
{
public:
    struct ServerToServer
    {
        QUrl baseUrl;
        QUrl tokenUrl; ///< empty: Zoom's own
        QString accountId;
        QString clientId;
        Secret clientSecret;
    };

    /// The clock outlives this and the tests.
    ConnectionTester(const HttpClient::Options &options, const Clock &clock);

    /// Not started yet. What cannot be right (an empty value, http://) is found by the test.
    std::unique_ptr<ConnectionTest> testPastedToken(const QUrl &baseUrl, Secret token) const;
    std::unique_ptr<ConnectionTest> testServerToServer(ServerToServer values) const;

private:
    HttpClient::Options m_options;
    const Clock &m_clock;
};

} // namespace Keyturn
