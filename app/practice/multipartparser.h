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
    bool hasFileName = false;
    QByteArray contentType; ///< empty: not given
    QByteArrayView value;
};

/// The boundary of a "multipart/form-data; boundary=…" header, or what is wrong with it, in words.
///
/// RFC 2045 and 2046: 1 to 70 characters, quoted wherever it holds anything that a token may not.
std::expected<QByteArray, QString> multipartBoundary(QByteArrayView contentType);

/// Parses a whole body (RFC 7578, RFC 2046) and forgives nothing: CRLF everywhere, the first delimiter at the
/// first byte, the closing delimiter at the end with at most one CRLF behind it, one Content-Disposition
/// "form-data" with a name in each part, and no header but that and Content-Type. A practice server that
/// forgave would prove nothing about the client.
///
/// The parts view into `body`, which must outlive them.
std::expected<QList<FormPart>, QString> parseMultipart(QByteArrayView body, QByteArrayView boundary);

} // namespace Keyturn
