#include "practice/pagetokens.h"
#include "practice/practicehttp.h"
#include "practice/practicepasswords.h"
#include "practice/practicerules.h"
#include "practice/ratelimiter.h"

#include <QJsonDocument>
#include <QTest>
#include <QTimeZone>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

const QDateTime noon = QDateTime(QDate(2026, 3, 1), QTime(12, 0), QTimeZone::utc()).toUTC();

} // namespace

/// The small rules of the practice account, each by itself.
class TestPracticeAccount final : public QObject
{
    Q_OBJECT

private slots:
    void judgesPasswords_data()
    {
        QTest::addColumn<QString>("password");
        QTest::addColumn<int>("code"); // 0: accepted
        QTest::addColumn<bool>("strict");
        const auto row = [](const char *name, const QString &password, int code, bool strict = false) {
            QTest::newRow(name) << password << code << strict;
        };
        row("good", u"Abcdefg1"_s, 0);
        row("31 characters", u"Aa1"_s + QString(28, u'x'), 0);
        row("32 characters", u"Aa1"_s + QString(29, u'x'), 300);
        row("8 code points", u"Aa1\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600"_s, 0);
        row("7 code points", u"Aa1\U0001F600\U0001F600\U0001F600\U0001F600"_s, 1124);
        row("empty", QString(), 1124);
        row("no letter", u"12345678!"_s, 1125);
        row("no digit", u"Abcdefgh"_s, 1126);
        row("no upper case", u"abcdefg1"_s, 1128);
        row("no lower case", u"ABCDEFG1"_s, 1128);
        row("one character", QString(9, u'a'), 1130);
        row("strict: good", u"Xk9-tub2rA"_s, 0, true);
        row("strict: short", u"Xk9-tub2r"_s, 1124, true);
        row("strict: no special", u"Xk9ztub2rA"_s, 1127, true);
        row("strict: 11111", u"Xk-tu11111rA"_s, 1131, true);
        row("strict: 1111", u"Xk-tu1111rA"_s, 0, true);
        row("strict: aBcDe", u"9k-aBcDe9x"_s, 1131, true);
        row("strict: 54321", u"xk-54321Ab"_s, 1131, true);
        row("strict: qwert", u"xK-qwert95"_s, 1131, true);
        row("strict: well known", u"Passw0rd-1"_s, 1136, true);
        row("strict: too easy", u"Dragon-2024"_s, 1136, true);
    }
    void judgesPasswords()
    {
        QFETCH(QString, password);
        QFETCH(int, code);
        QFETCH(bool, strict);
        PracticeRules rules;
        if (strict)
            rules = {10, true, 5, true};
        const auto refusal = refusalOf(Secret::fromText(password), rules);
        QCOMPARE(refusal.has_value(), code != 0);
        if (!refusal)
            return;
        QCOMPARE(refusal->status, 400);
        QCOMPARE(QJsonDocument::fromJson(refusal->body).object().value("code"_L1).toInt(), code);
        QVERIFY(password.isEmpty() || !refusal->body.contains(password.toUtf8()));
    }

    void limitsEachLabelPerSecond()
    {
        RateLimiter limiter(1, 2);
        QVERIFY(limiter.take(RateLabel::Medium, noon).allowed);
        QCOMPARE(limiter.take(RateLabel::Medium, noon.addMSecs(500)).remaining, 0);
        const RateLimiter::Verdict third = limiter.take(RateLabel::Medium, noon.addMSecs(999));
        QVERIFY(!third.allowed);
        QCOMPARE(third.limit, 2);
        QCOMPARE(third.nextWindow, noon.addSecs(1));
        QVERIFY(limiter.take(RateLabel::Light, noon).allowed);
        QVERIFY(!limiter.take(RateLabel::Light, noon).allowed);
        QVERIFY(limiter.take(RateLabel::Medium, noon.addSecs(1)).allowed);
    }

