#include "passwords/passwordgenerator.h"
#include "passwords/passwordruns.h"

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <array>
#include <cmath>
#include <map>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

constexpr quint32 seed = 20240229;

PasswordGenerator generatorOf(QRandomGenerator &source)
{
    return PasswordGenerator([&source] { return source.generate(); });
}

QString textOf(const Result<Secret> &password)
{
    return password ? QString::fromUtf8(password->exposeUtf8()) : QString();
}

PasswordRecipe withLength(int length)
{
    PasswordRecipe recipe;
    recipe.length = length;
    return recipe;
}

PasswordRecipe withPattern(const QString &pattern)
{
    PasswordRecipe recipe;
    recipe.style = PasswordRecipe::Style::Pattern;
    recipe.pattern = pattern;
    return recipe;
}

PasswordRecipe syllables(int length)
{
    PasswordRecipe recipe = withLength(length);
    recipe.style = PasswordRecipe::Style::Syllables;
    return recipe;
}

const QString allowed = u"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789!?#$%*:"_s;

/// As many as a machine that runs all tests has time for; ctest's long tests have a million (see the
/// environment of tst_passwordgenerator_long).
int manyPasswords()
{
    const int asked = qEnvironmentVariableIntValue("KEYTURN_TEST_PASSWORDS");
    return asked > 0 ? asked : 50'000;
}

} // namespace

class TestPasswordGenerator final : public QObject
{
    Q_OBJECT

private slots:
    void satisfiesEveryRuleSet()
    {
        QRandomGenerator source(seed);
        const PasswordGenerator generator = generatorOf(source);
        const int many = manyPasswords();
        for (int i = 0; i < many; ++i) {
            PasswordRules rules;
            rules.minimumLength = source.bounded(8, 15);
            rules.requiresSpecial = source.bounded(2) == 1;
            rules.consecutiveLength = source.bounded(2) == 1 ? source.bounded(4, 9) : 0;
            rules.refusesWeak = i % 16 == 0; // which takes a hundred times as long as the rest
            PasswordRecipe recipe = withLength(source.bounded(rules.minimumLength, rules.maximumLength + 1));
            recipe.lookAlikes = source.bounded(2) == 1;
            recipe.specialCharacters = rules.requiresSpecial || source.bounded(2) == 1;
            if (source.bounded(3) == 0)
                recipe.style = PasswordRecipe::Style::Syllables;
            const QString password = textOf(generator.generate(rules, recipe));
            QCOMPARE(password.size(), recipe.length);
            QVERIFY2(satisfies(password, rules), qPrintable(password));
            // And by what is not the generator's own judgement.
            QVERIFY(rules.consecutiveLength == 0 || longestRun(password) < rules.consecutiveLength);
            for (const QChar c : u"0Oo1lI|"_s)
                QVERIFY(recipe.lookAlikes || !password.contains(c));
        }
    }

