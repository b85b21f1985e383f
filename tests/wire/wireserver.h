#pragma once

#include "support/scriptedserver.h"
#include "wirezoo.h"

#include <QElapsedTimer>
#include <QHash>

namespace Keyturn::Wire {

/// Zoom's API as far as a reset needs it, with one person for each recorded answer: whoever changes that
/// person's password is answered with it. Lives in the test's thread.
class WireServer
{
public:
    struct Put
    {
        QByteArray format; ///< the Content-Type without its parameters
        qint64 atMs = 0; ///< since the server began
    };

    explicit WireServer(const QList<Recorded> &answers);

    QUrl baseUrl() const { return m_server.baseUrl(); }
    static QByteArray idOf(const Recorded &answer) { return "id-" + answer.name.toLatin1(); }
    static QString emailOf(const Recorded &answer) { return answer.name + QStringLiteral("@wire.example"); }
    QList<Put> puts(const Recorded &answer) const { return m_puts.value(idOf(answer)); }
    /// What the person's last PUT held, in whichever format.
    QByteArray password(const Recorded &answer) const { return m_passwords.value(idOf(answer)); }

private:
    ScriptedServer::Answer answerTo(const ScriptedServer::Request &request);
    ScriptedServer::Answer answerToPut(const QByteArray &id, const ScriptedServer::Request &request);
    QByteArray user(const Recorded &answer) const;

    QHash<QByteArray, Recorded> m_answers; ///< by user ID
    QHash<QByteArray, QList<Put>> m_puts;
    QHash<QByteArray, QByteArray> m_passwords;
    QElapsedTimer m_clock;
    ScriptedServer m_server; ///< last: its handler uses the rest
};

} // namespace Keyturn::Wire
