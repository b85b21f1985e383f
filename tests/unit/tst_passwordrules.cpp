#include "passwords/passwordrules.h"

#include <QTest>

#include <optional>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

std::optional<bool> check(PasswordRule rule, const QString &password, const PasswordRules &rules = {})
{
    for (const RuleCheck &row : checkPassword(password, rules)) {
        if (row.rule == rule)
            return row.satisfied;
    }
    return std::nullopt;
}

QString repeated(const QString &text, int times)
{
    return text.repeated(times);
}

} // namespace

class TestPasswordRules final : public QObject
{
    Q_OBJECT

private slots:
    void length_data()
    {
        QTest::addColumn<QString>("password");
        QTest::addColumn<bool>("fits");
        QTest::newRow("empty") << QString() << false;
        QTest::newRow("7") << u"Abcdef1"_s << false;
        QTest::newRow("8") << u"Abcdefg1"_s << true;
        QTest::newRow("31") << QString(u"A1"_s + repeated(u"x"_s, 29)) << true;
        QTest::newRow("32") << QString(u"A1"_s + repeated(u"x"_s, 30)) << false;
        // The minimum counts code points, the maximum bytes of UTF-8.
        QTest::newRow("7 of two bytes") << repeated(u"é"_s, 7) << false;
        QTest::newRow("8 of two bytes") << repeated(u"é"_s, 8) << true;
        QTest::newRow("15 of two bytes and one") << QString(repeated(u"é"_s, 15) + u"x"_s) << true;
        QTest::newRow("16 of two bytes") << repeated(u"é"_s, 16) << false;
        QTest::newRow("10 of three bytes and one") << QString(repeated(u"한"_s, 10) + u"x"_s) << true;
        QTest::newRow("10 of three bytes and two") << QString(repeated(u"한"_s, 10) + u"xy"_s) << false;
        QTest::newRow("4 emoji are 8 units but 4 characters") << repeated(u"🔑"_s, 4) << false;
        QTest::newRow("7 emoji and one") << QString(repeated(u"🔑"_s, 7) + u"x"_s) << true;
        QTest::newRow("7 emoji and three") << QString(repeated(u"🔑"_s, 7) + u"xyz"_s) << true;
        QTest::newRow("8 emoji") << repeated(u"🔑"_s, 8) << false;
        QTest::newRow("spaces count") << u"Abcde 1 "_s << true;
    }
    void length()
    {
        QFETCH(QString, password);
        QFETCH(bool, fits);
        QCOMPARE(check(PasswordRule::Length, password), fits);
    }

    void lengthOfTheAccount()
    {
        const PasswordRules strict{12, 20, false};
        QCOMPARE(check(PasswordRule::Length, u"Abcdefghij1"_s, strict), false);
        QCOMPARE(check(PasswordRule::Length, u"Abcdefghijk1"_s, strict), true);
        QCOMPARE(check(PasswordRule::Length, repeated(u"x"_s, 20), strict), true);
        QCOMPARE(check(PasswordRule::Length, repeated(u"x"_s, 21), strict), false);
    }

    void classes_data()
    {
        QTest::addColumn<QString>("password");
        QTest::addColumn<bool>("letter");
        QTest::addColumn<bool>("digit");
        QTest::addColumn<bool>("bothCases");
        QTest::addColumn<bool>("special");
        QTest::newRow("empty") << QString() << false << false << false << false;
        QTest::newRow("lower") << u"abcdefgh"_s << true << false << false << false;
        QTest::newRow("upper") << u"ABCDEFGH"_s << true << false << false << false;
        QTest::newRow("both") << u"ABCDefgh"_s << true << false << true << false;
        QTest::newRow("edges") << u"AZaz09"_s << true << true << true << false;
        QTest::newRow("beside the edges") << u"@[`{/:"_s << false << false << false << true;
        QTest::newRow("first and last special") << u"!"_s << false << false << false << true;
        QTest::newRow("last special") << u"~"_s << false << false << false << true;
        QTest::newRow("a space is not special") << u"    "_s << false << false << false << false;
        QTest::newRow("foreign letters do not count") << u"ÄäЖжΩω"_s << false << false << false << false;
        QTest::newRow("foreign digits do not count") << u"١٢٣４５"_s << false << false << false << false;
        QTest::newRow("foreign signs do not count") << u"€§🔑"_s << false << false << false << false;
    }
    void classes()
    {
        QFETCH(QString, password);
        QTEST(check(PasswordRule::Letter, password).value(), "letter");
        QTEST(check(PasswordRule::Digit, password).value(), "digit");
        QTEST(check(PasswordRule::BothCases, password).value(), "bothCases");
        QTEST(check(PasswordRule::Special, password, {8, 31, true}).value(), "special");
    }

