#pragma once

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QString>

class QNetworkProxy;

namespace Keyturn {

/// Signs in to HTTP proxies (RFC 9110 11.7): reads what a proxy offers with its 407, and says what to do. A
/// sign-in is tried once: whoever sends a wrong password again and again locks a person's account. Basic (RFC
/// 7617) and Digest (RFC 7616: MD5, SHA-256, with and without qop=auth) are spoken, the stronger first. NTLM
/// and Negotiate are not: a proxy that offers nothing else is named so.
///
/// One for all connections of a manager, so that only the first has to be turned away before the proxy's
/// wishes are known. Holds no password: that comes with the QNetworkProxy. Thread: its owner's.
class ProxySigner
{
public:
    using Headers = QList<QPair<QByteArray, QByteArray>>;

    /// What one connection has tried.
    struct Attempt
    {
        bool isProven = false; ///< the proxy has taken this sign-in before: given without being asked
        bool wasAsked = false;
        bool hasSigned = false;
        bool hasRepeated = false;
    };
    enum class Next {
        AgainHere, ///< ask again on this connection, with header()
        AgainAnew, ///< the same on a new one
        AskForSignIn, ///< there is no sign-in, or the proxy did not take it
        GiveUp, ///< no sign-in helps
    };
    struct Verdict
    {
        Next next = Next::GiveUp;
        QString realm;
        QString words;
    };

    /// The value of Proxy-Authorization for CONNECT to `authority`; empty when the proxy's wishes are not
    /// known yet, or there is no user name and password.
    QByteArray header(Attempt &attempt, const QNetworkProxy &proxy, const QByteArray &authority);
    /// What a 407 with these header fields asks for.
    Verdict judge(Attempt &attempt, const QNetworkProxy &proxy, const Headers &headers, bool connectionStays);

private:
    enum class Scheme { None, Basic, Digest };
    struct Challenge
    {
        QByteArray scheme; ///< in lower case
        QByteArray name; ///< the same as the proxy writes it
        QList<QPair<QByteArray, QByteArray>> parameters; ///< names in lower case
        QByteArray value(QByteArrayView wanted) const;
    };

    static QList<Challenge> challengesIn(const Headers &headers);
    static const Challenge *strongest(const QList<Challenge> &offered);
    static QString wordsAbout(const QList<Challenge> &offered);
    bool isSendable(const QNetworkProxy &proxy) const;
    QByteArray basic(const QNetworkProxy &proxy) const;
    QByteArray digest(const QNetworkProxy &proxy, const QByteArray &authority);

    Scheme m_scheme = Scheme::None;
    Challenge m_challenge; ///< that is answered
    int m_nonceCount = 0;
};

} // namespace Keyturn
