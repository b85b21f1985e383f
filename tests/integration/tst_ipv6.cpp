#include "net/cacertificates.h"
#include "net/hostconnector.h"
#include "practice/practiceserver.h"
#include "support/nginxfixture.h"
#include "support/resetrig.h"
#include "support/scriptedserver.h"

#include <QHostInfo>
#include <QTcpServer>
#include <QTemporaryFile>
#include <QTest>

#include <netinet/in.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include <vector>

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

/// An address of this computer where nobody answers, as in a network whose IPv6 leads nowhere: a listener
/// whose queue is full drops what comes.
class Silence final
{
public:
    Silence(int family, quint16 port)
    {
        const bool isSix = family == AF_INET6;
        sockaddr_in6 six{};
        six.sin6_family = AF_INET6;
        six.sin6_port = htons(port);
        six.sin6_addr = in6addr_loopback;
        sockaddr_in four{};
        four.sin_family = AF_INET;
        four.sin_port = htons(port);
        four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const auto *address =
            isSix ? reinterpret_cast<const sockaddr *>(&six) : reinterpret_cast<const sockaddr *>(&four);
        const socklen_t size = isSix ? sizeof six : sizeof four;
        const int listener = open(family);
        if (::bind(listener, address, size) != 0 || ::listen(listener, 0) != 0)
            return;
        for (int i = 0; i < 8; ++i) // more than the queue takes
            ::connect(open(family), address, size);
        m_isSilent = true;
    }
    ~Silence()
    {
        for (const int descriptor : m_open)
            ::close(descriptor);
    }
    Silence(const Silence &) = delete;
    Silence &operator=(const Silence &) = delete;
    bool isSilent() const { return m_isSilent; }

private:
    int open(int family)
    {
        m_open.push_back(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        return m_open.back();
    }

    std::vector<int> m_open;
    bool m_isSilent = false;
};

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

    /// Each address alone is waited for longer than the request has: one that is silent must not hold up the
    /// other.
    void aSilentAddressIsPassedBy_data()
    {
        QTest::addColumn<int>("silent");
        QTest::newRow("IPv6 leads nowhere") << AF_INET6;
        QTest::newRow("IPv4 leads nowhere") << AF_INET;
    }
    void aSilentAddressIsPassedBy()
    {
        QFETCH(int, silent);
        const bool isSix = silent == AF_INET6;
        const auto addresses = QHostInfo::fromName(u"localhost"_s).addresses();
        if (!addresses.contains(QHostAddress(QHostAddress::LocalHostIPv6))
            || !addresses.contains(QHostAddress(QHostAddress::LocalHost)))
            QSKIP("localhost has one address alone here, and this user cannot change that");
        ScriptedServer server(nullptr, isSix ? QHostAddress::LocalHost : QHostAddress::LocalHostIPv6);
        server.enqueue({"HTTP/1.1 204 No Content\r\n\r\n"});
        const Silence silence(silent, static_cast<quint16>(server.port()));
        QVERIFY(silence.isSilent());
        QTcpSocket socket; // it is, or this would prove nothing
        socket.connectToHost(QHostAddress(isSix ? QHostAddress::LocalHostIPv6 : QHostAddress::LocalHost),
                             static_cast<quint16>(server.port()));
        QVERIFY(!socket.waitForConnected(2'000));
        QCOMPARE(socket.error(), QAbstractSocket::SocketTimeoutError);

        SystemClock clock;
        FixedToken tokens("token");
        HttpClient http({}, clock);
        ZoomClient client(&http, &tokens, QUrl(u"http://localhost:%1/v2"_s.arg(server.port())));
        PasswordReset reset(&client);
        std::optional<ResetResult> result;
        connect(&reset, &PasswordReset::finished, this, [&result](const ResetResult &got) { result = got; });
        QVERIFY(reset.start({u"works@practice.example"_s, {}, {}}, Secret::fromUtf8("Passw0rd-8305")));
        QTRY_VERIFY_WITH_TIMEOUT(result, 100'000);
        QCOMPARE(result->outcome.facts().message, QString());
        QCOMPARE(result->outcome.kind(), Kind::Changed);
    }

    void addressesTakeTurns()
    {
        const auto at = [](const char *text) { return QHostAddress(QString::fromLatin1(text)); };
        QCOMPARE(HostConnector::inTurns({}), QList<QHostAddress>());
        QCOMPARE(
            HostConnector::inTurns(
                {at("2001:db8::1"), at("2001:db8::2"), at("192.0.2.1"), at("192.0.2.2"), at("192.0.2.3")}),
            QList({at("2001:db8::1"), at("192.0.2.1"), at("2001:db8::2"), at("192.0.2.2"), at("192.0.2.3")}));
        QCOMPARE(HostConnector::inTurns({at("192.0.2.1"), at("2001:db8::1")}),
                 QList({at("192.0.2.1"), at("2001:db8::1")}));
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
