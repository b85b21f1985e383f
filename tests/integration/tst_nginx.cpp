#include "directory/userdirectory.h"
#include "directory/userloader.h"
#include "practice/practiceserver.h"
#include "practice/practicetriggers.h"
#include "support/nginxfixture.h"
#include "support/resetrig.h"
#include "zoom/getuserrequest.h"

#include <QSignalSpy>
#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;
using Kind = Outcome::Kind;
using Trigger = PracticeTrigger;

namespace {

struct Expected
{
    Trigger trigger;
    Kind kind;
    std::optional<ErrorKind> error; ///< none for Changed
    int status;
    int puts = 1;
    bool changes = false; ///< though the outcome is not Changed
};

constexpr auto expectations = std::to_array<Expected>({
    {Trigger::Me, Kind::Changed, {}, 204},
    {Trigger::Works, Kind::Changed, {}, 204},
    {Trigger::Throttled, Kind::Refused, ErrorKind::RateLimited, 429},
    {Trigger::DailyLimit, Kind::Refused, ErrorKind::DailyLimitReached, 429},
    {Trigger::Sso, Kind::Refused, ErrorKind::WorkEmailOnly, 400},
    {Trigger::Admin, Kind::Refused, ErrorKind::AdminPassword, 400},
    {Trigger::Owner, Kind::Refused, ErrorKind::PermissionDenied, 403},
    {Trigger::Reused, Kind::Refused, ErrorKind::PasswordUsedBefore, 400},
    {Trigger::Repeated, Kind::Refused, ErrorKind::PasswordRepeatsCharacter, 400},
    {Trigger::Sequence, Kind::Refused, ErrorKind::PasswordIsSequence, 400},
    {Trigger::TooEasy, Kind::Refused, ErrorKind::PasswordTooEasy, 400},
    {Trigger::MaxChanges, Kind::Refused, ErrorKind::TooManyChanges, 400},
    {Trigger::SamePassword, Kind::Refused, ErrorKind::SamePassword, 400},
    {Trigger::Validation, Kind::Refused, ErrorKind::ValidationFailed, 400},
    {Trigger::OtherAccount, Kind::Refused, ErrorKind::UserInOtherAccount, 404},
    {Trigger::Gone, Kind::Refused, ErrorKind::UserNotFound, 404},
    {Trigger::NoScope, Kind::Refused, ErrorKind::MissingScopes, 400},
    {Trigger::Expired, Kind::Refused, ErrorKind::TokenRejected, 401},
    {Trigger::JsonOnly, Kind::Changed, {}, 204, 2},
    {Trigger::Unsupported, Kind::Changed, {}, 204, 2},
    {Trigger::Gateway, Kind::Unknown, ErrorKind::GatewayTrouble, 502},
    {Trigger::Maintenance, Kind::Unknown, ErrorKind::GatewayTrouble, 503},
    {Trigger::Html, Kind::Unknown, ErrorKind::UnexpectedReply, 200},
    {Trigger::Empty, Kind::Unknown, ErrorKind::UnexpectedReply, 200},
    {Trigger::Redirect, Kind::Unknown, ErrorKind::Redirected, 307},
    {Trigger::Slow, Kind::Changed, {}, 204},
    // nginx answers in the place of a server that hung up.
    {Trigger::Dropped, Kind::Unknown, ErrorKind::GatewayTrouble, 502, 1, true},
    {Trigger::DroppedBefore, Kind::Unknown, ErrorKind::GatewayTrouble, 502},
    {Trigger::SignOutRefused, Kind::Changed, {}, 204},
    {Trigger::SignOutLost, Kind::Changed, {}, 204},
});

// About words that nginx passes on as it does all others, and about a 103, which it does not pass on.
constexpr auto withoutGateway = std::to_array<Trigger>({
    Trigger::JsonByType,
    Trigger::JsonByXml,
    Trigger::JsonByField,
    Trigger::JsonByParameter,
    Trigger::JsonIn200,
    Trigger::EarlyHints,
    Trigger::UserLocked,
    Trigger::ThrottledUntil,
    Trigger::Pending,
    Trigger::OtherAccount400,
    Trigger::InvitationEnded,
    Trigger::Disabled,
    Trigger::NoPrivilege,
});

struct Password
{
    const char *name;
    const char8_t *utf8;
};

// All meet the practice account's rules. Three lines of a body that ends early, if someone cuts it at what
// looks like a delimiter.
constexpr auto passwords = std::to_array<Password>({
    {"plain", u8"Passw0rd-1"},
    {"quotes and backslashes", u8"\"Pass\\w0rd\"\\\""},
    {"line ends", u8"Line1\r\nline2\nline3\rline4"},
    {"CR LF at both ends", u8"\r\nPassw0rd\r\n"},
    {"delimiter", u8"P0a\r\n--KeyturnFormBoundary--\r\n"},
    {"delimiter of another", u8"Pass0\r\n--boundary_.oOo._--"},
    {"header", u8"P0\r\n\r\nContent-Length: 0\r\n\r\nx"},
    {"umlauts", u8"Grüße-Öl-99"},
    {"emoji", u8"Passw0rd-🔑👩‍💻"},
    {"blanks", u8"  Passw0rd 1  "},
    {"percent and plus", u8"Pass+w%30rd&a=b;c0"},
    {"31 characters", u8"Abcdefg1Abcdefg2Abcdefg3Abcdef4"},
});

QByteArray bytesOf(const char8_t *utf8)
{
    return QByteArray(reinterpret_cast<const char *>(utf8));
}

QString addressOf(Trigger trigger)
{
    for (const PracticeTriggerInfo &info : practiceTriggers) {
        if (info.trigger == trigger)
            return QLatin1StringView(info.name) + u'@' + practiceDomain;
    }
    return {};
}

PracticeServer::Options practiceOptions()
{
    PracticeServer::Options options;
    options.mediumPerSecond = 0;
    options.lightPerSecond = 0;
    options.changesPerDay = 0;
    options.slowReply = std::chrono::milliseconds(100);
    return options;
}

} // namespace

