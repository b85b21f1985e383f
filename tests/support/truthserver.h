#pragma once

#include <QByteArray>
#include <QHash>
#include <QObject>
#include <QRandomGenerator>
#include <QSslServer>
#include <QTcpServer>
#include <QUrl>

#include <memory>

class QTcpSocket;

namespace Keyturn {

/// A server on loopback that decides, for each person and from a seed, what becomes of a change, and how it
/// tells: with interim answers before it, in pieces, late, early, with surplus answers behind it, and with
/// the connection kept or ended. It remembers what it decided. Lives in the test's thread.
class TruthServer : public QObject
{
public:
    enum class Truth {
        Changed,
        Refused,
        Garbled, ///< what it said is no answer, so that nobody can know
    };
    struct Person
    {
        Truth truth = Truth::Garbled;
        bool mayBeLost = false; ///< the connection was reset behind the answer, which may not arrive
        int puts = 0;
    };

    /// With the folder of make-certs.sh: over TLS.
    TruthServer(quint32 seed, const QString &certificates = {}, const QString &certificate = {});

    int port() const { return server().serverPort(); }
    QUrl baseUrl() const;
    Person person(int number) const { return m_people.value(number); }
    int connections() const { return m_connections; }
    /// On connections that had seen a change before.
    int requestsBehindAChange() const { return m_behindAChange; }

private:
    struct Connection
    {
        QByteArray received;
        qsizetype whole = 0; ///< bytes of the request that is being read
        bool hadChange = false;
        bool isAnswered = false; ///< early
    };
    struct Schedule;

    const QTcpServer &server() const { return m_isTls ? static_cast<const QTcpServer &>(m_tls) : m_plain; }
    void accept(QTcpSocket *socket);
    void read(QTcpSocket *socket, const std::shared_ptr<Connection> &connection);
    void answer(QTcpSocket *socket, int number);
    Schedule scheduleFor(int number);
    static void play(QTcpSocket *socket, const std::shared_ptr<Schedule> &schedule, qsizetype step);

    quint32 m_seed;
    bool m_isTls;
    QHash<int, Person> m_people;
    QTcpServer m_plain;
    QSslServer m_tls;
    int m_connections = 0;
    int m_behindAChange = 0;
};

} // namespace Keyturn
