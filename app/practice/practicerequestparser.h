#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QPair>
#include <QString>

namespace Keyturn {

/// One HTTP request, framed and checked.
struct PracticeRequest
{
    QByteArray method;
    QByteArray target; ///< "/path?query", also where the request line held a whole URL; or "*"
    QList<QPair<QByteArray, QByteArray>> headers; ///< names in lower case, no blanks around the values
    QByteArray body; ///< without the chunks' framing; may hold a password
    bool isHttp11 = true; ///< false: HTTP/1.0, which knows no 1xx answers
    bool keepsAlive = true; ///< whether more requests may follow on the connection

    QList<QByteArray> values(QByteArrayView lowerCaseName) const;
};

/// Why a request was refused; nothing that follows it on the connection can be trusted.
struct PracticeRefusal
{
    int status = 400;
    QString message;
};

/// Reads HTTP/1.1 requests (RFC 9112) out of bytes that come in pieces of any size, one after another. It
/// shares no code with the client's side: a fault that both had would be seen by neither.
///
/// Takes what a server must take: targets in absolute form, empty lines before a request, header names in any
/// case, chunked bodies with extensions and trailers, HTTP/1.0. Of what a server may refuse it refuses all:
/// a bare LF or CR, folded headers, a second Content-Length, characters that no URL has.
///
/// Pure: no socket, no clock, no thread.
class PracticeRequestParser
{
public:
    struct Limits
    {
        qsizetype requestLine = 8 * 1024; ///< longer: 414
        qsizetype head = 32 * 1024; ///< all header lines together, and all trailers; longer: 431
        qsizetype headers = 100; ///< more: 431
        qsizetype body = 1024 * 1024; ///< longer: 413
    };
    enum class State { Reading, Complete, Refused };

    PracticeRequestParser();
    explicit PracticeRequestParser(const Limits &limits);
    ~PracticeRequestParser();
    PracticeRequestParser(const PracticeRequestParser &) = delete;
    PracticeRequestParser &operator=(const PracticeRequestParser &) = delete;

    /// Takes bytes until the request is complete or refused, and returns how many: the rest belongs to the
    /// next request. Takes none while one waits to be taken, nor after a refusal.
    qsizetype feed(QByteArrayView bytes);
    State state() const { return m_state; }
    /// Between requests: not a byte of the next one has come.
    bool isIdle() const;
    /// Once true, when the head asks for "100 Continue" and no byte of the body has come yet.
    bool takeContinue();
    /// In State::Complete; then the next request can be fed.
    PracticeRequest take();
    const PracticeRefusal &refusal() const { return m_refusal; } ///< in State::Refused

private:
    enum class Stage { RequestLine, Header, Body, ChunkSize, Chunk, ChunkEnd, Trailer };

    qsizetype readLine(QByteArrayView bytes);
    qsizetype readBody(QByteArrayView bytes);
    qsizetype lineLimit() const;
    void refuseLongLine();
    void handleLine(QByteArrayView line);
    void handleRequestLine(QByteArrayView line);
    bool readVersion(QByteArrayView version);
    void handleField(QByteArrayView line);
    void handleChunkSize(QByteArrayView line);
    void finishHead();
    bool checkHost();
    bool readFraming();
    bool readTransferEncoding(const QList<QByteArray> &values);
    bool readContentLength(const QByteArray &value);
    void complete();
    void refuse(int status, const char *message);

    const Limits m_limits;
    State m_state = State::Reading;
    Stage m_stage = Stage::RequestLine;
    PracticeRequest m_request;
    PracticeRefusal m_refusal;
    QByteArray m_line; ///< as much of it as has come
    qsizetype m_headSize = 0;
    qsizetype m_fieldCount = 0;
    int m_emptyLines = 0;
    qsizetype m_missing = 0; ///< of the body, or of the chunk
    bool m_isChunked = false;
    bool m_wantsContinue = false;
};

} // namespace Keyturn
