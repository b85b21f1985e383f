#include "http1parser.h"

#include <QString>

#include <algorithm>
#include <limits>

namespace Keyturn {

namespace {

constexpr qsizetype maximumHead = 128 * 1024; ///< of all heads, 1xx and trailers together
constexpr int maximumInterim = 100;
constexpr qsizetype maximumHexDigits = 15; ///< of a chunk's size: fits into 63 bits

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

// RFC 9110 5.6.2
bool isTokenCharacter(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
        || QByteArrayView("!#$%&'*+-.^_`|~").contains(c);
}

bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), isTokenCharacter);
}

bool isFieldContent(QByteArrayView text)
{
    return std::none_of(text.begin(), text.end(), [](char c) { return c == '\0' || c == '\r' || c == '\n'; });
}

} // namespace

Http1Parser::Http1Parser(Request request)
    : m_request(request)
{
}

void Http1Parser::feed(QByteArrayView bytes)
{
    if (bytes.isEmpty())
        return;
    m_hasBegun = true;
    if (isDone()) {
        m_surplus += bytes.size();
        return;
    }
    m_in.append(bytes.data(), bytes.size());
    if (m_state == State::Head)
        readHead();
    if (m_state == State::Body)
        readBody();
    if (isDone())
        m_surplus += std::exchange(m_in, {}).size();
}

void Http1Parser::end()
{
    if (isDone())
        return;
    if (m_state == State::Body && m_framing == Framing::UntilClose)
        m_state = State::Complete;
    else
        fail("the connection was closed before the whole answer was there");
}

void Http1Parser::readHead()
{
    QByteArray line;
    while (m_state == State::Head && readLine(line)) {
        if (!m_hasStatusLine)
            readStatusLine(line);
        else if (!line.isEmpty())
            readField(line);
        else
            endHead();
    }
}

// Up to the next line feed, without it and the carriage return before it (RFC 9112 2.2 lets a lone line feed
// pass).
bool Http1Parser::readLine(QByteArray &line)
{
    const qsizetype end = m_in.indexOf('\n');
    if (m_headBytes + (end < 0 ? m_in.size() : end) > maximumHead) {
        fail("the answer's head is too long");
        return false;
    }
    if (end < 0)
        return false;
    line = m_in.first(end);
    m_in.remove(0, end + 1);
    m_headBytes += end + 1;
    if (line.endsWith('\r'))
        line.chop(1);
    return true;
}

// "HTTP/1.1 204 No Content" (RFC 9112 4), to the letter: "HTTP/1.1 0204" is no 204.
void Http1Parser::readStatusLine(const QByteArray &line)
{
    const bool isHttp11 = line.startsWith("HTTP/1.1 ");
    m_isHttp10 = line.startsWith("HTTP/1.0 ");
    const QByteArrayView rest = QByteArrayView(line).sliced(std::min<qsizetype>(9, line.size()));
    const bool hasCode = rest.size() >= 3 && rest[0] >= '1' && rest[0] <= '5' && isDigit(rest[1])
        && isDigit(rest[2]) && (rest.size() == 3 || rest[3] == ' ');
    if ((!isHttp11 && !m_isHttp10) || !hasCode || !isFieldContent(rest)) {
        fail("the answer does not begin as HTTP does");
        return;
    }
    m_code = rest.first(3).toInt();
    m_reason = rest.sliced(std::min<qsizetype>(4, rest.size())).toByteArray().trimmed();
    m_headers.clear();
    m_hasStatusLine = true;
}

void Http1Parser::readField(const QByteArray &line)
{
    if (!isFieldContent(line)) {
        fail("a header field holds a control character");
        return;
    }
    if (line.front() == ' ' || line.front() == '\t') { // a folded line, read as one blank (RFC 9112 5.2)
        if (m_headers.isEmpty())
            fail("the answer's header begins with a blank");
        else
            m_headers.last().second += ' ' + line.trimmed();
        return;
    }
    const qsizetype colon = line.indexOf(':');
    if (colon < 0 || !isToken(QByteArrayView(line).first(colon))) {
        fail("a header field has no name");
        return;
    }
    m_headers.append({line.first(colon), line.sliced(colon + 1).trimmed()});
}

void Http1Parser::endHead()
{
    m_hasStatusLine = false;
    if (m_code == 101) { // nobody asked for it
        fail("the server changed to another protocol");
        return;
    }
    if (m_code < 200) { // the final answer is still to come (RFC 9110 15.2)
        if (++m_interim > maximumInterim)
            fail("interim answers without end");
        return;
    }
    m_status = m_code;
    m_state = State::Body;
    chooseFraming();
}

