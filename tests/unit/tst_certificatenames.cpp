#include "net/certificatenames.h"

#include <QProcess>
#include <QSslCertificate>
#include <QTemporaryDir>
#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

constexpr auto nobody = "/CN=nobody";

/// The DER of a subjectAltName with one DNS name, byte for byte, as OpenSSL's configuration takes it.
QString rawName(const QByteArray &name)
{
    const auto item = [](char tag, const QByteArray &value) -> QByteArray {
        return tag + (static_cast<char>(value.size()) + value);
    };
    const QByteArray der = item('\x30', item('\x82', name));
    return u"DER:"_s + QString::fromLatin1(der.toHex(':'));
}

} // namespace

/// Whose a certificate is, by certificates that OpenSSL made.
class TestCertificateNames final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_dir;

    QSslCertificate make(const QString &subject, const QString &names)
    {
        const QString file = m_dir.filePath(u"certificate.pem"_s);
        QFile::remove(file);
        QStringList arguments =
            u"req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -utf8"_s.split(u' ');
        arguments << u"-subj"_s << subject << u"-keyout"_s << m_dir.filePath(u"key.pem"_s) << u"-out"_s
                  << file;
        if (!names.isEmpty())
            arguments << u"-addext"_s << u"subjectAltName="_s + names;
        QProcess openssl;
        openssl.start(u"openssl"_s, arguments);
        if (!openssl.waitForFinished() || openssl.exitCode() != 0)
            qWarning("%s", openssl.readAllStandardError().constData());
        return QSslCertificate::fromPath(file).value(0);
    }

