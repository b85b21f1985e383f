#include "net/proxysigner.h"
#include "net/proxytrials.h"

#include <QCryptographicHash>
#include <QNetworkProxy>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

#include <memory>

using namespace Keyturn;
using namespace Qt::StringLiterals;
using Next = ProxySigner::Next;
using Turn = ProxyTrials::Turn;

namespace {

const QByteArray authority = "api.zoom.us:443";

QNetworkProxy proxyWith(const QString &user, const QString &password)
{
    return {QNetworkProxy::HttpProxy, u"proxy.example"_s, 3128, user, password};
}

ProxySigner::Headers offering(const QByteArrayList &challenges)
{
    ProxySigner::Headers headers;
    for (const QByteArray &challenge : challenges)
        headers.append({"proxy-authenticate", challenge});
    return headers;
}

/// What is sent after one 407.
QByteArray answerTo(const QByteArrayList &challenges, const QNetworkProxy &proxy)
{
    ProxySigner signer;
    ProxySigner::Attempt attempt;
    if (signer.judge(attempt, proxy, offering(challenges), true).next != Next::AgainHere)
        return {};
    return signer.header(attempt, proxy, authority);
}

QByteArray valueOf(const QByteArray &header, const char *name)
{
    const QRegularExpression pattern(u"\\b%1=\"?([^\",]*)"_s.arg(QString::fromLatin1(name)));
    return pattern.match(QString::fromLatin1(header)).captured(1).toLatin1();
}

/// Asks for a turn, and notes what it was.
struct Visitor
{
    QObject object;
    QList<Turn> turns;

    void enter(ProxyTrials &trials, const QNetworkProxy &proxy)
    {
        trials.enter(proxy, &object, [this](Turn turn, const ProxySigner::Verdict &) { turns.append(turn); });
    }
};

} // namespace

class TestProxySigner final : public QObject
{
    Q_OBJECT

private slots:
    void choosesTheStrongest_data()
    {
        QTest::addColumn<QByteArrayList>("challenges");
        QTest::addColumn<QByteArray>("begins"); // empty: nothing is sent
        const auto row = [](const char *name, const QByteArrayList &challenges, const QByteArray &begins) {
            QTest::newRow(name) << challenges << begins;
        };
        row("Basic", {"Basic realm=\"x\""}, "Basic ");
        row("lower case", {"basic realm=x"}, "Basic ");
        row("without realm", {"Basic"}, "Basic ");
        row("Digest before Basic", {"Basic realm=\"x\"", "Digest realm=\"x\", nonce=\"n\""}, "Digest ");
        row("in one field", {"Basic realm=\"x\", Digest realm=\"x\", nonce=\"n\", NTLM"}, "Digest ");
        row("beside a token68", {"Negotiate abc==, Basic realm=\"x\""}, "Basic ");
        row("beside a bare token68", {"NTLM TlRMTVNTUAAC, Basic realm=\"x\""}, "Basic ");
        row("a name in a token68's place", {"NTLM Basic"}, {});
        row("empty list members", {", ,Basic realm=\"x\" ,, "}, "Basic ");
        row("a name in a quoted string", {"NTLM realm=\", Basic realm=x\""}, {});
        row("a quote in a quoted string", {"NTLM realm=\"\\\", Basic realm=x\""}, {});
        row("a parameter without its scheme", {"realm=\"Basic\""}, {});
        row("qop auth-int alone", {"Digest realm=\"x\", nonce=\"n\", qop=\"auth-int\""}, {});
        row("qop with auth", {"Digest realm=\"x\", nonce=\"n\", qop=\"auth-int, auth\""}, "Digest ");
        row("unknown algorithm", {"Digest realm=\"x\", nonce=\"n\", algorithm=SHA-512-256"}, {});
        row("no nonce", {"Digest realm=\"x\""}, {});
        row("nothing", {}, {});
        row("an empty one", {""}, {});
    }
    void choosesTheStrongest()
    {
        QFETCH(QByteArrayList, challenges);
        QFETCH(QByteArray, begins);
        const QByteArray header = answerTo(challenges, proxyWith(u"desk"_s, u"secret"_s));
        QVERIFY2(begins.isEmpty() ? header.isEmpty() : header.startsWith(begins), header.constData());
    }