/// The whole stack over the real wire: TLS by OpenSSL, HTTP/1.1 and HTTP/2 by nginx, which checks framing and
/// lengths on the way. nginx does not read multipart: that proof is the practice server's strict parser here,
/// and tst_parsers'.
class TestNginx final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<PracticeServer> m_practice;
    std::unique_ptr<NginxFixture> m_http1;
    std::unique_ptr<NginxFixture> m_http2;

    NginxFixture &nginx(bool http2) { return http2 ? *m_http2 : *m_http1; }

    static void addProtocols()
    {
        QTest::addColumn<bool>("http2");
        QTest::newRow("HTTP/1.1") << false;
        QTest::newRow("HTTP/2") << true;
    }

    static QByteArray protocol(bool http2) { return http2 ? "HTTP/2.0" : "HTTP/1.1"; }

private slots:
    void initTestCase()
    {
        QVERIFY2(!testCertificates().isEmpty(), "run through ctest, which makes certificates");
        auto practice = PracticeServer::start(practiceOptions());
        QVERIFY2(practice, "no practice server");
        m_practice = std::move(*practice);
        m_http1 = std::make_unique<NginxFixture>(m_practice->port(), NginxFixture::Options());
        QVERIFY2(m_http1->isRunning(), qPrintable(m_http1->problem()));
        NginxFixture::Options options;
        options.http2 = true;
        m_http2 = std::make_unique<NginxFixture>(m_practice->port(), options);
        QVERIFY2(m_http2->isRunning(), qPrintable(m_http2->problem()));
    }

    void speaksTheProtocol_data() { addProtocols(); }
    void speaksTheProtocol()
    {
        QFETCH(bool, http2);
        ResetRig rig(nginx(http2).baseUrl(), m_practice->token(), http2);
        auto *call = rig.client.send([](const QUrl &baseUrl, const Secret &token) {
            return GetUserRequest{u"me"_s}.build(baseUrl, token);
        });
        std::optional<ZoomReply> reply;
        connect(call, &ZoomCall::finished, this, [&reply](const ZoomReply &got) { reply = got; });
        QTRY_VERIFY(reply);
        QCOMPARE(reply->status, 200);
        QCOMPARE(reply->http2, http2);
    }

    // Offered is not taken: the policy for old Qt versions (http2policy.h) is only as good as this.
    void staysWithHttp1UnlessAllowed()
    {
        const auto before = m_http2->accesses().size();
        ResetRig rig(m_http2->baseUrl(), m_practice->token(), false);
        QVERIFY(rig.start(addressOf(Trigger::Works), "Passw0rd-http1"));
        QTRY_VERIFY(rig.result);
        QCOMPARE(rig.result->outcome.kind(), Kind::Changed);
        QTRY_COMPARE(m_http2->accesses().size(), before + 1);
        QCOMPARE(m_http2->accesses().last().protocol, QByteArray("HTTP/1.1"));
    }

    void coversEveryTrigger()
    {
        for (const PracticeTriggerInfo &info : practiceTriggers) {
            const auto count =
                std::count_if(expectations.begin(), expectations.end(),
                              [&info](const Expected &expected) { return expected.trigger == info.trigger; });
            const auto elsewhere = std::count(withoutGateway.begin(), withoutGateway.end(), info.trigger);
            QVERIFY2(count + elsewhere == 1, info.name);
        }
    }

    void namesTheOutcome_data()
    {
        QTest::addColumn<bool>("http2");
        QTest::addColumn<int>("index");
        for (const bool http2 : {false, true}) {
            for (std::size_t i = 0; i < expectations.size(); ++i)
                QTest::addRow("%s, %s", http2 ? "HTTP/2" : "HTTP/1.1",
                              qPrintable(addressOf(expectations[i].trigger)))
                    << http2 << static_cast<int>(i);
        }
    }
    void namesTheOutcome()
    {
        QFETCH(bool, http2);
        QFETCH(int, index);
        const Expected &expected = expectations[static_cast<std::size_t>(index)];
        const QString user = addressOf(expected.trigger);
        const QByteArray password = http2 ? "Passw0rd-over-2" : "Passw0rd-over-1";
        const auto before = m_practice->counters();
        const auto linesBefore = nginx(http2).accesses().size();

        ResetRig rig(nginx(http2).baseUrl(), m_practice->token(), http2);
        QVERIFY(rig.start(user, password));
        QTRY_VERIFY_WITH_TIMEOUT(rig.result, 20'000);

        const Outcome &outcome = rig.result->outcome;
        QCOMPARE(outcome.kind(), expected.kind);
        QCOMPARE(outcome.facts().httpStatus, expected.status);
        if (expected.error)
            QCOMPARE(outcome.error().kind, *expected.error);
        QCOMPARE(rig.result->triedBothFormats, expected.puts == 2);
        QCOMPARE(rig.tokens.rejected, expected.trigger == Trigger::Expired ? 1 : 0);

        QTRY_COMPARE(nginx(http2).accesses().size(), linesBefore + expected.puts);
        QCOMPARE(nginx(http2).accesses().last().protocol, protocol(http2));
        QCOMPARE(nginx(http2).accesses().last().status, expected.status);
        const bool changed = expected.kind == Kind::Changed || expected.changes;
        const auto after = m_practice->counters();
        QCOMPARE(after.passwordPuts - before.passwordPuts, expected.puts);
        QCOMPARE(after.passwordChanges - before.passwordChanges, changed ? 1 : 0);
        QCOMPARE(m_practice->hasPassword(user, password), changed);
    }

    void deliversEveryByte_data()
    {
        QTest::addColumn<bool>("http2");
        QTest::addColumn<QByteArray>("password");
        for (const bool http2 : {false, true}) {
            for (const Password &password : passwords)
                QTest::addRow("%s, %s", http2 ? "HTTP/2" : "HTTP/1.1", password.name)
                    << http2 << bytesOf(password.utf8);
        }
    }
    void deliversEveryByte()
    {
        QFETCH(bool, http2);
        QFETCH(QByteArray, password);
        ResetRig rig(nginx(http2).baseUrl(), m_practice->token(), http2);
        const QString user = addressOf(http2 ? Trigger::Me : Trigger::Works);
        const auto before = m_practice->counters();
        QVERIFY(rig.start(user, password));
        QTRY_VERIFY(rig.result);
        QCOMPARE(rig.result->outcome.facts().message, QString());
        QCOMPARE(rig.result->outcome.kind(), Kind::Changed);
        QCOMPARE(m_practice->counters().passwordPuts, before.passwordPuts + 1);
        QVERIFY(m_practice->hasPassword(user, password));
    }

    void listsEveryone_data() { addProtocols(); }
    void listsEveryone()
    {
        QFETCH(bool, http2);
        ResetRig rig(nginx(http2).baseUrl(), m_practice->token(), http2);
        UserDirectory directory;
        UserLoader loader(&rig.client, &directory, rig.clock);
        QSignalSpy finished(&loader, &UserLoader::finished);
        QSignalSpy failed(&loader, &UserLoader::failed);
        const auto linesBefore = nginx(http2).accesses().size();
        loader.start();
        QTRY_VERIFY_WITH_TIMEOUT(finished.size() + failed.size() > 0, 20'000);
        QCOMPARE(failed.size(), 0);
        QVERIFY(loader.isComplete());
        QCOMPARE(directory.count(), 500);
        const auto lines = nginx(http2).accesses().mid(linesBefore);
        QVERIFY(lines.size() >= 4); // 300 a page, three statuses
        for (const NginxFixture::Access &access : lines)
            QCOMPARE(access.protocol, protocol(http2));
    }

    // Over HTTP/2 a handshake once, not for every person; over HTTP/1.1 one for each change, since its
    // answers have no number.
    void keepsTheConnection_data() { addProtocols(); }
    void keepsTheConnection()
    {
        QFETCH(bool, http2);
        constexpr int resets = 8;
        NginxFixture::Options options;
        options.http2 = http2;
        NginxFixture fresh(m_practice->port(), options);
        QVERIFY2(fresh.isRunning(), qPrintable(fresh.problem()));
        ResetRig rig(fresh.baseUrl(), m_practice->token(), http2);
        rig.client.connectAhead();
        for (int i = 0; i < resets; ++i) {
            // A refusal, with its body, must not cost the connection either.
            const bool refused = i % 2;
            QVERIFY(rig.start(addressOf(refused ? Trigger::Sso : Trigger::Works),
                              QByteArray("Passw0rd-kept") + char('0' + i)));
            QTRY_VERIFY(rig.result);
            QCOMPARE(rig.result->outcome.kind(), refused ? Kind::Refused : Kind::Changed);
        }
        const auto changes = [&fresh] {
            QList<NginxFixture::Access> all = fresh.accesses();
            all.removeIf([](const NginxFixture::Access &access) { return access.method != "PUT"; });
            return all;
        };
        QTRY_COMPARE(changes().size(), resets);
        QCOMPARE(changes().last().requestOnIt, http2 ? resets : 1);
    }
};

QTEST_GUILESS_MAIN(TestNginx)
#include "tst_nginx.moc"
