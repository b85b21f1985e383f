#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QPair>

namespace Keyturn {

/// Reads one HTTP/1.x answer out of bytes as they come in (RFC 9112): passes over every 1xx, and then reads
/// the final answer, up to its last byte and no further. Strict where a lax reading could take something for
/// an answer that is none: the status line has to be exact, and what frames the body has to be unambiguous.
/// Knows no socket; any thread.
class Http1Parser
{
public:
    enum class Request {
        Ordinary,
        Connect, ///< a 2xx has no body: what follows is the tunnel (RFC 9110 9.3.6)
    };
    enum class State {
        Head, ///< waits for the final answer's status line and header fields
        Body,
        Complete,
        Failed, ///< not HTTP, or not unambiguous: words() says what; the bytes after it mean nothing
    };

    explicit Http1Parser(Request request = Request::Ordinary);

    /// Takes bytes as they came. What comes after the answer's last byte is counted in surplus(), and
    /// dropped.
    void feed(QByteArrayView bytes);
    /// The other side has closed. That ends a body without a length; anything else that is not complete has
    /// failed.
    void end();

    State state() const { return m_state; }
    bool isDone() const { return m_state == State::Complete || m_state == State::Failed; }
    /// 200 to 599 once the final answer's head is there, else 0. Stays set when the body fails.
    int status() const { return m_status; }
    QByteArray reason() const { return m_reason; }
    const QList<QPair<QByteArray, QByteArray>> &headers() const { return m_headers; }
    /// What has come of the body since the last call.
    QByteArray takeBody();
    /// Any byte came at all, be it of a 1xx.
    bool hasBegun() const { return m_hasBegun; }
    /// How many 1xx were passed over.
    int interimAnswers() const { return m_interim; }
    qsizetype surplus() const { return m_surplus; }
    /// Another request may be made on this connection: the answer is complete, its end was told by its
    /// framing, and neither side wants to close. False while not complete, and after any surplus.
    bool mayKeepConnection() const;
    /// What is wrong, for the details; not translated, since it is a protocol's matter.
    QString words() const;

private:
    enum class Framing { None, Length, Chunked, UntilClose };
    enum class Chunk { Size, Data, DataEnd, Trailer };

    void readHead();
    bool readLine(QByteArray &line);
    void readStatusLine(const QByteArray &line);
    void readField(const QByteArray &line);
    void endHead();
    void chooseFraming();
    void chooseLength(const QList<QByteArray> &lengths);
    void readBody();
    void readChunks();
    void readChunkSize(const QByteArray &line);
    QList<QByteArray> members(QByteArrayView name) const;
    bool hasMember(QByteArrayView name, QByteArrayView value) const;
    void fail(const char *words);

    Request m_request;
    State m_state = State::Head;
    QByteArray m_in; ///< what is not read yet
    qsizetype m_headBytes = 0;
    bool m_hasStatusLine = false;
    bool m_isHttp10 = false;
    int m_code = 0; ///< of the head that is being read, a 1xx as well
    int m_status = 0;
    QByteArray m_reason;
    QList<QPair<QByteArray, QByteArray>> m_headers;
    Framing m_framing = Framing::None;
    Chunk m_chunk = Chunk::Size;
    qint64 m_left = 0; ///< bytes of the body, or of the chunk, still to come
    bool m_framingDoubted = false; ///< told twice: read, but the connection is not kept
    QByteArray m_body;
    bool m_hasBegun = false;
    int m_interim = 0;
    qsizetype m_surplus = 0;
    const char *m_words = "";
};

} // namespace Keyturn
