#include "practice/practicetriggers.h"
#include "reset/signout.h"
#include "support/cuttingproxy.h"
#include "support/nginxfixture.h"
#include "support/practicefixture.h"
#include "support/resetrig.h"
#include "zoom/getuserrequest.h"

#include <QLoggingCategory>
#include <QRegularExpression>

using namespace Keyturn;
using namespace PracticeFixture;
using namespace Qt::StringLiterals;
using Kind = Outcome::Kind;
using Side = CuttingProxy::Side;

namespace {

PracticeServer::Options practiceOptions()
{
    PracticeServer::Options options;
    options.mediumPerSecond = 0;
    options.lightPerSecond = 0;
    options.changesPerDay = 0;
    return options;
}

/// Whether these are a whole head and the body that it announces.
bool isWhole(const QByteArray &message)
{
    static const QRegularExpression length(u"content-length:\\s*(\\d+)"_s,
                                           QRegularExpression::CaseInsensitiveOption);
    const qsizetype end = message.indexOf("\r\n\r\n");
    return end >= 0
        && message.size()
        >= end + 4 + length.match(QString::fromLatin1(message.left(end + 2))).captured(1).toLongLong();
}

/// Turns the event loop until `done`, without the pauses of QTRY_VERIFY: there are thousands of these.
template<typename Predicate>
bool waitUntil(Predicate done)
{
    QTimer alarm;
    alarm.setSingleShot(true);
    alarm.start(30'000);
    while (!done() && alarm.isActive())
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    return done();
}

struct Way
{
    const char *name;
    bool tls;
    bool http2;
};

/// The use case behind the proxy: one person, who is reset or signed out.
struct Desk
{
    Desk(const QUrl &baseUrl, const QString &token, bool http2)
        : rig(baseUrl, token, http2)
        , signOut(&rig.client)
    {
    }

    /// So that the connection is there: on HTTP/1.1 one that nothing was asked on.
    bool warmUp(const Way &way, const CuttingProxy &proxy)
    {
        if (!way.http2) {
            const int before = proxy.connections();
            rig.client.connectAhead();
            if (!waitUntil([&] { return proxy.connections() > before; }))
                return false;
            if (way.tls)
                QTest::qWait(30); // for the handshake; where it takes longer, it is cut
            return true;
        }
        bool answered = false;
        auto *call = rig.client.send([](const QUrl &baseUrl, const Secret &token) {
            return GetUserRequest{u"me"_s}.build(baseUrl, token);
        });
        QObject::connect(call, &ZoomCall::finished, call,
                         [&answered](const ZoomReply &reply) { answered = reply.status == 200; });
        return waitUntil([&answered] { return answered; });
    }
    std::optional<Outcome> reset(const QString &user, const QByteArray &password)
    {
        if (!rig.start(user, password) || !waitUntil([this] { return rig.result.has_value(); }))
            return std::nullopt;
        return rig.result->outcome;
    }
    std::optional<Outcome> signOutEverywhere(const QString &user)
    {
        std::optional<Outcome> outcome;
        QObject::connect(
            &signOut, &SignOut::finished, &signOut,
            [&outcome](const SignOutResult &result) { outcome = result.outcome; }, Qt::SingleShotConnection);
        if (!signOut.start({user, {}, {}}) || !waitUntil([&outcome] { return outcome.has_value(); }))
            return std::nullopt;
        return outcome;
    }

    ResetRig rig;
    SignOut signOut;
};

/// A head alone is longer, so that a test which ends before has cut nothing.
constexpr qsizetype shortest = 90;

constexpr auto ways = std::to_array<Way>({
    {"plain HTTP/1.1", false, false},
    {"HTTP/1.1 over TLS", true, false},
    {"HTTP/2", true, true},
});

} // namespace

/// The connection ends at every byte of the request and at every byte of the reply. The outcome that is named
/// is never wrong, and what the server did is counted there.
class TestEveryByte final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<PracticeServer> m_practice;
    std::unique_ptr<NginxFixture> m_nginx; ///< HTTP/2 on offer
    std::unique_ptr<CuttingProxy> m_plain; ///< straight to the practice server
    std::unique_ptr<CuttingProxy> m_tls; ///< to nginx: it cuts the handshake, too
    int m_number = 0;