    void zeroIsNoLimit()
    {
        RateLimiter limiter(0, 0);
        for (int i = 0; i < 1'000; ++i) {
            const RateLimiter::Verdict verdict = limiter.take(RateLabel::Light, noon);
            QVERIFY(verdict.allowed && !verdict.limited);
        }
    }

    void pageTokensLiveAQuarterOfAnHour()
    {
        const PageTokens tokens;
        const QString token = tokens.make(u"0"_s, 300, noon);
        QCOMPARE(tokens.offsetOf(token, u"0"_s, noon), 300);
        QCOMPARE(tokens.offsetOf(token, u"0"_s, noon.addSecs(15 * 60)), 300);
        QCOMPARE(tokens.offsetOf(token, u"0"_s, noon.addSecs(15 * 60 + 1)), std::nullopt);
        QCOMPARE(tokens.offsetOf(token, u"1"_s, noon), std::nullopt);
        QCOMPARE(PageTokens().offsetOf(token, u"0"_s, noon), std::nullopt); // of another run
        for (qsizetype i = 0; i < token.size(); ++i) {
            QString changed = token;
            changed[i] = changed[i] == u'A' ? u'B' : u'A';
            // The last digit of base64 may hold bits that mean nothing.
            if (i + 1 < token.size())
                QCOMPARE(tokens.offsetOf(changed, u"0"_s, noon), std::nullopt);
            QCOMPARE(tokens.offsetOf(token.left(i), u"0"_s, noon), std::nullopt);
        }
    }

    void remembersPasswordsAndTheDaysChanges()
    {
        using Change = PracticePasswords::Change;
        PracticePasswords passwords(2);
        const Secret one = Secret::fromUtf8("one");
        const Secret two = Secret::fromUtf8("two");
        const Secret three = Secret::fromUtf8("three");
        QVERIFY(!passwords.matches(1, ""));
        QCOMPARE(passwords.change(1, one, noon), Change::Changed);
        QVERIFY(passwords.matches(1, "one"));
        QVERIFY(!passwords.matches(2, "one"));
        QCOMPARE(passwords.change(1, one, noon), Change::SamePassword);
        QCOMPARE(passwords.change(1, two, noon.addSecs(60)), Change::Changed);
        QCOMPARE(passwords.change(1, three, noon.addSecs(120)), Change::LimitReached);
        QVERIFY(passwords.matches(1, "two"));
        QCOMPARE(passwords.change(1, two, noon.addSecs(120)), Change::SamePassword);
        QCOMPARE(passwords.change(2, three, noon), Change::Changed);
        QCOMPARE(passwords.change(1, three, noon.addDays(1)), Change::Changed);
        QCOMPARE(passwords.change(1, one, noon.addDays(1)), Change::LimitReached);
    }

    void splitsTheTargetBeforeDecoding_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QList<QByteArray>>("segments");
        const auto row = [](const char *name, const QByteArray &target, const QList<QByteArray> &segments) {
            QTest::newRow(name) << target << segments;
        };
        row("plain", "/v2/users", {"v2", "users"});
        row("query", "/v2/users?a=/b", {"v2", "users"});
        row("slash", "/v2/users/a%2Fb/password", {"v2", "users", "a/b", "password"});
        row("umlaut", "/v2/users/%C3%BC%40x", {"v2", "users", "\xc3\xbc@x"});
        row("question mark and hash", "/v2/users/a%3Fb%23c", {"v2", "users", "a?b#c"});
        row("decoded once", "/v2/users/a%252Fb", {"v2", "users", "a%2Fb"});
        row("plus", "/v2/users/a+b%2Bc", {"v2", "users", "a+b+c"});
        row("empty", "/v2//users/", {"v2", "", "users", ""});
        row("no path", "*", {});
    }
    void splitsTheTargetBeforeDecoding()
    {
        QFETCH(QByteArray, target);
        QFETCH(QList<QByteArray>, segments);
        PracticeCall call;
        call.setTarget(target);
        QCOMPARE(call.segments, segments);
    }
};

QTEST_GUILESS_MAIN(TestPracticeAccount)
#include "tst_practiceaccount.moc"
