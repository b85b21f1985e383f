#include "multipartparser.h"

#include <QPair>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

constexpr qsizetype maximumBoundaryLength = 70;
constexpr qsizetype maximumParts = 100;

using Parameters = QList<QPair<QByteArray, QByteArray>>;

bool isTokenCharacter(char c)
{
    return c > ' ' && c < 0x7f && !QByteArrayView("()<>@,;:\\\"/[]?=").contains(c);
}

bool isBoundaryCharacter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
        || QByteArrayView("'()+_,-./:=? ").contains(c);
}

/// Reads a header value of the form  type/subtype *(; name=value), where a value is a token or a quoted
/// string. Fails on anything else.
class HeaderValueReader
{
public:
    explicit HeaderValueReader(QByteArrayView text)
        : m_text(text)
    {
    }

    /// The words before the first ";", in lower case.
    QByteArray readKind()
    {
        qsizetype end = m_text.indexOf(';');
        if (end < 0)
            end = m_text.size();
        m_at = end;
        return m_text.first(end).toByteArray().trimmed().toLower();
    }

    bool readParameters(Parameters &parameters)
    {
        skipSpace();
        while (m_at < m_text.size()) {
            if (m_text[m_at++] != ';')
                return false;
            skipSpace();
            if (m_at >= m_text.size() || m_text[m_at] == ';')
                continue; // nothing between two of them, or behind the last (RFC 9110, 5.6.6)
            const QByteArray name = readToken().toLower();
            if (name.isEmpty() || m_at >= m_text.size() || m_text[m_at++] != '=')
                return false;
            QByteArray value;
            if (!readValue(value))
                return false;
            for (const auto &known : std::as_const(parameters)) {
                if (known.first == name)
                    return false;
            }
            parameters.append({name, value});
            skipSpace();
        }
        return true;
    }

private:
    void skipSpace()
    {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\t'))
            ++m_at;
    }

    QByteArray readToken()
    {
        const qsizetype start = m_at;
        while (m_at < m_text.size() && isTokenCharacter(m_text[m_at]))
            ++m_at;
        return m_text.sliced(start, m_at - start).toByteArray();
    }

    bool readValue(QByteArray &value)
    {
        if (m_at >= m_text.size() || m_text[m_at] != '"') {
            value = readToken();
            return !value.isEmpty();
        }
        ++m_at;
        while (m_at < m_text.size()) {
            const char c = m_text[m_at++];
            if (c == '"')
                return true;
            if (c == '\\') {
                if (m_at >= m_text.size())
                    return false;
                value.append(m_text[m_at++]);
            } else if (c == '\r' || c == '\n' || c == '\0') {
                return false;
            } else {
                value.append(c);
            }
        }
        return false;
    }

    QByteArrayView m_text;
    qsizetype m_at = 0;
};

std::unexpected<QString> wrong(const QString &words)
{
    return std::unexpected(words);
}

const QByteArray *find(const Parameters &parameters, QByteArrayView name)
{
    for (const auto &parameter : parameters) {
        if (parameter.first == name)
            return &parameter.second;
    }
    return nullptr;
}

/// The lines of a part's head, each whole: what was folded is one line again (RFC 5322, 2.2.3).
std::optional<QList<QByteArray>> linesOf(QByteArrayView head)
{
    QList<QByteArray> lines;
    while (!head.isEmpty()) {
        qsizetype end = head.indexOf("\r\n");
        if (end < 0)
            end = head.size();
        const QByteArrayView line = head.first(end);
        head = head.sliced(qMin(end + 2, head.size()));
        if (line.contains('\r') || line.contains('\n') || line.contains('\0'))
            return std::nullopt;
        const bool isFolded = line.startsWith(' ') || line.startsWith('\t');
        if (!isFolded)
            lines.append(line.toByteArray());
        else if (!lines.isEmpty())
            lines.last() += ' ' + line.trimmed().toByteArray();
        else
            return std::nullopt;
    }
    return lines;
}

/// What is wrong with it, or nothing.
std::optional<QString> readDisposition(const QByteArray &value, FormPart &part)
{
    HeaderValueReader reader(value);
    Parameters parameters;
    if (reader.readKind() != "form-data" || !reader.readParameters(parameters))
        return u"A part's Content-Disposition is not form-data."_s;
    const QByteArray *name = find(parameters, "name");
    if (!name)
        return u"A part has no name."_s;
    part.name = *name;
    return std::nullopt;
}

std::optional<QString> readContentType(const QByteArray &value, FormPart &part)
{
    HeaderValueReader reader(value);
    Parameters parameters;
    part.contentType = reader.readKind();
    if (part.contentType.isEmpty() || !reader.readParameters(parameters))
        return u"A part's Content-Type is malformed."_s;
    if (const QByteArray *charset = find(parameters, "charset"))
        part.charset = charset->toLower();
    return std::nullopt;
}

