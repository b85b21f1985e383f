#include "passwords/passwordrules.h"
#include "passwords/passwordruns.h"
#include "passwords/passwordstrength.h"

#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;

using Level = PasswordStrength::Level;
using Flaw = PasswordStrength::Flaw;

class TestPasswordStrength final : public QObject
{
    Q_OBJECT

private slots:
    void runs_data()
    {
        QTest::addColumn<QString>("password");
        QTest::addColumn<int>("longest");
        QTest::newRow("empty") << QString() << 0;
        QTest::newRow("one") << u"a"_s << 1;
        QTest::newRow("same") << u"x11111y"_s << 5;
        QTest::newRow("no one keyboard") << u"azxc"_s << 3; // a-z on AZERTY, z-x-c on QWERTY
        QTest::newRow("same, whatever the case") << u"aAaA"_s << 4;
        QTest::newRow("same, not ASCII") << u"üüü"_s << 3;
        QTest::newRow("same, beyond 16 bits") << u"🔑🔑🔑🔒"_s << 3;
        QTest::newRow("digits up") << u"x12345y"_s << 5;
        QTest::newRow("digits down") << u"x98765y"_s << 5;
        QTest::newRow("over nine on the keyboard") << u"7890"_s << 4;
        QTest::newRow("letters up") << u"1abcde1"_s << 5;
        QTest::newRow("letters down, mixed case") << u"1EdCbA1"_s << 5;
        QTest::newRow("not from z to a") << u"1yza1"_s << 2;
        QTest::newRow("not from letters to digits") << u"9:;<"_s << 1;
        QTest::newRow("QWERTY") << u"1qwert1"_s << 5;
        QTest::newRow("QWERTY, backwards") << u"1poiuy1"_s << 5;
        QTest::newRow("QWERTZ") << u"2qwertz2"_s << 6;
        QTest::newRow("AZERTY") << u"2azerty2"_s << 6;
        QTest::newRow("no run") << u"Xk9-tmb2r"_s << 1;
        QTest::newRow("turns back") << u"121212"_s << 2;
        QTest::newRow("kinds do not mix") << u"aabb12"_s << 2;
    }
    void runs()
    {
        QFETCH(QString, password);
        QTEST(longestRun(password), "longest");
    }

    void strength_data()
    {
        QTest::addColumn<QString>("password");
        QTest::addColumn<Level>("least");
        QTest::addColumn<Level>("most");
        QTest::addColumn<Flaw>("flaw");
        QTest::newRow("password") << u"Password1"_s << Level::VeryWeak << Level::Weak << Flaw::CommonWord;
        QTest::newRow("name") << u"Grace1906"_s << Level::VeryWeak << Level::Fair << Flaw::PersonWord;
        QTest::newRow("company") << u"Contoso1!"_s << Level::VeryWeak << Level::Fair << Flaw::PersonWord;
        QTest::newRow("random") << u"Yw8?kTz4#mPe2Vq!"_s << Level::Strong << Level::Strong << Flaw::None;
        QTest::newRow("not ASCII") << u"Grüße-aus-Ångström-7"_s << Level::Good << Level::Strong << Flaw::None;
    }
    void strength()
    {
        QFETCH(QString, password);
        QFETCH(Level, least);
        QFETCH(Level, most);
        const QStringList words = personWords({u"Grace Hopper"_s, u"grace.hopper@contoso.example"_s});
        const PasswordStrength strength = strengthOf(password, words);
        if (strength.level == Level::Unknown)
            QSKIP("built without zxcvbn");
        QVERIFY2(strength.level >= least && strength.level <= most,
                 qPrintable(QString::number(strength.bits)));
        QTEST(strength.flaw, "flaw");
    }

    void wordsOfAPerson()
    {
        QCOMPARE(personWords({u"José Ångström-Lee"_s, u"j.lee42@Contoso.example"_s, {}}),
                 QStringList({u"contoso"_s, u"example"_s, u"josé"_s, u"lee"_s, u"ångström"_s}));
        QCOMPARE(personWords({}), QStringList());
    }

    void theRulesKnowBoth()
    {
        PasswordRules rules;
        rules.consecutiveLength = 4;
        QVERIFY(satisfies(u"Abcxyz19"_s, rules));
        QVERIFY(!satisfies(u"Abcdxy19"_s, rules));
        rules.consecutiveLength = 5;
        QVERIFY(satisfies(u"Abcdxy19"_s, rules));
        rules.refusesWeak = true;
        rules.personWords = personWords({u"Grace Hopper"_s});
        QVERIFY(!satisfies(u"Yw8?kTz4GRACE4#mPe2Vq"_s, rules)); // her name in it
        QVERIFY(satisfies(u"Yw8?kTz4#mPe2Vq!"_s, rules));
        if (strengthOf(u"x").level != Level::Unknown)
            QVERIFY(!satisfies(u"Password1"_s, rules));
        QList<PasswordRule> shown;
        for (const RuleCheck &check : checkPassword(u"", rules)) {
            QVERIFY(!check.satisfied);
            shown.append(check.rule);
        }
        QVERIFY(shown.endsWith(PasswordRule::NotWeak));
        QVERIFY(shown.contains(PasswordRule::NoRuns));
    }
};

QTEST_GUILESS_MAIN(TestPasswordStrength)
#include "tst_passwordstrength.moc"
