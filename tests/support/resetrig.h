#pragma once

#include "core/clock.h"
#include "net/httpclient.h"
#include "reset/passwordreset.h"
#include "support/fixedtoken.h"
#include "zoom/zoomclient.h"

#include <QEventLoop>
#include <QSslCertificate>
#include <QTimer>

#include <optional>

namespace Keyturn {

/// The folder of make-certs.sh; ctest sets it. Empty without ctest.
inline QString testCertificates()
{
    return qEnvironmentVariable("KEYTURN_TEST_CERTS");
}

/// The whole way of a reset, from the use case to the wire, trusting the test authority.
struct ResetRig
{
    ResetRig(const QUrl &baseUrl, const QString &token, bool http2)
        : tokens(token.toUtf8())
        , http(options(http2), clock)
        , client(&http, &tokens, baseUrl)
        , reset(&client)
    {
    }

    static HttpClient::Options options(bool http2)
    {
        HttpClient::Options options;
        options.allowHttp2 = http2;
        if (!testCertificates().isEmpty())
            options.extraCaCertificates =
                QSslCertificate::fromPath(testCertificates() + QStringLiteral("/ca.pem"));
        return options;
    }

    /// Nothing when it could not be started; else finished() fills `result`.
    bool start(const QString &user, const QByteArray &password)
    {
        result.reset();
        QObject::connect(
            &reset, &PasswordReset::finished, &reset,
            [this](const ResetResult &finished) { result = finished; }, Qt::SingleShotConnection);
        return reset.start({user, {}, {}}, Secret::fromUtf8(QByteArray(password)));
    }

    SystemClock clock;
    FixedToken tokens;
    HttpClient http;
    ZoomClient client;
    PasswordReset reset;
    std::optional<ResetResult> result;
};

} // namespace Keyturn
