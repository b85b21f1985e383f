#pragma once

#include "mutation.h"
#include "wirezoo.h"

#include <QObject>
#include <QUrl>

class QTcpServer;
class QTcpSocket;

namespace Keyturn::Wire {

/// The seed of the answer to the same password as JSON.
quint64 seedOfJson(quint64 seed);

/// Answers each PUT …/users/SEED/password with that seed's mutation. Made in one thread, then moved to its
/// own.
class MutationServer final : public QObject
{
public:
    explicit MutationServer(const QList<Recorded> &zoo);
    /// The base URL of what listens from now on.
    QUrl listen();

private:
    void accept();
    void read(QTcpSocket *socket, QByteArray &received);
    void play(QTcpSocket *socket, const Mutation &mutation, qsizetype piece);

    QList<Recorded> m_zoo;
    QTcpServer *m_server;
};

} // namespace Keyturn::Wire
