#pragma once

#include <QList>
#include <QProcess>
#include <QStringList>
#include <QUrl>

namespace Keyturn {

/// An nginx of its own in front of a server on loopback (with-nginx.sh), for as long as this lives.
/// Starting waits; tests alone may. Linux and the like only: it sends signals.
class NginxFixture
{
public:
    struct Options
    {
        bool http2 = false; ///< offered, not demanded
        bool plain = false; ///< no TLS
        QString certificate = QStringLiteral("good"); ///< of make-certs.sh
        QString tlsVersions; ///< ssl_protocols; empty: 1.2 and 1.3
        QString address = QStringLiteral("127.0.0.1"); ///< to listen on; IPv6 in brackets
        QStringList directives; ///< more of them, for the server block
    };

    /// One line of nginx's own record.
    struct Access
    {
        qint64 worker = 0; ///< PID
        qint64 connection = 0;
        int requestOnIt = 0; ///< 1: the connection's first
        QByteArray protocol; ///< "HTTP/1.1", "HTTP/2.0"
        QByteArray method;
        int status = 0;
        QByteArray upstreamStatus; ///< "-": the upstream was not asked
    };

    NginxFixture(int upstreamPort, const Options &options);
    ~NginxFixture();
    NginxFixture(const NginxFixture &) = delete;
    NginxFixture &operator=(const NginxFixture &) = delete;

    bool isRunning() const { return m_port != 0; }
    QString problem() const { return m_problem; } ///< why it is not

    int port() const { return m_port; }
    /// https://HOST:PORT/v2
    QUrl baseUrl(const QString &host = QStringLiteral("127.0.0.1")) const;

    /// nginx writes a line when it is done with a request, which may be after the client is.
    QList<Access> accesses() const;
    QByteArray errorLog() const;
    /// Connections in the record.
    qsizetype connectionCount() const;

    QList<qint64> workers() const; ///< PIDs
    /// A new worker takes over; the old one ends its requests for 200 ms more and then breaks them off.
    void reload();
    /// As a crash would: no answer, no GOAWAY, no close_notify. The master starts a new one.
    void killWorkers();
    /// Ends nginx at once, requests under way too; the port is free afterwards.
    void stop();

private:
    QByteArray read(const QString &file) const;

    QProcess m_script;
    QString m_problem;
    QString m_directory;
    QString m_scheme;
    int m_port = 0;
    qint64 m_master = 0;
};

} // namespace Keyturn