private slots:
    void covers_data()
    {
        QTest::addColumn<QString>("subject");
        QTest::addColumn<QString>("names"); // as OpenSSL's configuration has them
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("covers");
        const auto row = [](const char *what, const QString &names, const QString &host, bool covers,
                            const QString &subject = QString::fromLatin1(nobody)) {
            QTest::newRow(what) << subject << names << host << covers;
        };

        row("the name", u"DNS:api.zoom.us"_s, u"api.zoom.us"_s, true);
        row("one of several", u"DNS:zoom.us,DNS:api.zoom.us"_s, u"api.zoom.us"_s, true);
        row("capitals", u"DNS:API.Zoom.us"_s, u"api.zoom.US"_s, true);
        row("a dot at the host's end", u"DNS:api.zoom.us"_s, u"api.zoom.us."_s, true);
        row("another", u"DNS:api.zoom.us"_s, u"api.zoom.com"_s, false);
        row("a subdomain of it", u"DNS:zoom.us"_s, u"api.zoom.us"_s, false);
        row("its parent", u"DNS:api.zoom.us"_s, u"zoom.us"_s, false);
        row("one that it ends with", u"DNS:zoom.us"_s, u"xzoom.us"_s, false);
        row("no host", u"DNS:api.zoom.us"_s, QString(), false);
        row("a dot alone", u"DNS:api.zoom.us"_s, u"."_s, false);

        const QString zoom = u"/CN=api.zoom.us"_s;
        row("the common name alone", QString(), u"api.zoom.us"_s, false, zoom);
        row("the common name, and another name", u"DNS:elsewhere.example"_s, u"api.zoom.us"_s, false, zoom);
        row("the common name, and an address", u"IP:192.0.2.1"_s, u"api.zoom.us"_s, false, zoom);
        row("an e-mail address", u"email:desk@api.zoom.us"_s, u"api.zoom.us"_s, false);
        row("a URI", u"URI:https://api.zoom.us/"_s, u"api.zoom.us"_s, false);

        row("wildcard", u"DNS:*.zoom.us"_s, u"api.zoom.us"_s, true);
        row("wildcard, capitals", u"DNS:*.ZOOM.us"_s, u"API.zoom.us"_s, true);
        row("wildcard for its parent", u"DNS:*.zoom.us"_s, u"zoom.us"_s, false);
        row("wildcard for two labels", u"DNS:*.zoom.us"_s, u"a.api.zoom.us"_s, false);
        row("wildcard for an empty label", u"DNS:*.zoom.us"_s, u".zoom.us"_s, false);
        row("wildcard of one label", u"DNS:*.us"_s, u"zoom.us"_s, false);
        row("wildcard of one label and a dot", u"DNS:*.us."_s, u"zoom.us"_s, false);
        row("wildcard alone", u"DNS:*"_s, u"localhost"_s, false);
        row("a part of a label", u"DNS:a*.zoom.us"_s, u"api.zoom.us"_s, false);
        row("a part of a label, at its end", u"DNS:*pi.zoom.us"_s, u"api.zoom.us"_s, false);
        row("wildcard in the middle", u"DNS:api.*.us"_s, u"api.zoom.us"_s, false);
        row("two wildcards", u"DNS:*.*.us"_s, u"api.zoom.us"_s, false);
        row("a host that is a wildcard", u"DNS:api.zoom.us"_s, u"*.zoom.us"_s, false);

        row("an international name", u"DNS:xn--bcher-kva.example"_s, u"b\u00fccher.example"_s, true);
        row("an international name in ASCII", u"DNS:xn--bcher-kva.example"_s, u"xn--bcher-kva.example"_s,
            true);
        row("wildcard over an international name", u"DNS:*.xn--bcher-kva.example"_s,
            u"www.b\u00fccher.example"_s, true);
        row("not its ASCII form",
            rawName("b\xfc"
                    "cher.example"),
            u"b\u00fccher.example"_s, false);
        row("a zero byte after the name", rawName(QByteArray("api.zoom.us\0.evil.example", 25)),
            u"api.zoom.us"_s, false);
        row("a zero byte at its end", rawName(QByteArray("api.zoom.us\0", 12)), u"api.zoom.us"_s, false);
        row("a zero byte in the host", u"DNS:api.zoom.us"_s, QString::fromLatin1("api.zoom.us\0", 12), false);
        row("a blank", rawName(" api.zoom.us"), u"api.zoom.us"_s, false);
        row("nothing", rawName(""), QString(), false);

        row("IPv4", u"IP:192.0.2.1"_s, u"192.0.2.1"_s, true);
        row("another IPv4", u"IP:192.0.2.1"_s, u"192.0.2.2"_s, false);
        row("IPv4 as a DNS name", u"DNS:192.0.2.1"_s, u"192.0.2.1"_s, false);
        row("IPv4 by a wildcard", u"DNS:*.0.2.1"_s, u"192.0.2.1"_s, false);
        row("IPv4 as the common name", QString(), u"192.0.2.1"_s, false, u"/CN=192.0.2.1"_s);
        row("IPv6", u"IP:2001:db8::1"_s, u"2001:db8::1"_s, true);
        row("IPv6, written at length", u"IP:2001:db8::1"_s, u"2001:0DB8:0:0::0001"_s, true);
        row("another IPv6", u"IP:2001:db8::1"_s, u"2001:db8::2"_s, false);
        row("IPv6 with a zone", u"IP:fe80::1"_s, u"fe80::1%eth0"_s, false);
        row("IPv6 as a DNS name", u"DNS:2001:db8::1"_s, u"2001:db8::1"_s, false);
        row("IPv4 as IPv6", u"IP:192.0.2.1"_s, u"::ffff:192.0.2.1"_s, false);
        row("an address for a name", u"IP:127.0.0.1"_s, u"localhost"_s, false);
    }
    void covers()
    {
        QFETCH(QString, subject);
        QFETCH(QString, names);
        QFETCH(QString, host);
        const QSslCertificate certificate = make(subject, names);
        QVERIFY(!certificate.isNull());
        QTEST(certificateCovers(certificate, host), "covers");
    }

    void noCertificate()
    {
        QVERIFY(!certificateCovers(QSslCertificate(), u"api.zoom.us"_s));
        QVERIFY(!certificateCovers(QSslCertificate(), {}));
    }
};

QTEST_GUILESS_MAIN(TestCertificateNames)
#include "tst_certificatenames.moc"