    /// When nothing of the cut before is on its way any more.
    PracticeServer::Counters settledCounters()
    {
        if (!waitUntil([this] { return m_plain->hasSettled() && m_tls->hasSettled(); }))
            QTest::qFail("the server does not end a connection that was cut", __FILE__, __LINE__);
        return m_practice->counters();
    }
    CuttingProxy &proxyOf(const Way &way) { return way.tls ? *m_tls : *m_plain; }
    Desk deskFor(const Way &way)
    {
        const QUrl url(
            u"%1://127.0.0.1:%2/v2"_s.arg(way.tls ? u"https"_s : u"http"_s).arg(proxyOf(way).port()));
        return {url, m_practice->token(), way.http2};
    }
    /// Another one each time, and always of one length.
    QByteArray newPassword()
    {
        return "Cut-Brook-" + QByteArray::number(++m_number).rightJustified(6, '0') + "x";
    }
    /// On HTTP/2 one of our own finds the protocol out first.
    static int connectionsBefore(const Way &way) { return way.http2 ? 1 : 0; }
    /// From one cut to the next. A prime number where handshakes would take minutes, unless ctest says that
    /// there is time.
    static qsizetype stride(const Way &way)
    {
        return way.tls && !qEnvironmentVariableIsSet("KEYTURN_TEST_EVERY_BYTE") ? 61 : 1;
    }

    /// Of a kind of person and of a connection.
    struct Case
    {
        PracticeTrigger user = PracticeTrigger::Works;
        int putsPerAttempt = 1;
        bool warm = false; ///< something was asked over it before
    };
    static void addSides();
    void cutResets(const Case &one);
    void cutReset(const Way &way, Side side, qsizetype bytes, const Case &one);
    void cutRefusal(const Way &way, qsizetype bytes);
    void cutSignOut(const Way &way, Side side, qsizetype bytes);
    void settleReset(Desk &desk, const Case &one, const Outcome &first, const QByteArray &password,
                     const PracticeServer::Counters &before);

private slots:
    void initTestCase();
    void resets_data() { addSides(); }
    void resets() { cutResets({}); }
    void resetsOverAWarmConnection_data() { addSides(); }
    void resetsOverAWarmConnection() { cutResets({PracticeTrigger::Works, 1, true}); }
    /// Multipart is refused and JSON taken: one attempt, two requests.
    void resetsThatTakeTwoRequests_data() { addSides(); }
    void resetsThatTakeTwoRequests() { cutResets({PracticeTrigger::JsonOnly, 2, false}); }
    void refusals_data();
    void refusals();
    void signOuts_data() { addSides(); }
    void signOuts();
};

void TestEveryByte::initTestCase()
{
    QVERIFY2(!testCertificates().isEmpty(), "run through ctest, which makes certificates");
    QLoggingCategory::setFilterRules(u"qt.network.http2.warning=false"_s); // it tells of each cut
    m_practice = startServer(practiceOptions());
    QVERIFY(m_practice);
    NginxFixture::Options options;
    options.http2 = true;
    // It ends a connection that was cut only when the practice server has counted what came on it.
    options.directives.append(u"proxy_ignore_client_abort on;"_s);
    m_nginx = std::make_unique<NginxFixture>(m_practice->port(), options);
    QVERIFY2(m_nginx->isRunning(), qPrintable(m_nginx->problem()));
    m_plain = std::make_unique<CuttingProxy>(m_practice->port());
    m_tls = std::make_unique<CuttingProxy>(m_nginx->port());
}

