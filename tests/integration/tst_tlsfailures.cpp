#include "practice/practiceserver.h"
#include "support/nginxfixture.h"
#include "support/resetrig.h"

#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;
using Kind = Outcome::Kind;

Q_DECLARE_METATYPE(Keyturn::ErrorKind)

/// Every way in which TLS says no, by a real nginx: the password stays here, and the reason is named.
class TestTlsFailures final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<PracticeServer> m_practice;

    NginxFixture::Options options(bool http2) const
    {
        NginxFixture::Options options;
        options.http2 = http2;
        return options;
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(!testCertificates().isEmpty(), "run through ctest, which makes certificates");
    }
    void init()
    {
        auto practice = PracticeServer::start({});
        QVERIFY(practice);
        m_practice = std::move(*practice);
    }

    void refuses_data()
    {
        QTest::addColumn<bool>("http2");
        QTest::addColumn<QString>("certificate");
        QTest::addColumn<QString>("tlsVersions");
        QTest::addColumn<bool>("plain");
        QTest::addColumn<QString>("directive");
        QTest::addColumn<ErrorKind>("error");
        for (const bool http2 : {false, true}) {
            const char *protocol = http2 ? "HTTP/2" : "HTTP/1.1";
            const auto row = [&](const char *name, const char *certificate, const char *versions, bool plain,
                                 const char *directive, ErrorKind error) {
                QTest::addRow("%s, %s", name, protocol)
                    << http2 << QString::fromLatin1(certificate) << QString::fromLatin1(versions) << plain
                    << QString::fromLatin1(directive) << error;
            };
            row("expired", "expired", "", false, "", ErrorKind::TlsExpired);
            row("wrong host", "wronghost", "", false, "", ErrorKind::TlsWrongHost);
            row("common name beside another name", "commonname", "", false, "", ErrorKind::TlsWrongHost);
            row("common name alone", "nameless", "", false, "", ErrorKind::TlsWrongHost);
            row("common name past the authority's bounds", "constrained", "", false, "",
                ErrorKind::TlsWrongHost);
            row("address as a name", "dnsaddress", "", false, "", ErrorKind::TlsWrongHost);
            row("unknown issuer", "unknown", "", false, "", ErrorKind::TlsUntrusted);
            row("TLS 1.0 only", "good", "TLSv1", false, "", ErrorKind::TlsFailed);
            row("TLS 1.1 only", "good", "TLSv1.1", false, "", ErrorKind::TlsFailed);
            row("no cipher in common", "good", "TLSv1.2", false, "ssl_ciphers NULL-SHA256:@SECLEVEL=0;",
                ErrorKind::TlsFailed);
            row("handshake rejected", "good", "", false, "ssl_reject_handshake on;", ErrorKind::TlsFailed);
            row("no TLS there", "good", "", true, "", ErrorKind::TlsFailed);
        }
    }
    void refuses()
    {
        QFETCH(bool, http2);
        QFETCH(QString, certificate);
        QFETCH(QString, tlsVersions);
        QFETCH(bool, plain);
        QFETCH(QString, directive);
        QFETCH(ErrorKind, error);
        NginxFixture::Options nginxOptions = options(http2 && !plain);
        nginxOptions.certificate = certificate;
        nginxOptions.tlsVersions = tlsVersions;
        nginxOptions.plain = plain;
        if (!directive.isEmpty())
            nginxOptions.directives.append(directive);
        NginxFixture nginx(m_practice->port(), nginxOptions);
        QVERIFY2(nginx.isRunning(), qPrintable(nginx.problem()));
        // By its name, but for the certificate that has the address as a name.
        QUrl url = nginx.baseUrl(certificate == "dnsaddress"_L1 ? u"127.0.0.1"_s : u"localhost"_s);
        url.setScheme(u"https"_s);

        ResetRig rig(url, m_practice->token(), http2);
        // Twice: what was refused is not remembered as trusted.
        for (int i = 0; i < 2; ++i) {
            QVERIFY(rig.start(u"works@practice.example"_s, "Passw0rd-1"));
            QTRY_VERIFY_WITH_TIMEOUT(rig.result, 20'000);
            QCOMPARE(rig.result->outcome.kind(), Kind::NotSent);
            QCOMPARE(rig.result->outcome.error().kind, error);
            QCOMPARE(rig.result->outcome.facts().httpStatus, 0);
            QVERIFY(!rig.result->outcome.facts().message.isEmpty());
        }
        QCOMPARE(m_practice->counters().requests, 0);
        // nginx records the bytes of a handshake as a bad request when it expects none; nothing else.
        for (const NginxFixture::Access &access : nginx.accesses())
            QVERIFY(plain && access.upstreamStatus == "-");
    }

    // The matrix above would be empty talk if nothing ever passed.
    void acceptsTheGoodOne_data()
    {
        QTest::addColumn<bool>("http2");
        QTest::addColumn<QString>("tlsVersions");
        for (const bool http2 : {false, true}) {
            for (const char *version : {"TLSv1.2", "TLSv1.3"})
                QTest::addRow("%s, %s", version, http2 ? "HTTP/2" : "HTTP/1.1")
                    << http2 << QString::fromLatin1(version);
        }
    }
    void acceptsTheGoodOne()
    {
        QFETCH(bool, http2);
        QFETCH(QString, tlsVersions);
        NginxFixture::Options nginxOptions = options(http2);
        nginxOptions.tlsVersions = tlsVersions;
        NginxFixture nginx(m_practice->port(), nginxOptions);
        QVERIFY2(nginx.isRunning(), qPrintable(nginx.problem()));
        ResetRig rig(nginx.baseUrl(u"localhost"_s), m_practice->token(), http2);
        QVERIFY(rig.start(u"works@practice.example"_s, "Passw0rd-1"));
        QTRY_VERIFY(rig.result);
        QCOMPARE(rig.result->outcome.facts().message, QString());
        QCOMPARE(rig.result->outcome.kind(), Kind::Changed);
        QCOMPARE(m_practice->counters().passwordPuts, 1);
    }

    void needsTheAuthority()
    {
        NginxFixture nginx(m_practice->port(), options(false));
        QVERIFY2(nginx.isRunning(), qPrintable(nginx.problem()));
        SystemClock clock;
        FixedToken tokens;
        HttpClient http(HttpClient::Options(), clock);
        ZoomClient client(&http, &tokens, nginx.baseUrl());
        PasswordReset reset(&client);
        std::optional<ResetResult> result;
        connect(&reset, &PasswordReset::finished, this, [&result](const ResetResult &got) { result = got; });
        QVERIFY(reset.start({u"works@practice.example"_s, {}, {}}, Secret::fromUtf8("Passw0rd-1")));
        QTRY_VERIFY(result);
        QCOMPARE(result->outcome.kind(), Kind::NotSent);
        QCOMPARE(result->outcome.error().kind, ErrorKind::TlsUntrusted);
        QCOMPARE(m_practice->counters().requests, 0);
    }

    // http:// on loopback is allowed, and a TLS port answers it with a page of its own: a 400 that nobody but
    // Zoom may call a refusal.
    void plainWordsToATlsPort()
    {
        NginxFixture nginx(m_practice->port(), options(false));
        QVERIFY2(nginx.isRunning(), qPrintable(nginx.problem()));
        QUrl url = nginx.baseUrl();
        url.setScheme(u"http"_s);
        ResetRig rig(url, m_practice->token(), false);
        QVERIFY(rig.start(u"works@practice.example"_s, "Passw0rd-1"));
        QTRY_VERIFY(rig.result);
        QCOMPARE(rig.result->outcome.kind(), Kind::Unknown);
        QCOMPARE(rig.result->outcome.error().kind, ErrorKind::NotAZoomReply);
        QCOMPARE(rig.result->outcome.facts().httpStatus, 400);
        QCOMPARE(m_practice->counters().requests, 0);
    }
};

QTEST_GUILESS_MAIN(TestTlsFailures)
#include "tst_tlsfailures.moc"
