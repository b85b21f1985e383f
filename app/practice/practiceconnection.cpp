#include "practiceconnection.h"

#include "core/logging.h"
#include "core/secret.h"

#include <QHash>

#include <utility>

using namespace std::chrono_literals;

namespace Keyturn {

namespace {

constexpr qint64 maximumUnread = 64 * 1024;
constexpr qint64 maximumUnsent = 4 * 1024 * 1024; // with more, the next request waits
constexpr auto closingTime = 300ms;

QByteArray reasonOf(int status)
{
    static const QHash<int, QByteArray> reasons{
        {200, "OK"},
        {204, "No Content"},
        {302, "Found"},
        {307, "Temporary Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {408, "Request Timeout"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {417, "Expectation Failed"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {501, "Not Implemented"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
    };
    return reasons.value(status);
}

QByteArray headOf(const PracticeReply &reply, bool keepsAlive)
{
    QByteArray head = "HTTP/1.1 " + QByteArray::number(reply.status) + ' ' + reasonOf(reply.status) + "\r\n";
    for (const auto &[name, value] : reply.headers)
        head += name + ": " + value + "\r\n";
    if (!reply.contentType.isEmpty())
        head += "Content-Type: " + reply.contentType + "\r\n";
    if (reply.status != 204) // has none (RFC 9110, 8.6)
        head += "Content-Length: " + QByteArray::number(reply.body.size()) + "\r\n";
    if (!keepsAlive)
        head += "Connection: close\r\n";
    return head + "\r\n";
}

} // namespace

PracticeConnection::PracticeConnection(qintptr socket, const Answer &answer, const Timeouts &timeouts,
                                       QObject *parent)
    : QObject(parent)
    , m_answer(answer)
    , m_timeouts(timeouts)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &PracticeConnection::checkTime);
    connect(&m_socket, &QTcpSocket::readyRead, this, &PracticeConnection::serve);
    connect(&m_socket, &QTcpSocket::bytesWritten, this, &PracticeConnection::serve);
    connect(&m_socket, &QTcpSocket::disconnected, this, &PracticeConnection::end);
    m_socket.setReadBufferSize(maximumUnread);
    m_socket.setSocketDescriptor(socket);
    m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    allow(m_timeouts.idle);
}

PracticeConnection::~PracticeConnection()
{
    // The socket tells that it disconnects when it is destroyed, and by then half of this is gone.
    m_socket.disconnect(this);
    wipe(m_input);
}

void PracticeConnection::serve()
{
    // Writing an answer tells bytesWritten() from within.
    if (std::exchange(m_isServing, true))
        return;
    while (m_phase == Phase::Reading && m_socket.bytesToWrite() < maximumUnsent && readInput()) {
        m_parsed += m_parser.feed(QByteArrayView(m_input).sliced(m_parsed));
        switch (m_parser.state()) {
        case PracticeRequestParser::State::Reading:
            if (m_parser.takeContinue())
                write("HTTP/1.1 100 Continue\r\n\r\n");
            break;
        case PracticeRequestParser::State::Complete:
            m_isInRequest = false;
            answer(m_parser.take());
            break;
        case PracticeRequestParser::State::Refused:
            refuse(m_parser.refusal());
            break;
        }
    }
    if (m_phase == Phase::Closing)
        m_socket.skip(m_socket.bytesAvailable());
    m_isServing = false;
    watchTime();
}

bool PracticeConnection::readInput()
{
    if (m_parsed < m_input.size())
        return true;
    wipe(m_input); // a password may have been in it
    m_input = m_socket.readAll();
    m_parsed = 0;
    return !m_input.isEmpty();
}

void PracticeConnection::answer(PracticeRequest &&request)
{
    m_phase = Phase::Answering;
    m_isHttp11 = request.isHttp11;
    m_keepsAlive = request.keepsAlive;
    m_isHead = request.method == "HEAD";
    if (m_isHead)
        request.method = "GET";
    PracticeCall call = PracticeCall::of(std::move(request));
    const PracticeReply reply = m_answer(call);
    wipe(call.body);
    qCDebug(lcPractice) << "answered" << call.method << reply.status;
    if (reply.earlyHints && m_isHttp11)
        sendEarlyHints();
    if (reply.delay <= 0ms)
        return send(reply);
    QTimer::singleShot(reply.delay, this, [this, reply] {
        if (m_phase != Phase::Answering)
            return;
        send(reply);
        serve();
    });
}

void PracticeConnection::refuse(const PracticeRefusal &refusal)
{
    PracticeCall call;
    call.refusal = refusal;
    m_isHead = false;
    m_keepsAlive = false;
    send(m_answer(call));
}

void PracticeConnection::sendEarlyHints()
{
    write("HTTP/1.1 103 Early Hints\r\nLink: </practice.css>; rel=preload; as=style\r\n\r\n");
}

void PracticeConnection::send(const PracticeReply &reply)
{
    if (reply.drop)
        return close();
    const QByteArray head = headOf(reply, m_keepsAlive);
    m_phase = Phase::Reading;
    write(m_isHead ? head : head + reply.body);
    if (!m_keepsAlive)
        close();
}

void PracticeConnection::write(const QByteArray &bytes)
{
    m_socket.write(bytes);
    m_socket.flush();
}

void PracticeConnection::close()
{
    if (m_phase == Phase::Ended)
        return;
    // To close while something lies unread resets the connection, and the client may lose the answer with it.
    const bool isAllRead = m_parser.state() == PracticeRequestParser::State::Reading
        && m_parsed == m_input.size() && m_socket.bytesAvailable() == 0;
    m_phase = Phase::Closing;
    allow(m_socket.bytesToWrite() > 0 ? m_timeouts.request : closingTime);
    if (isAllRead)
        m_socket.disconnectFromHost();
}

void PracticeConnection::end()
{
    m_phase = Phase::Ended;
    m_timer.stop();
    wipe(m_input);
    emit ended();
}

void PracticeConnection::watchTime()
{
    if (m_phase != Phase::Reading)
        return;
    const bool isWriting = m_socket.bytesToWrite() > 0;
    if (!isWriting && m_parser.isIdle())
        allow(m_timeouts.idle);
    else if (isWriting || !std::exchange(m_isInRequest, true))
        allow(m_timeouts.request);
}

void PracticeConnection::allow(std::chrono::milliseconds time)
{
    m_deadline = QDeadlineTimer(time);
    if (m_timer.isActive() && m_timerEnds <= m_deadline)
        return;
    m_timerEnds = m_deadline;
    m_timer.start(time);
}

void PracticeConnection::checkTime()
{
    if (m_phase == Phase::Answering || m_phase == Phase::Ended)
        return;
    if (!m_deadline.hasExpired())
        return allow(std::chrono::milliseconds(m_deadline.remainingTime()));
    if (m_phase == Phase::Reading && m_isInRequest && m_socket.bytesToWrite() == 0)
        refuse({408, QStringLiteral("The request did not come to its end.")});
    else
        m_socket.abort();
}

} // namespace Keyturn
