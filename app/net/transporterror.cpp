#include "transporterror.h"

#include "net/redaction.h"

#include <QNetworkInterface>

namespace Keyturn {

namespace {

bool isOffline()
{
    const QList<QNetworkInterface> interfaces = QNetworkInterface::allInterfaces();
    for (const QNetworkInterface &one : interfaces) {
        const auto flags = one.flags();
        if (flags.testFlag(QNetworkInterface::IsUp) && flags.testFlag(QNetworkInterface::IsRunning)
            && !flags.testFlag(QNetworkInterface::IsLoopBack) && !one.addressEntries().isEmpty())
            return false;
    }
    return true;
}

// The most telling problem first: an expired certificate of a private authority is reported by Qt as both
// "expired" and "unknown issuer".
ErrorKind tlsKind(const QList<QSslError> &errors)
{
    const auto has = [&errors](std::initializer_list<QSslError::SslError> kinds) {
        return std::any_of(errors.begin(), errors.end(), [kinds](const QSslError &error) {
            return std::find(kinds.begin(), kinds.end(), error.error()) != kinds.end();
        });
    };
    if (has({QSslError::CertificateExpired, QSslError::CertificateNotYetValid}))
        return ErrorKind::TlsExpired;
    if (has({QSslError::HostNameMismatch}))
        return ErrorKind::TlsWrongHost;
    if (has({QSslError::SelfSignedCertificate, QSslError::SelfSignedCertificateInChain,
             QSslError::UnableToGetIssuerCertificate, QSslError::UnableToGetLocalIssuerCertificate,
             QSslError::UnableToVerifyFirstCertificate, QSslError::CertificateUntrusted,
             QSslError::InvalidCaCertificate}))
        return ErrorKind::TlsUntrusted;
    return ErrorKind::TlsFailed;
}

bool isEndOfPatience(QNetworkReply::NetworkError error)
{
    return error == QNetworkReply::TimeoutError || error == QNetworkReply::OperationCanceledError;
}

ErrorKind kindOf(QNetworkReply::NetworkError error, const TransferFacts &facts)
{
    // What Qt calls a refused connection or an unknown host may be the proxy's or the server's, and its words
    // for a SOCKS refusal are a guess (any becomes "host not found"): all that is sure is who did not pass it
    // on.
    if (facts.viaProxy && !facts.requestLeft && !isEndOfPatience(error)
        && error != QNetworkReply::ProxyAuthenticationRequiredError)
        return isOffline() ? ErrorKind::NoNetwork : ErrorKind::ProxyFailed;
    switch (error) {
    case QNetworkReply::ConnectionRefusedError:
        return ErrorKind::ConnectionRefused;
    case QNetworkReply::HostNotFoundError:
        return isOffline() ? ErrorKind::NoNetwork : ErrorKind::HostNotFound;
    case QNetworkReply::NetworkSessionFailedError:
    case QNetworkReply::TemporaryNetworkFailureError:
        return ErrorKind::NoNetwork;
    case QNetworkReply::TimeoutError:
    case QNetworkReply::OperationCanceledError: // HttpCall tells its own cancel() from Qt's time-out
        return facts.requestLeft ? ErrorKind::ReplyTimeout : ErrorKind::ConnectTimeout;
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return ErrorKind::ProxyAuthenticationRequired;
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::UnknownProxyError:
        return ErrorKind::ProxyFailed;
    case QNetworkReply::ProtocolFailure: // something came, and it was no answer
        return facts.requestLeft ? ErrorKind::UnexpectedReply : ErrorKind::ConnectionFailed;
    default:
        if (facts.requestLeft)
            return ErrorKind::ConnectionLost;
        return isOffline() ? ErrorKind::NoNetwork : ErrorKind::ConnectionFailed;
    }
}

} // namespace

std::optional<Error> transportErrorOf(QNetworkReply::NetworkError error, const QString &words,
                                      const QList<QSslError> &sslErrors, int status,
                                      const TransferFacts &facts)
{
    if (error == QNetworkReply::NoError)
        return std::nullopt;
    // 201 to 299 and 401 to 499 are Qt's names for 4xx and 5xx answers, but for "could not send again"; and
    // this one for 400, which also stands for other things.
    const bool isBadRequest = status == 400 && error == QNetworkReply::ProtocolInvalidOperationError;
    const bool isAboutTheAnswer = isBadRequest
        || (error >= QNetworkReply::ContentAccessDenied && error != QNetworkReply::ContentReSendError
            && error != QNetworkReply::ProtocolUnknownError
            && error != QNetworkReply::ProtocolInvalidOperationError
            && error != QNetworkReply::ProtocolFailure);
    if (status >= 400 && isAboutTheAnswer)
        return std::nullopt;
    // Qt rewinds the body at a 307 or 308 before it asks whether to follow.
    if (status >= 300 && status < 400 && error == QNetworkReply::ContentReSendError)
        return std::nullopt;

    if (error == QNetworkReply::SslHandshakeFailedError) {
        QStringList all;
        for (const QSslError &sslError : sslErrors)
            all.append(sslError.errorString());
        all.removeDuplicates();
        return Error::of(tlsKind(sslErrors),
                         redacted(all.isEmpty() ? words : all.join(QStringLiteral("; "))));
    }
    return Error::of(kindOf(error, facts), redacted(words));
}

} // namespace Keyturn