void TestEveryByte::addSides()
{
    QTest::addColumn<int>("way");
    QTest::addColumn<bool>("reply");
    for (std::size_t i = 0; i < ways.size(); ++i) {
        QTest::addRow("%s, request", ways[i].name) << static_cast<int>(i) << false;
        QTest::addRow("%s, reply", ways[i].name) << static_cast<int>(i) << true;
    }
}

void TestEveryByte::cutResets(const Case &one)
{
    QFETCH(int, way);
    QFETCH(bool, reply);
    const Way &taken = ways[static_cast<std::size_t>(way)];
    const Side side = reply ? Side::Reply : Side::Request;
    qsizetype bytes = 0;
    do {
        cutReset(taken, side, bytes, one);
        if (QTest::currentTestFailed()) {
            qWarning("it was cut after %lld bytes", static_cast<long long>(bytes));
            return;
        }
        bytes += stride(taken);
    } while (proxyOf(taken).hasCut());
    qInfo("the last cut was after %lld bytes", static_cast<long long>(bytes - 2 * stride(taken)));
    QVERIFY(bytes > shortest);
}

void TestEveryByte::cutReset(const Way &way, Side side, qsizetype bytes, const Case &one)
{
    CuttingProxy &proxy = proxyOf(way);
    Desk desk = deskFor(way);
    const QByteArray password = newPassword();
    const auto before = settledCounters();
    if (one.warm) {
        QVERIFY(desk.warmUp(way, proxy));
        proxy.cutCurrent(side, bytes);
    } else {
        proxy.cutNext(side, bytes, connectionsBefore(way));
    }
    const QString user = addressOf(one.user);
    const std::optional<Outcome> first = desk.reset(user, password);
    QVERIFY(first);

    if (!way.tls && one.putsPerAttempt == 1) {
        // Nothing in between, so it is known to the byte what is true.
        const bool hasArrived = isWhole(proxy.request());
        if (hasArrived)
            QVERIFY(waitUntil([&] { return m_practice->hasPassword(user, password); }));
        // One that ended before anything was written on it is replaced, and nobody need know.
        const bool wasReplaced = bytes == 0 && side == Side::Request && !one.warm;
        const bool isObeyed = hasArrived || wasReplaced;
        QCOMPARE(m_practice->counters().passwordChanges, before.passwordChanges + (isObeyed ? 1 : 0));
        QCOMPARE(first->kind() == Kind::Changed, isWhole(proxy.reply()) || wasReplaced);
        QVERIFY(first->kind() != Kind::NotSent || proxy.request().isEmpty());
    }
    QVERIFY(first->kind() != Kind::Refused);
    if (!proxy.hasCut())
        QCOMPARE(first->kind(), Kind::Changed);
    settleReset(desk, one, *first, password, before);
}

/// Sends the same password again where that is offered. In the end there was one change, whoever made it.
void TestEveryByte::settleReset(Desk &desk, const Case &one, const Outcome &first, const QByteArray &password,
                                const PracticeServer::Counters &before)
{
    const QString user = addressOf(one.user);
    int attempts = 1;
    bool wasRepeat = false;
    if (first.kind() != Kind::Changed) {
        QCOMPARE(desk.rig.reset.wouldResolveUnknown({user, {}, {}}, Secret::fromUtf8(password)),
                 first.kind() == Kind::Unknown);
        const std::optional<Outcome> second = desk.reset(user, password);
        QVERIFY(second);
        QCOMPARE(second->kind(), Kind::Changed);
        wasRepeat = second->isRepeat();
        attempts = first.kind() == Kind::NotSent ? 1 : 2;
        QVERIFY(first.kind() == Kind::Unknown || !wasRepeat);
    }
    const auto after = m_practice->counters();
    QVERIFY(m_practice->hasPassword(user, password));
    QCOMPARE(after.passwordChanges, before.passwordChanges + 1);
    const int puts = after.passwordPuts - before.passwordPuts;
    QVERIFY2(
        puts <= attempts * one.putsPerAttempt,
        qPrintable(u"%1 requests of %2 attempts, the first of which was %3"_s.arg(puts).arg(attempts).arg(
            static_cast<int>(first.kind()))));
    // "It had been set already" is said of what had arrived, and of nothing else.
    QVERIFY(!wasRepeat || puts >= 2);
}