    // The examples of RFC 7617, sections 2 and 2.1.
    void basic()
    {
        QCOMPARE(
            answerTo({"Basic realm=\"foo\", charset=\"UTF-8\""}, proxyWith(u"Aladdin"_s, u"open sesame"_s)),
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        QCOMPARE(answerTo({"Basic realm=\"foo\", charset=\"UTF-8\""}, proxyWith(u"test"_s, u"123\u00a3"_s)),
                 "Basic dGVzdDoxMjPCow==");
        QCOMPARE(answerTo({"Basic realm=\"foo\""}, proxyWith(u"DOMAIN\\desk"_s, u"a:b"_s)),
                 "Basic " + QByteArray("DOMAIN\\desk:a:b").toBase64());
    }

    // RFC 7616 3.4.1, by the parts that the header itself says.
    void digest_data()
    {
        QTest::addColumn<QByteArray>("algorithm");
        QTest::addColumn<QCryptographicHash::Algorithm>("hash");
        QTest::newRow("MD5, unnamed") << QByteArray() << QCryptographicHash::Md5;
        QTest::newRow("MD5") << QByteArray("MD5") << QCryptographicHash::Md5;
        QTest::newRow("SHA-256") << QByteArray("SHA-256") << QCryptographicHash::Sha256;
    }
    void digest()
    {
        QFETCH(QByteArray, algorithm);
        QFETCH(QCryptographicHash::Algorithm, hash);
        QByteArray challenge = "Digest realm=\"Of\\\"fice\", nonce=\"7ypf/xlj9XXwfDPEoM4URrv\", "
                               "qop=\"auth\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
        if (!algorithm.isEmpty())
            challenge += ", algorithm=" + algorithm;
        const QByteArray header = answerTo({challenge}, proxyWith(u"Mufasa"_s, u"Circle of Life"_s));
        QVERIFY2(header.contains("realm=\"Of\\\"fice\""), header.constData());
        QCOMPARE(valueOf(header, "username"), "Mufasa");
        QCOMPARE(valueOf(header, "uri"), authority);
        QCOMPARE(valueOf(header, "nc"), "00000001");
        QCOMPARE(valueOf(header, "qop"), "auth");
        QCOMPARE(valueOf(header, "opaque"), "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS");
        QCOMPARE(valueOf(header, "algorithm"), algorithm);
        const QByteArray own = valueOf(header, "cnonce");
        QVERIFY(!own.isEmpty());
        const auto hex = [hash](const QByteArray &text) {
            return QCryptographicHash::hash(text, hash).toHex();
        };
        const QByteArray expected =
            hex(hex("Mufasa:Of\"fice:Circle of Life") + ":7ypf/xlj9XXwfDPEoM4URrv:00000001:" + own
                + ":auth:" + hex("CONNECT:" + authority));
        QCOMPARE(valueOf(header, "response"), expected);
    }

    void aSignInIsTriedOnce()
    {
        const QNetworkProxy proxy = proxyWith(u"desk"_s, u"wrong"_s);
        ProxySigner signer;
        ProxySigner::Attempt attempt;
        const auto headers = offering({"Basic realm=\"Office\""});
        QCOMPARE(signer.judge(attempt, proxy, headers, false).next, Next::AgainAnew);
        QVERIFY(!signer.header(attempt, proxy, authority).isEmpty());
        const ProxySigner::Verdict verdict = signer.judge(attempt, proxy, headers, true);
        QCOMPARE(verdict.next, Next::AskForSignIn);
        QCOMPARE(verdict.realm, u"Office"_s);
        QVERIFY(!verdict.words.isEmpty());
    }

    void aStaleNonceIsReplacedOnce()
    {
        const QNetworkProxy proxy = proxyWith(u"desk"_s, u"secret"_s);
        ProxySigner signer;
        ProxySigner::Attempt attempt;
        const auto stale = [](const char *nonce) {
            return offering({"Digest realm=\"x\", stale=TRUE, nonce=\"" + QByteArray(nonce) + '"'});
        };
        QCOMPARE(signer.judge(attempt, proxy, stale("1"), true).next, Next::AgainHere);
        QVERIFY(!signer.header(attempt, proxy, authority).isEmpty());
        QCOMPARE(signer.judge(attempt, proxy, stale("2"), true).next, Next::AgainHere);
        QCOMPARE(valueOf(signer.header(attempt, proxy, authority), "nonce"), "2");
        QCOMPARE(signer.judge(attempt, proxy, stale("3"), true).next, Next::AskForSignIn);
    }

    // A sign-in that is known to be good is given ahead; one that is not waits for the proxy's own nonce, so
    // that it counts as one try.
    void onlyTheProvenIsGivenAhead()
    {
        const QNetworkProxy proxy = proxyWith(u"desk"_s, u"secret"_s);
        ProxySigner signer;
        ProxySigner::Attempt first;
        signer.judge(first, proxy, offering({"Digest realm=\"x\", nonce=\"1\""}), true);
        ProxySigner::Attempt unproven;
        QVERIFY(signer.header(unproven, proxy, authority).isEmpty());
        ProxySigner::Attempt proven{.isProven = true};
        QVERIFY(!signer.header(proven, proxy, authority).isEmpty());
        // The proxy has forgotten its nonce, and does not say that it was stale.
        QCOMPARE(signer.judge(proven, proxy, offering({"Digest realm=\"x\", nonce=\"2\""}), true).next,
                 Next::AgainHere);
        QVERIFY(!signer.header(proven, proxy, authority).isEmpty());
        QCOMPARE(signer.judge(proven, proxy, offering({"Digest realm=\"x\", nonce=\"3\""}), true).next,
                 Next::AskForSignIn);
    }

    void neverBreaksTheHeader_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("password");
        QTest::newRow("a line break in the user") << u"de\r\nX: y"_s << u"secret"_s;
        QTest::newRow("a line break in the password") << u"desk"_s << u"sec\nret"_s;
        QTest::newRow("a zero byte") << QString(u"de"_s + QChar(0) + u'k') << u"secret"_s;
    }
    void neverBreaksTheHeader()
    {
        QFETCH(QString, user);
        QFETCH(QString, password);
        for (const char *challenge : {"Basic realm=\"x\"", "Digest realm=\"x\", nonce=\"n\""})
            QCOMPARE(answerTo({challenge}, proxyWith(user, password)), QByteArray());
    }
    void aColonEndsBasicsUserName()
    {
        QCOMPARE(answerTo({"Basic realm=\"x\""}, proxyWith(u"a:b"_s, u"secret"_s)), QByteArray());
        QVERIFY(!answerTo({"Digest realm=\"x\", nonce=\"n\""}, proxyWith(u"a:b"_s, u"secret"_s)).isEmpty());
    }