/// RFC 9112 6.3
void Http1Parser::chooseFraming()
{
    const bool isTunnel = m_request == Request::Connect && m_status < 300;
    if (m_status == 204 || m_status == 304 || isTunnel) {
        m_state = State::Complete;
        return;
    }
    const QList<QByteArray> codings = members("Transfer-Encoding");
    const QList<QByteArray> lengths = members("Content-Length");
    if (!codings.isEmpty()) {
        if (m_isHttp10 || codings.size() != 1 || codings.front().toLower() != "chunked") {
            fail("the body is in a transfer coding that was not asked for");
            return;
        }
        m_framing = Framing::Chunked;
        m_framingDoubted = !lengths.isEmpty();
    } else if (!lengths.isEmpty()) {
        chooseLength(lengths);
    } else {
        m_framing = Framing::UntilClose;
    }
}

void Http1Parser::chooseLength(const QList<QByteArray> &lengths)
{
    const QByteArray &length = lengths.front();
    const bool isNumber = !length.isEmpty() && std::all_of(length.begin(), length.end(), isDigit);
    const bool isOne =
        std::all_of(lengths.begin(), lengths.end(), [&](const auto &other) { return other == length; });
    bool fits = false;
    m_left = length.toLongLong(&fits);
    if (!isNumber || !isOne || !fits) {
        fail("the length of the body is not clear");
        return;
    }
    m_framing = Framing::Length;
}

void Http1Parser::readBody()
{
    switch (m_framing) {
    case Framing::None:
        break;
    case Framing::UntilClose:
        m_body += std::exchange(m_in, {});
        break;
    case Framing::Length: {
        const qsizetype count = std::min<qint64>(m_left, m_in.size());
        m_body += m_in.first(count);
        m_in.remove(0, count);
        m_left -= count;
        if (m_left == 0)
            m_state = State::Complete;
        break;
    }
    case Framing::Chunked:
        readChunks();
        break;
    }
}

/// RFC 9112 7.1
void Http1Parser::readChunks()
{
    QByteArray line;
    while (m_state == State::Body) {
        if (m_chunk == Chunk::Data) {
            const qsizetype count = std::min<qint64>(m_left, m_in.size());
            m_body += m_in.first(count);
            m_in.remove(0, count);
            m_left -= count;
            if (m_left > 0)
                return;
            m_chunk = Chunk::DataEnd;
            continue;
        }
        if (!readLine(line))
            return;
        if (m_chunk == Chunk::Size) {
            readChunkSize(line);
        } else if (m_chunk == Chunk::DataEnd) {
            if (!line.isEmpty())
                fail("a chunk is longer than it said");
            m_headBytes = 0; // of the next chunk's line
            m_chunk = Chunk::Size;
        } else if (line.isEmpty()) { // the end of the trailer, which is of no use here
            m_state = State::Complete;
        }
    }
}

void Http1Parser::readChunkSize(const QByteArray &line)
{
    const qsizetype extension = line.indexOf(';');
    const QByteArray digits = (extension < 0 ? line : line.first(extension)).trimmed();
    bool isNumber = false;
    m_left = digits.size() > maximumHexDigits ? 0 : digits.toLongLong(&isNumber, 16);
    const bool isHex = std::all_of(digits.begin(), digits.end(), [](char c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    });
    if (!isNumber || !isHex) {
        fail("the size of a chunk is not a number");
        return;
    }
    m_chunk = m_left > 0 ? Chunk::Data : Chunk::Trailer;
}

/// The comma-separated members of all fields of this name.
QList<QByteArray> Http1Parser::members(QByteArrayView name) const
{
    QList<QByteArray> found;
    for (const auto &[key, value] : m_headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0) {
            for (const QByteArray &one : value.split(','))
                found.append(one.trimmed());
        }
    }
    return found;
}

bool Http1Parser::hasMember(QByteArrayView name, QByteArrayView value) const
{
    const QList<QByteArray> all = members(name);
    return std::any_of(all.begin(), all.end(), [value](const QByteArray &one) {
        return one.compare(value, Qt::CaseInsensitive) == 0;
    });
}

QByteArray Http1Parser::takeBody()
{
    return std::exchange(m_body, {});
}

bool Http1Parser::mayKeepConnection() const
{
    return m_state == State::Complete && m_surplus == 0 && m_framing != Framing::UntilClose
        && !m_framingDoubted && !hasMember("Connection", "close")
        && (!m_isHttp10 || hasMember("Connection", "keep-alive"));
}

QString Http1Parser::words() const
{
    return QString::fromLatin1(m_words);
}

void Http1Parser::fail(const char *words)
{
    m_state = State::Failed;
    m_words = words;
}

} // namespace Keyturn
