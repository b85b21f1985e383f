#include "practice/practiceserver.h"
#include "support/resetrig.h"

#include <QNetworkInterface>
#include <QTest>

#include <cstring>

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Keyturn;
using namespace Qt::StringLiterals;
using Kind = Outcome::Kind;

namespace {

// Before the first thread starts: a user namespace can be had by one thread alone, and the network is the
// thread's.
bool enterEmptyNetwork()
{
    return ::unshare(CLONE_NEWNET) == 0 || ::unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0;
}

bool raise(const char *interface)
{
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ifreq request{};
    std::strncpy(request.ifr_name, interface, IFNAMSIZ - 1);
    bool raised = ::ioctl(socket, SIOCGIFFLAGS, &request) == 0;
    request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP);
    raised = raised && ::ioctl(socket, SIOCSIFFLAGS, &request) == 0;
    ::close(socket);
    return raised;
}

/// A cable into nothing: an interface that is up, with nobody at the other end. Down again when destroyed.
class Cable
{
public:
    Cable()
        : m_file(::open("/dev/net/tun", O_RDWR | O_CLOEXEC))
    {
        ifreq request{};
        request.ifr_flags = IFF_TAP | IFF_NO_PI;
        std::strncpy(request.ifr_name, "cable0", IFNAMSIZ - 1);
        m_plugged = m_file >= 0 && ::ioctl(m_file, TUNSETIFF, &request) == 0 && raise("cable0");
    }
    ~Cable()
    {
        if (m_file >= 0)
            ::close(m_file);
    }
    Cable(const Cable &) = delete;
    Cable &operator=(const Cable &) = delete;

    /// The kernel gives it an IPv6 address of its own, in a moment; not where IPv6 is switched off.
    bool isPlugged() const
    {
        return m_plugged && !QNetworkInterface::interfaceFromName(u"cable0"_s).addressEntries().isEmpty();
    }

private:
    int m_file;
    bool m_plugged = false;
};

} // namespace

Q_DECLARE_METATYPE(Keyturn::ErrorKind)

/// A computer without a network, made of a network namespace with nothing in it but loopback.
class TestNoNetwork final : public QObject
{
    Q_OBJECT

public:
    explicit TestNoNetwork(bool isolated)
        : m_isolated(isolated)
    {
    }

private:
    bool m_isolated;

    static void reset(const QUrl &baseUrl, Kind kind, ErrorKind error)
    {
        ResetRig rig(baseUrl, u"test-token"_s, false);
        QVERIFY(rig.start(u"works@practice.example"_s, "Passw0rd-1"));
        QTRY_VERIFY_WITH_TIMEOUT(rig.result, 70'000);
        QCOMPARE(rig.result->outcome.kind(), kind);
        QCOMPARE(rig.result->outcome.error().kind, error);
    }

private slots:
    void initTestCase()
    {
        if (!m_isolated)
            QSKIP("this system gives no network namespace to this user; run it as root");
    }

    void saysThatThereIsNone_data()
    {
        QTest::addColumn<QUrl>("baseUrl");
        QTest::newRow("name") << QUrl(u"https://zoom.example/v2"_s);
        QTest::newRow("IPv4 address") << QUrl(u"https://192.0.2.1/v2"_s);
        QTest::newRow("IPv6 address") << QUrl(u"https://[2001:db8::1]/v2"_s);
    }
    void saysThatThereIsNone()
    {
        QFETCH(QUrl, baseUrl);
        reset(baseUrl, Kind::NotSent, ErrorKind::NoNetwork);
    }

    void saysThatThereIsNoneWithLoopback_data() { saysThatThereIsNone_data(); }
    void saysThatThereIsNoneWithLoopback()
    {
        QFETCH(QUrl, baseUrl);
        QVERIFY(raise("lo"));
        reset(baseUrl, Kind::NotSent, ErrorKind::NoNetwork);
    }

    void practisesWithoutNetwork()
    {
        QVERIFY(raise("lo"));
        auto practice = PracticeServer::start({});
        QVERIFY(practice);
        ResetRig rig((*practice)->baseUrl(), (*practice)->token(), false);
        QVERIFY(rig.start(u"works@practice.example"_s, "Passw0rd-1"));
        QTRY_VERIFY(rig.result);
        QCOMPARE(rig.result->outcome.kind(), Kind::Changed);
        QCOMPARE((*practice)->counters().passwordPuts, 1);

        const QUrl gone = (*practice)->baseUrl();
        practice->reset();
        reset(gone, Kind::NotSent, ErrorKind::ConnectionRefused);
    }

    // The cable is in, so it is not the network that is missing.
    void nameNotFound()
    {
        QVERIFY(raise("lo"));
        const Cable cable;
        if (!QTest::qWaitFor([&cable] { return cable.isPlugged(); }, 10'000))
            QSKIP("no interface could be made here");
        reset(QUrl(u"https://zoom.example/v2"_s), Kind::NotSent, ErrorKind::HostNotFound);
    }
};

int main(int argc, char **argv)
{
    const bool isolated = enterEmptyNetwork();
    // One question to the name server is enough to hear nothing.
    qputenv("RES_OPTIONS", "attempts:1 timeout:1");
    QCoreApplication app(argc, argv);
    TestNoNetwork test(isolated);
    return QTest::qExec(&test, argc, argv);
}

#include "tst_nonetwork.moc"
