#include "practicerequestparser.h"

#include "core/secret.h"
#include "practicetarget.h"

#include <algorithm>
#include <array>
#include <utility>

namespace Keyturn {

namespace {

constexpr int maximumEmptyLines = 8;
constexpr qsizetype maximumChunkLine = 1024;
constexpr qsizetype maximumLengthDigits = 15;

// Those that some resource could have. CONNECT and TRACE are left out on purpose.
constexpr std::array<QByteArrayView, 7> methods{"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"};

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isHexDigit(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool isTokenCharacter(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
        || QByteArrayView("!#$%&'*+-.^_`|~").contains(c);
}

bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::ranges::all_of(text, isTokenCharacter);
}

/// What a header's value or a chunk's extension may hold: anything but control characters other than tabs.
bool isFieldCharacter(char c)
{
    return c == '\t' || (static_cast<uchar>(c) >= 0x20 && c != 0x7f);
}

/// The words of a list such as "close, TE", in lower case.
QList<QByteArray> listIn(const QList<QByteArray> &values)
{
    QList<QByteArray> words;
    for (const QByteArray &value : values) {
        for (const QByteArray &word : value.split(',')) {
            if (const QByteArray trimmed = word.trimmed().toLower(); !trimmed.isEmpty())
                words.append(trimmed);
        }
    }
    return words;
}

} // namespace

QList<QByteArray> PracticeRequest::values(QByteArrayView lowerCaseName) const
{
    QList<QByteArray> found;
    for (const auto &[name, value] : headers) {
        if (name == lowerCaseName)
            found.append(value);
    }
    return found;
}

PracticeRequestParser::PracticeRequestParser()
    : PracticeRequestParser(Limits())
{
}

PracticeRequestParser::PracticeRequestParser(const Limits &limits)
    : m_limits(limits)
{
}

PracticeRequestParser::~PracticeRequestParser()
{
    wipe(m_request.body);
}

bool PracticeRequestParser::isIdle() const
{
    return m_state == State::Reading && m_stage == Stage::RequestLine && m_line.isEmpty();
}

bool PracticeRequestParser::takeContinue()
{
    return std::exchange(m_wantsContinue, false);
}

PracticeRequest PracticeRequestParser::take()
{
    m_state = State::Reading;
    m_stage = Stage::RequestLine;
    m_headSize = 0;
    m_fieldCount = 0;
    m_emptyLines = 0;
    m_isChunked = false;
    m_wantsContinue = false;
    return std::exchange(m_request, {});
}

qsizetype PracticeRequestParser::feed(QByteArrayView bytes)
{
    qsizetype taken = 0;
    while (m_state == State::Reading && taken < bytes.size()) {
        const QByteArrayView rest = bytes.sliced(taken);
        taken += m_stage == Stage::Body || m_stage == Stage::Chunk ? readBody(rest) : readLine(rest);
    }
    return taken;
}

qsizetype PracticeRequestParser::readLine(QByteArrayView bytes)
{
    // Told by its first byte: whoever speaks TLS here sends no line break for a long time.
    if (m_stage == Stage::RequestLine && m_line.isEmpty() && bytes[0] != '\r'
        && !isTokenCharacter(bytes[0])) {
        refuse(400, "This is not an HTTP request.");
        return 1;
    }
    m_wantsContinue = m_wantsContinue && m_stage == Stage::Header;
    const qsizetype end = bytes.indexOf('\n');
    const qsizetype count = end < 0 ? bytes.size() : end + 1;
    if (m_line.size() + count > lineLimit()) {
        refuseLongLine();
        return count;
    }
    m_line.append(bytes.first(count));
    if (end < 0)
        return count;
    QByteArrayView line = m_line;
    if (!line.endsWith("\r\n")) {
        refuse(400, "A line does not end in CR LF.");
        return count;
    }
    line.chop(2);
    if (line.contains('\r') || line.contains('\0'))
        refuse(400, "A line holds a bare CR or a NUL.");
    else
        handleLine(line);
    m_line.resize(0);
    return count;
}

qsizetype PracticeRequestParser::lineLimit() const
{
    if (m_stage == Stage::RequestLine)
        return m_limits.requestLine;
    if (m_stage == Stage::ChunkSize || m_stage == Stage::ChunkEnd)
        return maximumChunkLine;
    return m_limits.head - m_headSize;
}

void PracticeRequestParser::refuseLongLine()
{
    if (m_stage == Stage::RequestLine)
        refuse(414, "The request line is too long.");
    else if (m_stage == Stage::ChunkSize || m_stage == Stage::ChunkEnd)
        refuse(400, "A chunk's line is too long.");
    else
        refuse(431, "The header fields are too long.");
}

void PracticeRequestParser::handleLine(QByteArrayView line)
{
    switch (m_stage) {
    case Stage::RequestLine:
        return handleRequestLine(line);
    case Stage::Header:
        return line.isEmpty() ? finishHead() : handleField(line);
    case Stage::ChunkSize:
        return handleChunkSize(line);
    case Stage::ChunkEnd:
        m_stage = Stage::ChunkSize;
        if (!line.isEmpty())
            refuse(400, "A chunk is longer than it says.");
        return;
    case Stage::Trailer:
        return line.isEmpty() ? complete() : handleField(line);
    case Stage::Body:
    case Stage::Chunk:
        break;
    }
}

void PracticeRequestParser::handleRequestLine(QByteArrayView line)
{
    if (line.isEmpty()) {
        if (++m_emptyLines > maximumEmptyLines)
            refuse(400, "There is nothing but empty lines.");
        return;
    }
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (first <= 0 || last == first || !isToken(line.first(first)))
        return refuse(400, "The request line is malformed.");
    if (!readVersion(line.sliced(last + 1)))
        return;
    m_request.method = line.first(first).toByteArray();
    if (std::ranges::find(methods, QByteArrayView(m_request.method)) == methods.end())
        return refuse(501, "This method is not known.");
    const auto target = practiceTarget(line.sliced(first + 1, last - first - 1));
    if (!target || (*target == "*" && m_request.method != "OPTIONS"))
        return refuse(400, "The request target is malformed.");
    m_request.target = *target;
    m_stage = Stage::Header;
}

bool PracticeRequestParser::readVersion(QByteArrayView version)
{
    static constexpr QByteArrayView name("HTTP/");
    const bool isNamed = version.startsWith(name) && version.size() > name.size() && isDigit(version[5]);
    if (isNamed && version[5] != '1') {
        refuse(505, "Only HTTP/1.1 and HTTP/1.0 are spoken here.");
        return false;
    }
    if (!isNamed || version.size() != 8 || version[6] != '.' || !isDigit(version[7])) {
        refuse(400, "The request line is malformed.");
        return false;
    }
    // A later minor version is spoken to as 1.1 (RFC 9110, 2.5).
    m_request.isHttp11 = version[7] != '0';
    return true;
}

void PracticeRequestParser::handleField(QByteArrayView line)
{
    m_headSize += m_line.size();
    if (++m_fieldCount > m_limits.headers)
        return refuse(431, "There are too many header fields.");
    if (line[0] == ' ' || line[0] == '\t')
        return refuse(400, "A header field is folded.");
    const qsizetype colon = line.indexOf(':');
    // A blank before the colon is no token, either.
    if (colon < 0 || !isToken(line.first(colon)))
        return refuse(400, "A header field is malformed.");
    const QByteArrayView value = line.sliced(colon + 1).trimmed();
    if (!std::ranges::all_of(line.sliced(colon + 1), isFieldCharacter))
        return refuse(400, "A header field holds a control character.");
    // Trailers are read and forgotten: nothing here asks for one (RFC 9110, 6.5.1).
    if (m_stage == Stage::Header)
        m_request.headers.emplaceBack(line.first(colon).toByteArray().toLower(), value.toByteArray());
}

void PracticeRequestParser::finishHead()
{
    if (!checkHost() || !readFraming())
        return;
    const QList<QByteArray> connection = listIn(m_request.values("connection"));
    m_request.keepsAlive = m_request.isHttp11 && !connection.contains("close");
    const bool hasBody = m_isChunked || m_missing > 0;
    if (const QList<QByteArray> expected = listIn(m_request.values("expect"));
        m_request.isHttp11 && !expected.isEmpty()) {
        if (expected != QList<QByteArray>{"100-continue"})
            return refuse(417, "Only \"100-continue\" can be expected.");
        m_wantsContinue = hasBody;
    }
    m_headSize = 0;
    m_fieldCount = 0;
    if (!hasBody)
        return complete();
    m_stage = m_isChunked ? Stage::ChunkSize : Stage::Body;
}

bool PracticeRequestParser::checkHost()
{
    const QList<QByteArray> hosts = m_request.values("host");
    if (hosts.size() > 1)
        refuse(400, "There is more than one Host field.");
    else if (hosts.isEmpty() && m_request.isHttp11)
        refuse(400, "There is no Host field.");
    else if (!hosts.isEmpty() && !isPracticeHost(hosts.first()))
        refuse(400, "The Host field is malformed.");
    return m_state != State::Refused;
}

bool PracticeRequestParser::readFraming()
{
    const QList<QByteArray> encodings = m_request.values("transfer-encoding");
    const QList<QByteArray> lengths = m_request.values("content-length");
    // What one of two machines reads in the one way and the other in the other smuggles requests.
    if (!encodings.isEmpty() && (!lengths.isEmpty() || !m_request.isHttp11)) {
        refuse(400, "Transfer-Encoding is not allowed here.");
        return false;
    }
    if (lengths.size() > 1) {
        refuse(400, "There is more than one Content-Length.");
        return false;
    }
    m_missing = 0;
    if (!encodings.isEmpty())
        return readTransferEncoding(encodings);
    return lengths.isEmpty() || readContentLength(lengths.first());
}

bool PracticeRequestParser::readTransferEncoding(const QList<QByteArray> &values)
{
    const QList<QByteArray> codings = listIn(values);
    m_isChunked = codings == QList<QByteArray>{"chunked"};
    if (m_isChunked)
        return true;
    const qsizetype chunked = codings.indexOf("chunked");
    if (chunked >= 0 && chunked < codings.size() - 1)
        refuse(400, "The body must be chunked last, and once.");
    else
        refuse(501, "This transfer coding is not known.");
    return false;
}

bool PracticeRequestParser::readContentLength(const QByteArray &value)
{
    if (value.isEmpty() || !std::ranges::all_of(value, isDigit)) {
        refuse(400, "The Content-Length is no number.");
        return false;
    }
    m_missing = value.size() > maximumLengthDigits ? m_limits.body + 1 : value.toLongLong();
    if (m_missing > m_limits.body) {
        refuse(413, "The request body is too large.");
        return false;
    }
    m_request.body.reserve(m_missing);
    return true;
}

void PracticeRequestParser::handleChunkSize(QByteArrayView line)
{
    const auto *end = std::ranges::find_if_not(line, isHexDigit);
    const QByteArrayView digits = line.first(end - line.begin());
    const QByteArrayView extension = line.sliced(digits.size()).trimmed();
    const bool isWritten = !digits.isEmpty() && (extension.isEmpty() || extension.startsWith(';'))
        && std::ranges::all_of(line, isFieldCharacter);
    if (!isWritten)
        return refuse(400, "A chunk's size is malformed.");
    const QByteArray size = digits.toByteArray();
    m_missing = digits.size() > maximumLengthDigits ? m_limits.body + 1 : size.toLongLong(nullptr, 16);
    if (m_missing > m_limits.body - m_request.body.size())
        return refuse(413, "The request body is too large.");
    m_stage = m_missing > 0 ? Stage::Chunk : Stage::Trailer;
}

qsizetype PracticeRequestParser::readBody(QByteArrayView bytes)
{
    m_wantsContinue = false;
    const qsizetype count = std::min(bytes.size(), m_missing);
    m_request.body.append(bytes.first(count));
    m_missing -= count;
    if (m_missing == 0) {
        if (m_isChunked)
            m_stage = Stage::ChunkEnd;
        else
            complete();
    }
    return count;
}

void PracticeRequestParser::complete()
{
    m_state = State::Complete;
}

void PracticeRequestParser::refuse(int status, const char *message)
{
    m_state = State::Refused;
    m_refusal = {status, QString::fromLatin1(message)};
}

} // namespace Keyturn
