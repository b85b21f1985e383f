#include "cacertificates.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QLocale>
#include <QSslCertificateExtension>

#include <algorithm>

namespace Keyturn {

namespace {

constexpr qint64 largestFile = 1024 * 1024;
constexpr QByteArrayView pemBegin("-----BEGIN ");
constexpr QByteArrayView certificateBegin("-----BEGIN CERTIFICATE-----");

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CaCertificates)
};

std::unexpected<Error> refused(const QString &message)
{
    return std::unexpected(
        Error::inField(ErrorKind::InvalidInput, QStringLiteral("caCertificates"), message));
}

Result<QByteArray> contentsOf(const QString &path)
{
    const QFileInfo info(path);
    if (!info.exists())
        return refused(Texts::tr("There is no file \"%1\".").arg(path));
    if (info.isDir())
        return refused(Texts::tr("\"%1\" is a folder, not a file with a certificate.").arg(path));
    if (!info.isFile())
        return refused(Texts::tr("\"%1\" is not a plain file.").arg(path));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return refused(Texts::tr("The file \"%1\" could not be read: %2.").arg(path, file.errorString()));
    const QByteArray bytes = file.read(largestFile + 1);
    if (file.error() != QFileDevice::NoError)
        return refused(Texts::tr("The file \"%1\" could not be read: %2.").arg(path, file.errorString()));
    if (bytes.size() > largestFile)
        return refused(
            Texts::tr("The file \"%1\" is larger than any file with certificates should be.").arg(path));
    return bytes;
}

/// The values of basicConstraints, if there is one.
std::optional<bool> saysThatItIsAuthority(const QSslCertificate &certificate)
{
    const QList<QSslCertificateExtension> extensions = certificate.extensions();
    for (const QSslCertificateExtension &extension : extensions) {
        if (extension.oid() == QLatin1String("2.5.29.19"))
            return extension.value().toMap().value(QStringLiteral("ca")).toBool();
    }
    return std::nullopt;
}

// Refused and not just warned about, though OpenSSL would trust a self-signed server certificate for its one
// server: an inspecting proxy always has an authority, so what is not one is the wrong file. Most often it is
// the certificate of a server, saved from a browser; unless it is signed by itself, it would seem to be taken
// and change nothing. Roots from before X.509 version 3 say nothing about it, and count when they are signed
// by themselves, as OpenSSL has it.
bool isAuthority(const QSslCertificate &certificate)
{
    return saysThatItIsAuthority(certificate).value_or(certificate.isSelfSigned());
}

QString nameOf(const QSslCertificate &certificate)
{
    const QString name = certificate.subjectDisplayName();
    return name.isEmpty() ? Texts::tr("(without a name)") : name;
}

std::unexpected<Error> noneIsUsable(const QList<QSslCertificate> &found, const QDateTime &now)
{
    const auto authority = std::find_if(found.begin(), found.end(), isAuthority);
    if (authority == found.end())
        return refused(
            Texts::tr("The certificate \"%1\" is not a certificate authority's, but a server's or a "
                      "person's: ask for the authority's own certificate.")
                .arg(nameOf(found.first())));
    const bool isOver = authority->expiryDate() < now;
    const QString date = QLocale().toString(
        (isOver ? authority->expiryDate() : authority->effectiveDate()).date(), QLocale::ShortFormat);
    if (isOver)
        return refused(Texts::tr("The certificate authority \"%1\" expired on %2: ask for the new one.")
                           .arg(nameOf(*authority), date));
    return refused(
        Texts::tr("The certificate authority \"%1\" is not valid before %2: check the date of this "
                  "computer.")
            .arg(nameOf(*authority), date));
}

} // namespace

Result<QList<QSslCertificate>> loadCaCertificates(const QString &pathOrPem, const QDateTime &now)
{
    const QString text = pathOrPem.trimmed();
    if (text.isEmpty())
        return refused(Texts::tr("No file with a certificate is named."));
    QByteArray bytes = text.toUtf8();
    if (!bytes.contains(pemBegin)) {
        auto read = contentsOf(text);
        if (!read)
            return std::unexpected(read.error());
        bytes = std::move(*read);
    }
    if (bytes.contains("PRIVATE KEY-----"))
        return refused(Texts::tr("There is a private key in it, which must not be handed out: ask for a file "
                                 "with the certificate alone."));
    const bool isPem = bytes.contains(pemBegin);
    const QList<QSslCertificate> found = QSslCertificate::fromData(bytes, isPem ? QSsl::Pem : QSsl::Der);
    const qsizetype announced = isPem ? bytes.count(certificateBegin) : found.size();
    if (announced == 0)
        return refused(
            Texts::tr("There is no certificate in it: a file in PEM or DER format is needed, often "
                      "called .pem, .crt or .cer."));
    const bool isDamaged = found.size() != announced
        || std::any_of(found.begin(), found.end(), [](const QSslCertificate &one) { return one.isNull(); });
    if (isDamaged)
        return refused(Texts::tr("A certificate in it is damaged or cut off: get the file again."));

    QList<QSslCertificate> usable;
    for (const QSslCertificate &one : found) {
        if (isAuthority(one) && one.effectiveDate() <= now && one.expiryDate() >= now
            && !usable.contains(one))
            usable.append(one);
    }
    if (usable.isEmpty())
        return noneIsUsable(found, now);
    return usable;
}

} // namespace Keyturn
