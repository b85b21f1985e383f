#include "passwords/passwordgenerator.h"

#include <QSet>
#include <QTest>

#include <array>
#include <cmath>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

constexpr quint32 seed = 20240229;

QString textOf(const Result<Secret> &password)
{
    return password ? QString::fromUtf8(password->exposeUtf8()) : QString();
}

const QString allowed = u"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789!?#$%*:"_s;

} // namespace

class TestPasswordGenerator final : public QObject
{
    Q_OBJECT

private slots:
    void satisfiesEveryRuleSet()
    {
        QRandomGenerator source(seed);
        const PasswordGenerator generator(&source);
        for (int i = 0; i < 100'000; ++i) {
            PasswordRules rules;
            rules.minimumLength = source.bounded(8, 15);
            rules.requiresSpecial = source.bounded(2) == 1;
            const int length = source.bounded(rules.minimumLength, rules.maximumLength + 1);
            const QString password = textOf(generator.generate(rules, length));
            QCOMPARE(password.size(), length);
            QVERIFY2(satisfies(password, rules), qPrintable(password));
        }
    }

    void defaultsHoldNinetyBits()
    {
        QRandomGenerator source(seed);
        const QString password = textOf(PasswordGenerator(&source).generate({}));
        QCOMPARE(password.size(), 16);
        QVERIFY(16 * std::log2(allowed.size()) > 90);
    }

    /// Each character of the alphabet turns up, none but those, and none at any place more often than chance
    /// allows. "At least one digit" bends the odds of short passwords a little; of long ones it does not.
    void drawsEvenly()
    {
        constexpr int length = 100;
        constexpr int draws = 20'000;
        const PasswordRules rules{8, length, false};
        QRandomGenerator source(seed);
        const PasswordGenerator generator(&source);
        std::array<std::array<int, 128>, length> seen{};
        for (int i = 0; i < draws; ++i) {
            const QString password = textOf(generator.generate(rules, length));
            for (int place = 0; place < length; ++place)
                ++seen[static_cast<std::size_t>(place)][password[place].unicode()];
        }
        for (const auto &place : seen) {
            const double expected = double(draws) / double(allowed.size());
            double chiSquare = 0;
            int counted = 0;
            for (const QChar c : allowed) {
                const int count = place[c.unicode()];
                counted += count;
                chiSquare += (count - expected) * (count - expected) / expected;
            }
            QCOMPARE(counted, draws); // nothing outside the alphabet
            // 62 degrees of freedom: passed once in 20,000 by chance; one character drawn twice as often as
            // the others gives more than 300.
            QVERIFY2(chiSquare < 114, qPrintable(QString::number(chiSquare)));
        }
    }

    void leavesOutLookAlikes()
    {
        for (const QChar c : u"0Oo1lI|"_s)
            QVERIFY(!allowed.contains(c));
    }

    void differsEachTime()
    {
        const PasswordGenerator generator; // the system's randomness
        QSet<QString> passwords;
        for (int i = 0; i < 1000; ++i)
            passwords.insert(textOf(generator.generate({})));
        QCOMPARE(passwords.size(), 1000);
    }

    void impossibleRulesAreRefused_data()
    {
        QTest::addColumn<int>("minimum");
        QTest::addColumn<int>("maximum");
        QTest::addColumn<bool>("special");
        QTest::addColumn<int>("length");
        QTest::addColumn<bool>("possible");
        QTest::newRow("below the minimum") << 8 << 31 << false << 7 << false;
        QTest::newRow("at the minimum") << 8 << 31 << false << 8 << true;
        QTest::newRow("at the maximum") << 8 << 31 << true << 31 << true;
        QTest::newRow("above the maximum") << 8 << 31 << false << 32 << false;
        QTest::newRow("none") << 0 << 31 << false << 0 << false;
        QTest::newRow("negative") << 0 << 31 << false << -1 << false;
        QTest::newRow("minimum above maximum") << 20 << 10 << false << 16 << false;
        QTest::newRow("no room for three classes") << 0 << 31 << false << 2 << false;
        QTest::newRow("room for three classes") << 0 << 31 << false << 3 << true;
        QTest::newRow("no room for four classes") << 0 << 31 << true << 3 << false;
        QTest::newRow("room for four classes") << 0 << 31 << true << 4 << true;
    }
    void impossibleRulesAreRefused()
    {
        QFETCH(int, minimum);
        QFETCH(int, maximum);
        QFETCH(bool, special);
        QFETCH(int, length);
        QRandomGenerator source(seed);
        const Result<Secret> password =
            PasswordGenerator(&source).generate({minimum, maximum, special}, length);
        QTEST(password.has_value(), "possible");
        if (!password)
            QCOMPARE(password.error().kind, ErrorKind::InvalidInput);
        else
            QCOMPARE(password->size(), length);
    }
};

QTEST_GUILESS_MAIN(TestPasswordGenerator)
#include "tst_passwordgenerator.moc"
