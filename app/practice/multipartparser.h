#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QString>

#include <expected>

namespace Keyturn {

/// One part of a multipart/form-data body. The value is a view into the parsed body: nothing is copied, so
/// that a password is not either.
struct FormPart
{
    QByteArray name;
    QByteArray contentType; ///< in lower case, without parameters; empty: not given
    QByteArray charset; ///< of the content type, in lower case; empty: not given
    QByteArrayView value;
};

/// The boundary of a "multipart/form-data; boundary=…" header, or what is wrong with it, in words.
///
/// RFC 2045 and 2046: 1 to 70 characters, quoted wherever it holds anything that a token may not.
std::expected<QByteArray, QString> multipartBoundary(QByteArrayView contentType);

/// Parses a whole body (RFC 7578, RFC 2046). What a form's reader is told to ignore is ignored: a preamble
/// and an epilogue, blanks behind a boundary, a part's other headers, its file name. All else is judged
/// strictly, as a practice server that forgave would prove nothing about the client: CRLF everywhere, a
/// closing delimiter, one Content-Disposition "form-data" with a name in each part, no encoding.
///
/// The parts view into `body`, which must outlive them.
std::expected<QList<FormPart>, QString> parseMultipart(QByteArrayView body, QByteArrayView boundary);

} // namespace Keyturn