void TestEveryByte::refusals_data()
{
    QTest::addColumn<int>("way");
    for (std::size_t i = 0; i < ways.size(); ++i)
        QTest::addRow("%s, reply", ways[i].name) << static_cast<int>(i);
}

void TestEveryByte::refusals()
{
    QFETCH(int, way);
    const Way &taken = ways[static_cast<std::size_t>(way)];
    qsizetype bytes = 0;
    do {
        cutRefusal(taken, bytes);
        if (QTest::currentTestFailed()) {
            qWarning("it was cut after %lld bytes", static_cast<long long>(bytes));
            return;
        }
        bytes += stride(taken);
    } while (proxyOf(taken).hasCut());
    QVERIFY(bytes > shortest);
}

void TestEveryByte::cutRefusal(const Way &way, qsizetype bytes)
{
    CuttingProxy &proxy = proxyOf(way);
    Desk desk = deskFor(way);
    const auto before = settledCounters();
    proxy.cutNext(Side::Reply, bytes, connectionsBefore(way));
    const std::optional<Outcome> outcome = desk.reset(addressOf(PracticeTrigger::Reused), newPassword());
    QVERIFY(outcome);
    if (!way.tls)
        QCOMPARE(outcome->kind(), isWhole(proxy.reply()) ? Kind::Refused : Kind::Unknown);
    else
        QVERIFY(outcome->kind() != Kind::Changed);
    if (!proxy.hasCut())
        QCOMPARE(outcome->kind(), Kind::Refused);
    const auto after = m_practice->counters();
    QCOMPARE(after.passwordChanges, before.passwordChanges);
    const int puts = after.passwordPuts - before.passwordPuts;
    QVERIFY2(puts <= (outcome->kind() == Kind::NotSent ? 0 : 1), qPrintable(QString::number(puts)));
}

void TestEveryByte::signOuts()
{
    QFETCH(int, way);
    QFETCH(bool, reply);
    const Way &taken = ways[static_cast<std::size_t>(way)];
    qsizetype bytes = 0;
    do {
        cutSignOut(taken, reply ? Side::Reply : Side::Request, bytes);
        if (QTest::currentTestFailed()) {
            qWarning("it was cut after %lld bytes", static_cast<long long>(bytes));
            return;
        }
        bytes += stride(taken);
    } while (proxyOf(taken).hasCut());
    QVERIFY(bytes > shortest);
}

void TestEveryByte::cutSignOut(const Way &way, Side side, qsizetype bytes)
{
    CuttingProxy &proxy = proxyOf(way);
    Desk desk = deskFor(way);
    const QString user = addressOf(PracticeTrigger::Works);
    const auto before = settledCounters();
    proxy.cutNext(side, bytes, connectionsBefore(way));
    const std::optional<Outcome> first = desk.signOutEverywhere(user);
    QVERIFY(first);
    // The outcome never says that it was not obeyed while it was.
    const int known = m_practice->counters().signOuts - before.signOuts;
    QVERIFY(first->kind() != Kind::Refused);
    QVERIFY(first->kind() != Kind::Changed || known >= 1);
    QVERIFY(first->kind() != Kind::NotSent || known == 0);
    QVERIFY2(known <= 1, "it was sent again by itself");
    if (!proxy.hasCut()) {
        QCOMPARE(first->kind(), Kind::Changed);
        QCOMPARE(known, 1);
    }
    if (first->kind() == Kind::Changed)
        return;
    // Again is harmless, and then it is known.
    const std::optional<Outcome> second = desk.signOutEverywhere(user);
    QVERIFY(second);
    QCOMPARE(second->kind(), Kind::Changed);
    QVERIFY(m_practice->counters().signOuts > before.signOuts);
}

QTEST_GUILESS_MAIN(TestEveryByte)
#include "tst_everybyte.moc"