    void defaultsHoldNinetyBits()
    {
        QRandomGenerator source(seed);
        const QString password = textOf(generatorOf(source).generate({}));
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
        const PasswordGenerator generator = generatorOf(source);
        std::array<std::array<int, 128>, length> seen{};
        for (int i = 0; i < draws; ++i) {
            const QString password = textOf(generator.generate(rules, withLength(length)));
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
            generatorOf(source).generate({minimum, maximum, special}, withLength(length));
        QTEST(password.has_value(), "possible");
        if (!password) {
            QCOMPARE(password.error().kind, ErrorKind::InvalidInput);
            QVERIFY(!password.error().reply.message.isEmpty());
        } else
            QCOMPARE(password->size(), length);
    }

    /// Small enough to be counted: every accepted password as often as any other, and none else.
    void everyAcceptedOneIsEquallyLikely()
    {
        // 10 digits, 2 letters of either case that are fixed, and the rules leave out runs.
        PasswordRules rules{4, 31, false};
        rules.consecutiveLength = 3;
        PasswordRecipe recipe = withPattern(u"K9b99"_s);
        recipe.lookAlikes = true;
        QRandomGenerator source(seed);
        const PasswordGenerator generator = generatorOf(source);
        std::map<QString, int> seen;
        constexpr int draws = 200'000;
        for (int i = 0; i < draws; ++i)
            ++seen[textOf(generator.generate(rules, recipe))];
        int accepted = 0;
        for (int number = 0; number < 1000; ++number) {
            const QString digits = QString::number(number).rightJustified(3, u'0');
            if (longestRun(QString(u"K"_s + digits[0] + u'b' + digits.mid(1))) < 3)
                ++accepted;
        }
        QCOMPARE(int(seen.size()), accepted);
        const double expected = double(draws) / accepted;
        double chiSquare = 0;
        for (const auto &[password, count] : seen)
            chiSquare += (count - expected) * (count - expected) / expected;
        // A normal distribution around the degrees of freedom; five deviations.
        QVERIFY2(std::abs(chiSquare - (accepted - 1)) < 5 * std::sqrt(2.0 * accepted),
                 qPrintable(QString::number(chiSquare)));
        QVERIFY(leastEntropyBits(recipe, rules) <= std::log2(accepted) + 1e-9);
    }

    void entropyIsExactForClasses()
    {
        // Counted by hand: one capital, one small letter, one digit, in any order, of 2 places too few.
        PasswordRules rules{2, 31, false};
        QVERIFY(leastEntropyBits(withPattern(u"A9"_s), rules) < 0); // no small letter
        PasswordRecipe recipe = withPattern(u"A9a"_s);
        recipe.lookAlikes = true;
        QCOMPARE(leastEntropyBits(recipe, rules), std::log2(26.0 * 10 * 26));
        // 3 places of 62 characters that must hold one of each class: 6 orders of 26 * 26 * 10.
        recipe = withLength(3);
        recipe.lookAlikes = true;
        recipe.specialCharacters = false;
        QCOMPARE(leastEntropyBits(recipe, rules), std::log2(6.0 * 26 * 26 * 10));
        rules.minimumLength = 8;
        QVERIFY(leastEntropyBits(recipe, rules) < 0);
        QVERIFY(leastEntropyBits({}, {}) > 95);
        QVERIFY(leastEntropyBits({}, {}) < 16 * std::log2(63.0));
    }

    void entropyIsALowerBoundWithRuns()
    {
        PasswordRules rules{4, 31, false};
        for (const int run : {3, 4, 5}) {
            rules.consecutiveLength = run;
            PasswordRecipe recipe = withPattern(u"Ka9999"_s);
            recipe.lookAlikes = true;
            int accepted = 0;
            for (int letter = 0; letter < 26; ++letter) {
                for (int number = 0; number < 10'000; ++number) {
                    const QString password =
                        u'K' % QChar(u'a' + letter) % QString::number(number).rightJustified(4, u'0');
                    accepted += satisfies(password, rules) ? 1 : 0;
                }
            }
            const double bits = leastEntropyBits(recipe, rules);
            QVERIFY(bits <= std::log2(accepted));
            QVERIFY2(bits > std::log2(accepted) - 0.5, qPrintable(QString::number(bits)));
        }
    }

    void syllablesCanBeSaid()
    {
        QRandomGenerator source(seed);
        const PasswordGenerator generator = generatorOf(source);
        for (int length = 8; length <= 31; ++length) {
            const QString password = textOf(generator.generate({}, syllables(length)));
            QCOMPARE(password.size(), length);
            static const QRegularExpression shape(
                u"^[BDFGHJKLMNPRSTVWZ][aeiou]?([bdfghjkmnprstvwz]?[aeiou]?)*(-([bdfghjkmnprstvwz][aeiou]?)*)*-[2-9]{2}$"_s);
            QVERIFY2(shape.match(password).hasMatch(), qPrintable(password));
            QVERIFY2(!password.contains(u"--"), qPrintable(password));
        }
        QVERIFY(leastEntropyBits(syllables(16), {}) > 38);
    }

    void patternsAreFollowed()
    {
        QRandomGenerator source(seed);
        const PasswordGenerator generator = generatorOf(source);
        for (int i = 0; i < 200; ++i) {
            const QString password = textOf(generator.generate({}, withPattern(u"\\A\\cme-CvAa99#*"_s)));
            static const QRegularExpression shape(u"^Acme-[A-Z][aeiou][A-Z][a-z][2-9]{2}[!?#$%*:].$"_s);
            QVERIFY2(shape.match(password).hasMatch(), qPrintable(password));
        }
        QVERIFY(isPasswordPattern({}));
        QVERIFY(isPasswordPattern(u"Cvcv-9999"_s));
        QVERIFY(isPasswordPattern(QString(31, u'*')));
        QVERIFY(!isPasswordPattern(QString(32, u'*')));
        QVERIFY(!isPasswordPattern(u"Cvcvü"_s));
        QVERIFY(!isPasswordPattern(u"Cvcv\n"_s));
    }

    void whatNothingSatisfiesIsRefused_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<int>("run");
        QTest::newRow("no capital") << u"aaaaaaa9"_s << 0;
        QTest::newRow("no small letter") << u"AAAAAAA9"_s << 0;
        QTest::newRow("no digit") << u"Aaaaaaaa"_s << 0;
        QTest::newRow("too short") << u"Aa9"_s << 0;
        QTest::newRow("always a run") << u"\\A12345bcd9"_s << 4;
        QTest::newRow("empty") << QString() << 0;
    }
    void whatNothingSatisfiesIsRefused()
    {
        QFETCH(QString, pattern);
        QFETCH(int, run);
        QRandomGenerator source(seed);
        PasswordRules rules;
        rules.consecutiveLength = run;
        const Result<Secret> password = generatorOf(source).generate(rules, withPattern(pattern));
        QVERIFY(!password);
        QCOMPARE(password.error().kind, ErrorKind::InvalidInput);
        QVERIFY(!password.error().reply.message.isEmpty());
    }

    void theSameNumbersGiveTheSamePassword()
    {
        QRandomGenerator one(7);
        QRandomGenerator other(7);
        QCOMPARE(textOf(generatorOf(one).generate({})), textOf(generatorOf(other).generate({})));
    }
};

QTEST_GUILESS_MAIN(TestPasswordGenerator)
#include "tst_passwordgenerator.moc"
