#include "certificatenames.h"

#include <QHostAddress>
#include <QSslCertificate>
#include <QUrl>

#include <algorithm>

namespace Keyturn {

namespace {

QByteArray asciiName(QString name)
{
    if (name.endsWith(u'.')) // the root, which nobody writes into a certificate
        name.chop(1);
    if (name.contains(QChar::Null))
        return {};
    return QUrl::toAce(name).toLower();
}

bool isAscii(const QString &text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x80; });
}

// A certificate has names in their ASCII form (RFC 9525 6.3), so that anything else is not one.
// A wildcard stands for the whole of the first label, and never for so much as "*.com" (RFC 9525 6.3).
bool coversName(const QString &pattern, const QByteArray &host)
{
    const bool isWildcard = pattern.startsWith(QLatin1String("*."));
    const QByteArray name = asciiName(isWildcard ? pattern.sliced(2) : pattern);
    if (name.isEmpty() || name.contains('*') || !isAscii(pattern))
        return false;
    if (!isWildcard)
        return name == host;
    const qsizetype dot = host.indexOf('.');
    return dot > 0 && name.contains('.') && host.sliced(dot + 1) == name;
}

} // namespace

bool certificateCovers(const QSslCertificate &certificate, const QString &host)
{
    const auto names = certificate.subjectAlternativeNames();
    const QHostAddress address(host);
    if (!address.isNull()) {
        const QStringList addresses = names.values(QSsl::IpAddressEntry);
        return address.scopeId().isEmpty()
            && std::any_of(addresses.begin(), addresses.end(),
                           [&](const QString &one) { return QHostAddress(one) == address; });
    }
    const QByteArray name = asciiName(host);
    if (name.isEmpty())
        return false;
    const QStringList patterns = names.values(QSsl::DnsEntry);
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](const QString &pattern) { return coversName(pattern, name); });
}

} // namespace Keyturn