    void notOneCharacter_data()
    {
        QTest::addColumn<QString>("password");
        QTest::addColumn<bool>("differs");
        QTest::newRow("empty") << QString() << false;
        QTest::newRow("one") << u"a"_s << false;
        QTest::newRow("repeated") << u"aaaaaaaa"_s << false;
        QTest::newRow("case differs") << u"aaaaaaaA"_s << true;
        QTest::newRow("last differs") << u"aaaaaaab"_s << true;
        QTest::newRow("one emoji repeated") << u"🔑🔑🔑🔑🔑🔑🔑"_s << false;
        QTest::newRow("emoji of one high surrogate") << u"🔑🔑🔑🔒"_s << true;
    }
    void notOneCharacter()
    {
        QFETCH(QString, password);
        QTEST(check(PasswordRule::NotOneCharacter, password).value(), "differs");
    }

    void plainCharacters_data()
    {
        QTest::addColumn<QString>("inside");
        QTest::addColumn<bool>("plain");
        const auto unit = [](char16_t code) { return QString(QChar(code)); };
        QTest::newRow("nothing") << QString() << true;
        QTest::newRow("space") << u" "_s << true;
        QTest::newRow("tilde") << u"~"_s << true;
        QTest::newRow("no-break space") << unit(0xA0) << true;
        QTest::newRow("quotes and backslash") << u"\"\\"_s << true;
        QTest::newRow("emoji") << u"🔑"_s << true;
        QTest::newRow("NUL") << unit(0) << false;
        QTest::newRow("tab") << u"\t"_s << false;
        QTest::newRow("CR") << u"\r"_s << false;
        QTest::newRow("LF") << u"\n"_s << false;
        QTest::newRow("last C0") << unit(0x1F) << false;
        QTest::newRow("DEL") << unit(0x7F) << false;
        QTest::newRow("first C1") << unit(0x80) << false;
        QTest::newRow("NEL") << unit(0x85) << false;
        QTest::newRow("last C1") << unit(0x9F) << false;
        QTest::newRow("line separator") << unit(0x2028) << false;
        QTest::newRow("paragraph separator") << unit(0x2029) << false;
        QTest::newRow("high surrogate alone") << unit(0xD83D) << false;
        QTest::newRow("low surrogate alone") << unit(0xDD11) << false;
        QTest::newRow("the wrong way round") << QString(unit(0xDD11) + unit(0xD83D)) << false;
        QTest::newRow("two high ones") << QString(unit(0xD83D) + unit(0xD83D)) << false;
    }
    void plainCharacters()
    {
        QFETCH(QString, inside);
        QFETCH(bool, plain);
        for (const QString &password : {QString(u"Abcd"_s + inside + u"efg1"_s),
                                        QString(inside + u"Abcdefg1"_s), QString(u"Abcdefg1"_s + inside)}) {
            // Listed only when it is broken.
            QCOMPARE(check(PasswordRule::PlainCharacters, password),
                     plain ? std::nullopt : std::optional(false));
            QCOMPARE(satisfies(password, {}), plain);
        }
    }

    void listsTheRowsInOrder()
    {
        QList<PasswordRule> shown;
        for (const RuleCheck &row : checkPassword(u"\n", {8, 31, true}))
            shown.append(row.rule);
        const QList<PasswordRule> expected{PasswordRule::Length,          PasswordRule::Letter,
                                           PasswordRule::Digit,           PasswordRule::BothCases,
                                           PasswordRule::NotOneCharacter, PasswordRule::Special,
                                           PasswordRule::PlainCharacters};
        QCOMPARE(shown, expected);
        QCOMPARE(checkPassword(u"", {}).size(), 5);
    }

    void satisfiesAll()
    {
        QVERIFY(satisfies(u"Abcdefg1", {}));
        QVERIFY(!satisfies(u"abcdefg1", {}));
        QVERIFY(!satisfies(u"Abcdefgh", {}));
        QVERIFY(!satisfies(u"Abcdef1", {}));
        QVERIFY(!satisfies(u"", {}));
        QVERIFY(!satisfies(u"Abcdefg1", {8, 31, true}));
        QVERIFY(satisfies(u"Abcdefg1!", {8, 31, true}));
    }
};

QTEST_GUILESS_MAIN(TestPasswordRules)
#include "tst_passwordrules.moc"
