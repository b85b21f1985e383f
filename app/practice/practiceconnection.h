#pragma once

#include "practice/practicehttp.h"
#include "practice/practicerequestparser.h"

#include <QDeadlineTimer>
#include <QObject>
#include <QTcpSocket>
#include <QTimer>

#include <chrono>
#include <functional>

namespace Keyturn {

/// One client of the practice server: reads its requests, one after another, and answers them in their order.
/// A request that cannot be read is answered, too, and ends the connection, as nobody knows where the next
/// one would begin.
///
/// Lives in the listener's thread and never blocks it. Owned by the listener, which deletes it after ended().
class PracticeConnection final : public QObject
{
    Q_OBJECT

public:
    using Answer = std::function<PracticeReply(const PracticeCall &)>;

    struct Timeouts
    {
        /// Between requests. Longer than any client keeps a connection, so that it is the client that lets
        /// go: a server that hangs up first makes changes end as Unknown.
        std::chrono::milliseconds idle = std::chrono::minutes(5);
        /// From the first byte of a request to its last; and how long a client may take no byte of an answer.
        std::chrono::milliseconds request = std::chrono::seconds(30);
    };

    /// Takes the socket over.
    PracticeConnection(qintptr socket, const Answer &answer, const Timeouts &timeouts, QObject *parent);
    ~PracticeConnection() override;

signals:
    void ended();

private:
    /// Closing: what still comes is read and thrown away, so that the last answer is not lost to a reset.
    enum class Phase { Reading, Answering, Closing, Ended };

    void serve();
    bool readInput();
    void answer(PracticeRequest &&request);
    void refuse(const PracticeRefusal &refusal);
    void send(const PracticeReply &reply);
    void sendEarlyHints();
    void write(const QByteArray &bytes);
    void close();
    void end();
    void watchTime();
    void allow(std::chrono::milliseconds time);
    void checkTime();

    const Answer &m_answer;
    const Timeouts m_timeouts;
    QTcpSocket m_socket;
    PracticeRequestParser m_parser;
    QByteArray m_input; ///< read, not all of it parsed
    qsizetype m_parsed = 0; ///< of m_input
    Phase m_phase = Phase::Reading;
    bool m_isServing = false;
    bool m_isInRequest = false; ///< a request has begun, and its time runs
    // Of the request that is being answered.
    bool m_isHead = false;
    bool m_isHttp11 = true;
    bool m_keepsAlive = true;
    // The timer is set anew only when it would be too late, and not with every request.
    QTimer m_timer;
    QDeadlineTimer m_timerEnds;
    QDeadlineTimer m_deadline;
};

} // namespace Keyturn
