#include "net/http2policy.h"
#include "net/oneshotdevice.h"
#include "net/proxychoice.h"
#include "net/redaction.h"
#include "net/urlpolicy.h"

#include <QTest>

using namespace Keyturn;

class TestNet final : public QObject
{
    Q_OBJECT

private slots:
    void baseUrls_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("url"); // empty: refused
        const auto row = [](const char *text, const char *url) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(url);
        };
        row("https://api.zoom.us/v2", "https://api.zoom.us/v2");
        row("  https://api.zoom.us/v2/ ", "https://api.zoom.us/v2");
        row("https://proxy.example:8443", "https://proxy.example:8443");
        row("http://127.0.0.1:8080/v2", "http://127.0.0.1:8080/v2");
        row("http://127.9.9.9/v2", "http://127.9.9.9/v2");
        row("http://[::1]:80/v2", "http://[::1]:80/v2");
        row("http://localhost/v2", "http://localhost/v2");
        row("http://api.zoom.us/v2", "");
        row("http://localhost.example.com/v2", "");
        row("http://127.0.0.1.example.com/v2", "");
        row("http://128.0.0.1/v2", "");
        row("ftp://api.zoom.us", "");
        row("file:///etc/passwd", "");
        row("api.zoom.us/v2", "");
        row("https://", "");
        row("", "");
        row("https://user:pw@api.zoom.us/v2", "");
        row("https://api.zoom.us@evil.example/v2", "");
        row("https://api.zoom.us/v2?x=1", "");
        row("https://api.zoom.us/v2#x", "");
        row("https://api.zoom.us/v2/..", "");
        row("https://api.zoom.us/%2e%2E/v2", "");
        row("https://api.zoom us/v2", "");
    }
    void baseUrls()
    {
        QFETCH(QString, text);
        QFETCH(QString, url);
        const auto checked = checkedBaseUrl(text);
        QCOMPARE(checked.has_value(), !url.isEmpty());
        if (checked) {
            QCOMPARE(checked->toString(), url);
        } else {
            QCOMPARE(checked.error().kind, ErrorKind::InvalidBaseUrl);
            QCOMPARE(checked.error().field, QStringLiteral("baseUrl"));
            QVERIFY(!checked.error().reply.message.isEmpty());
        }
    }

    void http2NeedsTheFixes_data()
    {
        QTest::addColumn<QString>("version");
        QTest::addColumn<bool>("allowed");
        const auto row = [](const char *version, bool allowed) {
            QTest::newRow(version) << QString::fromLatin1(version) << allowed;
        };
        row("6.4.2", false);
        row("6.2.12", false);
        row("6.2.13", true);
        row("6.3.9", false);
        row("6.5.6", false);
        row("6.5.7", true);
        row("6.6.3", false);
        row("6.7.2", false);
        row("6.7.3", true);
        row("6.8.0", true);
        row("7.0.0", true);
        row("", false);
    }
    void http2NeedsTheFixes()
    {
        QFETCH(QString, version);
        QFETCH(bool, allowed);
        QCOMPARE(mayUseHttp2(Http2Setting::Automatic, version), allowed);
        QVERIFY(mayUseHttp2(Http2Setting::On, version));
        QVERIFY(!mayUseHttp2(Http2Setting::Off, version));
    }

    void proxyChoices_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::addColumn<QString>("field"); // empty: can be used
        const auto row = [](const char *host, int port, const char *field) {
            QTest::addRow("%s:%d", host, port)
                << QString::fromUtf8(host) << port << QString::fromLatin1(field);
        };
        row("proxy.example.com", 3128, "");
        row("  proxy.example.com ", 1, "");
        row("10.0.0.1", 65535, "");
        row("fd00::1", 3128, "");
        row("[fd00::1]", 3128, "");
        row("größe.example", 3128, "");
        row("", 3128, "proxyHost");
        row("  ", 3128, "proxyHost");
        row("http://proxy.example.com", 3128, "proxyHost");
        row("proxy.example.com:3128", 3128, "proxyHost");
        row("user@proxy.example.com", 3128, "proxyHost");
        row("proxy.example.com/x", 3128, "proxyHost");
        row("two words", 3128, "proxyHost");
        row("proxy.example.com", 0, "proxyPort");
        row("proxy.example.com", -1, "proxyPort");
        row("proxy.example.com", 65536, "proxyPort");
    }
    void proxyChoices()
    {
        QFETCH(QString, host);
        QFETCH(int, port);
        QFETCH(QString, field);
        for (const auto mode : {ProxyChoice::Mode::Http, ProxyChoice::Mode::Socks5}) {
            const auto checked = checkedProxy({mode, host, port, {}});
            QCOMPARE(checked.has_value(), field.isEmpty());
            if (checked) {
                QVERIFY(!checked->host.contains(QLatin1Char('['))
                        && !checked->host.contains(QLatin1Char(' ')));
                QCOMPARE(manualProxy(*checked).hostName(), checked->host);
                QCOMPARE(manualProxy(*checked).port(), port);
            } else {
                QCOMPARE(checked.error().field, field);
                QVERIFY(!checked.error().reply.message.isEmpty());
            }
        }
        // Nothing of it is looked at when it is not used.
        QVERIFY(checkedProxy({ProxyChoice::Mode::System, host, port, {}}).has_value());
        QCOMPARE(manualProxy({ProxyChoice::Mode::None, host, port, {}}).type(), QNetworkProxy::NoProxy);
    }

    void loopbackBypassesProxies()
    {
        for (const char *target : {"https://localhost/", "https://127.0.0.1:8443/v2", "https://127.9.9.9/",
                                   "http://[::1]:80/v2", "https://LOCALHOST/"})
            QVERIFY2(bypassesProxy(QUrl(QString::fromLatin1(target))), target);
        for (const char *target : {"https://api.zoom.us/v2", "https://localhost.example.com/",
                                   "https://128.0.0.1/", "https://[fd00::1]/"})
            QVERIFY2(!bypassesProxy(QUrl(QString::fromLatin1(target))), target);
    }

    void redactsCredentials()
    {
        QCOMPARE(redacted(QStringLiteral("proxy http://user:pw@host:3128/ said no")),
                 QStringLiteral("proxy http://•••@host:3128/ said no"));
        QCOMPARE(redacted(QStringLiteral("Authorization: Bearer abc.def")),
                 QStringLiteral("Authorization: Bearer •••"));
        QCOMPARE(redacted(QStringLiteral("token eyJhbGciOi.eyJzdWIiOiIx.c2lnbmF0dXJl bad")),
                 QStringLiteral("token ••• bad"));
        QCOMPARE(redacted(QStringLiteral("line\r\nbreak\x1b[31m")), QStringLiteral("line break [31m"));
        QVERIFY(redacted(QString(10'000, QLatin1Char('x'))).size() <= 500);
    }

    void redactsProxySignIns_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("safe");
        const auto row = [](const char *text, const char *safe) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(safe);
        };
        row("https_proxy=http://user:pw@host:3128", "https_proxy=http://•••@host:3128");
        row("HTTPS_PROXY=user:pw@host:3128", "HTTPS_PROXY=•••@host:3128");
        row("all_proxy = \"user:p@w@host\"", "all_proxy = \"•••@host\"");
        row("via socks5://user:p@ss:w@host:1080/", "via socks5://•••@host:1080/");
        row("via http://user:p/w?#@host:3128/", "via http://•••@host:3128/");
        row("via http://user:12345@host:3128/", "via http://•••@host:3128/");
        row("via http://user@host/", "via http://•••@host/");
        row("Proxy-Authorization: Basic dXNlcjpwdw==", "Proxy-Authorization: Basic •••");
        row("Proxy-Authorization: NTLM TlRMTVNTUAABAAAA", "Proxy-Authorization: NTLM •••");
        row("Proxy-Authorization: Negotiate YIIJvwYGKwYBBQUC", "Proxy-Authorization: Negotiate •••");
        row("Digest username=\"u\", response=\"00ff\"", "Digest •••");
        // What is no secret stays readable.
        row("The proxy wants NTLM or Negotiate.", "The proxy wants NTLM or Negotiate.");
        row("https://api.zoom.us/v2/users/ann@x.example/password",
            "https://api.zoom.us/v2/users/ann@x.example/password");
        row("https://localhost:8080/v2/users/ann@x.example", "https://localhost:8080/v2/users/ann@x.example");
        row("https://[::1]:8080/v2/users/ann@x.example", "https://[::1]:8080/v2/users/ann@x.example");
    }
    void redactsProxySignIns()
    {
        QFETCH(QString, text);
        QFETCH(QString, safe);
        QCOMPARE(redacted(text), safe);
    }

    void redactsTheSecretItself()
    {
        const Secret secret = Secret::fromText(u"Pä\"ss/w0rd");
        QCOMPARE(redacted(QStringLiteral("no: Pä\"ss/w0rd!"), secret), QStringLiteral("no: •••!"));
        QCOMPARE(redacted(QStringLiteral("no: P%C3%A4%22ss%2Fw0rd!"), secret), QStringLiteral("no: •••!"));
        QCOMPARE(redacted(QStringLiteral("no: Pä\\\"ss/w0rd!"), secret), QStringLiteral("no: •••!"));
        QCOMPARE(redacted(QStringLiteral("a word"), Secret::fromUtf8("a")), QStringLiteral("a word"));
    }

    void aOneShotBodyCannotBeReadTwice()
    {
        OneShotDevice device(Secret::fromUtf8("body"));
        QVERIFY(device.isOpen());
        QVERIFY(!device.isSequential());
        QCOMPARE(device.size(), 4);
        QVERIFY(device.reset()); // untouched: nothing has left
        QVERIFY(!device.wasRead());
        QCOMPARE(device.read(2), QByteArray("bo"));
        QVERIFY(device.wasRead());
        QVERIFY(!device.reset());
        QVERIFY(!device.seek(0));
        QCOMPARE(device.readAll(), QByteArray("dy"));
        QVERIFY(!device.reset());
    }
};

QTEST_GUILESS_MAIN(TestNet)
#include "tst_net.moc"