    // Whatever a proxy says: an end, no line break, and not more than one sign-in.
    void garbage()
    {
        QRandomGenerator random(20261201);
        const QByteArrayList pieces{"Basic",      "Digest", "NTLM", "realm=", "nonce=", "qop=auth",
                                    "stale=true", "\"",     "\\",   ",",      " ",      "=",
                                    "==",         "\r\n",   "\t",   "x",      "\xff\0", "algorithm=SHA-256"};
        const QNetworkProxy proxy = proxyWith(u"de\"sk\\"_s, u"secret"_s);
        for (int i = 0; i < 20'000; ++i) {
            QByteArrayList challenges;
            for (int field = random.bounded(3); field >= 0; --field) {
                QByteArray challenge;
                for (int piece = random.bounded(12); piece >= 0; --piece)
                    challenge += pieces[random.bounded(static_cast<int>(pieces.size()))];
                challenges.append(challenge);
            }
            ProxySigner signer;
            ProxySigner::Attempt attempt;
            int signIns = 0;
            while (signer.judge(attempt, proxy, offering(challenges), true).next == Next::AgainHere) {
                const QByteArray header = signer.header(attempt, proxy, authority);
                QVERIFY(!header.isEmpty());
                QVERIFY2(!header.contains('\r') && !header.contains('\n'), header.constData());
                QVERIFY(++signIns <= 2); // the second for a stale nonce
            }
        }
    }