/// RFC 7578, 4.7: a value is never encoded, but old clients say so.
bool isPlainEncoding(const QByteArray &value)
{
    const QByteArray name = value.toLower();
    return name == "7bit" || name == "8bit" || name == "binary";
}

std::expected<FormPart, QString> parsePartHead(QByteArrayView head)
{
    const auto lines = linesOf(head);
    if (!lines)
        return wrong(u"A part has a malformed header."_s);
    FormPart part;
    QList<QByteArray> known; // those that may stand there once
    for (const QByteArray &line : *lines) {
        const qsizetype colon = line.indexOf(':');
        if (colon <= 0 || !std::ranges::all_of(QByteArrayView(line).first(colon), isTokenCharacter))
            return wrong(u"A part has a malformed header."_s);
        const QByteArray name = line.first(colon).toLower();
        const QByteArray value = line.mid(colon + 1).trimmed();
        std::optional<QString> fault;
        if (known.contains(name))
            return wrong(u"A part has a header twice."_s);
        if (name == "content-disposition")
            fault = readDisposition(value, part);
        else if (name == "content-type")
            fault = readContentType(value, part);
        else if (name != "content-transfer-encoding")
            continue; // RFC 7578, 4.8: all others are to be ignored
        else if (!isPlainEncoding(value))
            fault = u"A part is encoded."_s;
        if (fault)
            return wrong(*fault);
        known.append(name);
    }
    if (!known.contains("content-disposition"))
        return wrong(u"A part has no Content-Disposition."_s);
    return part;
}

QByteArrayView withoutPadding(QByteArrayView text)
{
    while (text.startsWith(' ') || text.startsWith('\t'))
        text = text.sliced(1);
    return text;
}

} // namespace

std::expected<QByteArray, QString> multipartBoundary(QByteArrayView contentType)
{
    HeaderValueReader reader(contentType);
    if (reader.readKind() != "multipart/form-data")
        return wrong(u"The body is not multipart/form-data."_s);
    Parameters parameters;
    if (!reader.readParameters(parameters))
        return wrong(u"The Content-Type header is malformed."_s);
    const QByteArray *boundary = find(parameters, "boundary");
    if (!boundary)
        return wrong(u"The Content-Type header names no boundary."_s);
    if (boundary->isEmpty() || boundary->size() > maximumBoundaryLength || boundary->endsWith(' '))
        return wrong(u"The boundary is not 1 to 70 characters, or ends in a space."_s);
    for (const char c : *boundary) {
        if (!isBoundaryCharacter(c))
            return wrong(u"The boundary holds a character that it may not."_s);
    }
    return *boundary;
}

std::expected<QList<FormPart>, QString> parseMultipart(QByteArrayView body, QByteArrayView boundary)
{
    const QByteArray delimiter = "--" + boundary.toByteArray();
    const QByteArray innerDelimiter = "\r\n" + delimiter;
    QByteArrayView rest = body;
    if (!rest.startsWith(delimiter)) {
        const qsizetype preamble = rest.indexOf(innerDelimiter);
        if (preamble < 0)
            return wrong(u"The body does not hold its boundary."_s);
        rest = rest.sliced(preamble + 2);
    }
    rest = rest.sliced(delimiter.size());

    QList<FormPart> parts;
    while (true) {
        if (rest.startsWith("--")) {
            rest = withoutPadding(rest.sliced(2));
            if (!rest.isEmpty() && !rest.startsWith("\r\n"))
                return wrong(u"The closing boundary is not the end of its line."_s);
            if (parts.isEmpty())
                return wrong(u"The body has no parts."_s);
            return parts; // what follows is the epilogue
        }
        rest = withoutPadding(rest);
        if (!rest.startsWith("\r\n"))
            return wrong(u"A boundary is not followed by a line break."_s);
        if (parts.size() >= maximumParts)
            return wrong(u"The body has too many parts."_s);
        rest = rest.sliced(2);

        const qsizetype headEnd = rest.indexOf("\r\n\r\n");
        if (headEnd < 0)
            return wrong(u"A part's headers do not end."_s);
        auto part = parsePartHead(rest.first(headEnd));
        if (!part)
            return std::unexpected(part.error());
        // An empty value's delimiter shares no CRLF with the head: RFC 2046 gives it one of its own.
        rest = rest.sliced(headEnd + 4);
        const qsizetype valueEnd = rest.indexOf(innerDelimiter);
        if (valueEnd < 0)
            return wrong(u"A part does not end in the boundary."_s);
        part->value = rest.first(valueEnd);
        parts.append(*part);
        rest = rest.sliced(valueEnd + innerDelimiter.size());
    }
}

} // namespace Keyturn
