#pragma once

#include <QString>

class QSslCertificate;

namespace Keyturn {

/// Whether a certificate that was found good otherwise belongs to this host (RFC 9110 4.3.4, RFC 9525). Only
/// its subject alternative names count: never the common name, and an address only where it is written as an
/// address. (Qt 6.4's own comparison takes both.) The host as QUrl::host() gives it. Any thread.
bool certificateCovers(const QSslCertificate &certificate, const QString &host);

} // namespace Keyturn
