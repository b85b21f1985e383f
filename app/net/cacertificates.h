#pragma once

#include "core/error.h"

#include <QDateTime>
#include <QList>
#include <QSslCertificate>
#include <QString>

namespace Keyturn {

/// Reads the certificate authorities that an account trusts beside the system's, for companies that inspect
/// TLS: from a file (PEM or DER, of up to 1 MiB, one certificate or many) or from the PEM text itself.
///
/// Gives the authorities in it that are valid at `now`, each once; what else the file holds (browsers export
/// whole chains, and bundles keep roots that have ended) is left out. Refused when no such authority is left,
/// when a certificate is damaged, and when there is a private key: that is nobody's to hand out.
///
/// Errors: InvalidInput in field "caCertificates", with one sentence. Reads the file at once: small, but not
/// for a path in a network that may hang.
Result<QList<QSslCertificate>> loadCaCertificates(const QString &pathOrPem,
                                                  const QDateTime &now = QDateTime::currentDateTimeUtc());

} // namespace Keyturn