    void namesAreThoseOfMethods()
    {
        ProxySigner signer;
        ProxySigner::Attempt attempt;
        const auto words = [&](const QByteArrayList &challenges) {
            return signer.judge(attempt, proxyWith({}, {}), offering(challenges), true).words;
        };
        QVERIFY(words({"Negotiate", "NTLM"}).contains("(Negotiate, NTLM)"_L1));
        const QString garbled = words({"NTLM", "<b>ask</b>", QByteArray(500, 'x')});
        QVERIFY2(garbled.contains("(NTLM)"_L1), qPrintable(garbled));
    }

    void oneIsOnTrial()
    {
        ProxyTrials trials;
        const QNetworkProxy proxy = proxyWith(u"desk"_s, u"secret"_s);
        Visitor first;
        Visitor second;
        Visitor third;
        first.enter(trials, proxy);
        second.enter(trials, proxy);
        QCOMPARE(first.turns, QList<Turn>{Turn::Trial});
        QCOMPARE(second.turns, QList<Turn>());
        trials.report(proxy, std::nullopt);
        QTRY_COMPARE(second.turns, QList<Turn>{Turn::Free});
        third.enter(trials, proxy);
        QCOMPARE(third.turns, QList<Turn>{Turn::Free});
    }

    void whoLeavesMakesWay()
    {
        ProxyTrials trials;
        const QNetworkProxy proxy = proxyWith(u"desk"_s, u"secret"_s);
        Visitor first;
        auto second = std::make_unique<Visitor>();
        Visitor third;
        first.enter(trials, proxy);
        second->enter(trials, proxy);
        third.enter(trials, proxy);
        second.reset();
        trials.leave(proxy, &first.object);
        QTRY_COMPARE(third.turns, QList<Turn>{Turn::Trial});
    }

    void whatWasRefusedStaysRefused()
    {
        ProxyTrials trials;
        const QNetworkProxy proxy = proxyWith(u"desk"_s, u"wrong"_s);
        const ProxySigner::Verdict refusal{Next::AskForSignIn, u"Office"_s, u"no"_s};
        Visitor visitor;
        visitor.enter(trials, proxy);
        trials.report(proxy, refusal);
        visitor.enter(trials, proxy);
        QCOMPARE(visitor.turns, (QList<Turn>{Turn::Trial, Turn::Refused}));
        visitor.enter(trials, proxyWith(u"desk"_s, u"another"_s));
        QCOMPARE(visitor.turns.last(), Turn::Trial);
        trials.forgetRefusals(u"elsewhere.example"_s, 3128);
        visitor.enter(trials, proxy);
        QCOMPARE(visitor.turns.last(), Turn::Refused);
        trials.forgetRefusals(u"proxy.example"_s, 3128);
        visitor.enter(trials, proxy);
        QCOMPARE(visitor.turns.last(), Turn::Trial);
    }

    // No sign-in, or none of a kind that is spoken: true for those who waited, and found out anew later.
    void noSignInIsNotRefusedForEver()
    {
        ProxyTrials trials;
        const QNetworkProxy proxy = proxyWith({}, {});
        Visitor first;
        Visitor second;
        first.enter(trials, proxy);
        second.enter(trials, proxy);
        trials.report(proxy, ProxySigner::Verdict{Next::AskForSignIn, {}, u"sign in"_s});
        QTRY_COMPARE(second.turns, QList<Turn>{Turn::Refused});
        first.enter(trials, proxy);
        QCOMPARE(first.turns, (QList<Turn>{Turn::Trial, Turn::Trial}));
    }
};

QTEST_GUILESS_MAIN(TestProxySigner)
#include "tst_proxysigner.moc"
