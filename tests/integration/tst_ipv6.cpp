#include "net/cacertificates.h"
#include "practice/practiceserver.h"
#include "support/nginxfixture.h"
#include "support/resetrig.h"

#include <QHostInfo>
#include <QTcpServer>
#include <QTemporaryFile>
#include <QTest>

#include <sched.h>
#include <sys/mount.h>

using namespace Keyturn;
using namespace Qt::StringLiterals;
using Kind = Outcome::Kind;

namespace {

// Before the first thread starts. Where this is not allowed, the system's names must do.
bool mountHosts(QTemporaryFile &hosts)
{
    if (!hosts.open() || hosts.write("127.0.0.1 localhost\n::1 localhost\n::1 six.zoom.test\n") <= 0
        || !hosts.flush())
        return false;
    const QByteArray path = hosts.fileName().toUtf8(); // before: it gives the file its name
    return ::unshare(CLONE_NEWNS) == 0 && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0
        && ::mount(path.constData(), "/etc/hosts", nullptr, MS_BIND, nullptr) == 0;
}

} // namespace

/// A server that is reached by IPv6 and not by IPv4.
class TestIpv6 final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<PracticeServer> m_practice;
    std::unique_ptr<NginxFixture> m_nginx;

private slots:
    void initTestCase()
    {
        QVERIFY2(!testCertificates().isEmpty(), "run through ctest, which makes certificates");
        QTcpServer probe;
        if (!probe.listen(QHostAddress::LocalHostIPv6))
            QSKIP("this machine has no ::1");
        auto practice = PracticeServer::start({});
        QVERIFY(practice);
        m_practice = std::move(*practice);
        NginxFixture::Options options;
        options.address = u"[::1]"_s;
        options.certificate = u"ipv6"_s;
        m_nginx = std::make_unique<NginxFixture>(m_practice->port(), options);
        QVERIFY2(m_nginx->isRunning(), qPrintable(m_nginx->problem()));
    }

    void resets_data()
    {
        QTest::addColumn<QString>("host");
        QTest::newRow("address") << u"::1"_s;
        QTest::newRow("a name with IPv6 alone") << u"six.zoom.test"_s;
        QTest::newRow("a name whose IPv4 is dead") << u"localhost"_s;
    }
    void resets()
    {
        QFETCH(QString, host);
        const QUrl baseUrl = m_nginx->baseUrl(host);
        const auto addresses = QHostInfo::fromName(host).addresses();
        if (!addresses.contains(QHostAddress(QHostAddress::LocalHostIPv6)))
            QSKIP("this system does not resolve the name to ::1, and has no other hosts file for this user");
        // Nobody answers there by IPv4, or this would prove nothing.
        QTcpSocket four;
        four.connectToHost(QHostAddress(QHostAddress::LocalHost), static_cast<quint16>(m_nginx->port()));
        QVERIFY(!four.waitForConnected(10'000));

        // The authority as an account names it.
        const auto authority = loadCaCertificates(testCertificates() + u"/ca.pem"_s);
        QVERIFY(authority.has_value());
        HttpClient::Options options;
        options.extraCaCertificates = *authority;
        SystemClock clock;
        FixedToken tokens(m_practice->token().toUtf8());
        HttpClient http(options, clock);
        ZoomClient client(&http, &tokens, baseUrl);
        PasswordReset reset(&client);
        std::optional<ResetResult> result;
        connect(&reset, &PasswordReset::finished, this, [&result](const ResetResult &got) { result = got; });
        const int before = m_practice->counters().passwordPuts;
        const QByteArray password = "Passw0rd-6-" + host.toUtf8().replace(':', '0');
        QVERIFY(reset.start({u"works@practice.example"_s, {}, {}}, Secret::fromUtf8(password)));
        QTRY_VERIFY_WITH_TIMEOUT(result, 60'000);
        QCOMPARE(result->outcome.facts().message, QString());
        QCOMPARE(result->outcome.kind(), Kind::Changed);
        QCOMPARE(m_practice->counters().passwordPuts, before + 1);
        QVERIFY(m_practice->hasPassword(u"works@practice.example"_s, password));
    }
};

int main(int argc, char **argv)
{
    QTemporaryFile hosts;
    mountHosts(hosts);
    QCoreApplication app(argc, argv);
    TestIpv6 test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_ipv6.moc"
