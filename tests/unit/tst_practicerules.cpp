#include "passwords/passwordrules.h"
#include "practice/practicerules.h"

#include <QHash>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

constexpr quint32 seed = 20261201; // fixed, so that a failure can be repeated
constexpr int rounds = 100'000;

int codeOf(const std::optional<PracticeReply> &refusal)
{
    return refusal ? QJsonDocument::fromJson(refusal->body).object().value("code"_L1).toInt() : 0;
}

/// The rule of the window that each of the server's codes is about.
const QHash<int, PasswordRule> ruleOfCode{
    {1124, PasswordRule::Length}, {300, PasswordRule::Length},   {1125, PasswordRule::Letter},
    {1126, PasswordRule::Digit},  {1127, PasswordRule::Special}, {1128, PasswordRule::BothCases},
    {1131, PasswordRule::NoRuns}, {1136, PasswordRule::NotWeak}, {1130, PasswordRule::NotOneCharacter},
};

PasswordRules rulesOfWindow(const PracticeRules &rules)
{
    PasswordRules same;
    if (rules.minimumLength > 0)
        same.minimumLength = rules.minimumLength;
    same.requiresSpecial = rules.requiresSpecial;
    same.consecutiveLength = rules.consecutiveLength;
    same.refusesWeak = rules.detectsWeak;
    return same;
}

PracticeRules randomRules(QRandomGenerator &random)
{
    static constexpr int lengths[]{0, 8, 8, 9, 10, 12, 14};
    static constexpr int runs[]{0, 0, 4, 5, 6, 7, 8};
    return {lengths[random.bounded(7)], random.bounded(2) == 1, runs[random.bounded(7)], false};
}

/// Pieces that lie at the edges of the rules: runs that are as long as allowed and one longer, in both cases
/// and directions, and characters beside ASCII.
QString randomPassword(QRandomGenerator &random)
{
    static const QStringList rows{u"abcdefghijklmnopqrstuvwxyz"_s,
                                  u"0123456789"_s,
                                  u"1234567890"_s,
                                  u"qwertyuiop"_s,
                                  u"asdfghjkl"_s,
                                  u"zxcvbnm"_s,
                                  u"qwertzuiop"_s,
                                  u"yxcvbnm"_s,
                                  u"azertyuiop"_s,
                                  u"qsdfghjklm"_s,
                                  u"wxcvbn"_s};
    static const QStringList kinds{u"abcxyz"_s, u"ABCXYZ"_s, u"0189"_s, u"!~@ #"_s,
                                   u"\u00e9\u00df\u6f22\u0660"_s};
    QString password;
    for (int piece = random.bounded(8); piece >= 0; --piece) {
        const QString &kind = kinds.at(random.bounded(int(kinds.size())));
        const QString &row = rows.at(random.bounded(int(rows.size())));
        const int length = random.bounded(2, 10);
        switch (random.bounded(7)) {
        case 0:
            password += row.mid(random.bounded(int(row.size())), length);
            break;
        case 1: {
            QString part = row.mid(random.bounded(int(row.size())), length).toUpper();
            std::reverse(part.begin(), part.end());
            password += part;
            break;
        }
        case 2:
            password += QString(length, kind.at(random.bounded(int(kind.size()))));
            break;
        case 3:
            password += QString::fromUcs4(U"\U0001f511").repeated(random.bounded(1, 4));
            break;
        default:
            for (int i = 0; i < length / 2; ++i)
                password += kind.at(random.bounded(int(kind.size())));
        }
    }
    return password;
}

} // namespace

/// The practice account judges passwords with code of its own. Where it and the window differ, one of them
/// reads Zoom's rules wrongly.
class TestPracticeRules final : public QObject
{
    Q_OBJECT

private slots:
    void judgesAsTheWindowDoes()
    {
        QRandomGenerator random(seed);
        QHash<int, int> codes;
        for (int round = 0; round < rounds; ++round) {
            const PracticeRules rules = randomRules(random);
            const QString password = randomPassword(random);
            const int code = codeOf(refusalOf(Secret::fromText(password), rules));
            const QList<RuleCheck> checks = checkPassword(password, rulesOfWindow(rules));
            const auto isBroken = [&checks](PasswordRule rule) {
                return std::ranges::any_of(checks, [rule](const RuleCheck &check) {
                    return check.rule == rule && !check.satisfied;
                });
            };
            const bool isGood = std::ranges::all_of(checks, &RuleCheck::satisfied);
            const bool agrees = code == 0 ? isGood : isBroken(ruleOfCode.value(code));
            QVERIFY2(agrees,
                     qPrintable(u"%1: code %2; minimum %3, special %4, runs %5"_s.arg(password)
                                    .arg(code)
                                    .arg(rules.minimumLength)
                                    .arg(rules.requiresSpecial)
                                    .arg(rules.consecutiveLength)));
            ++codes[code];
        }
        // It was about something: each rule was the reason many times.
        for (const int code : {0, 300, 1124, 1125, 1126, 1127, 1128, 1131})
            QVERIFY2(codes.value(code) > rounds / 500, qPrintable(QString::number(code)));
        QVERIFY(codes.value(1130) > 20);
    }

    /// What is too easy to guess Zoom alone knows. The window is the stricter of the two: whatever it calls
    /// good, the practice account takes.
    void whatTheWindowTakesIsTaken()
    {
        const PasswordRules probe{.refusesWeak = true};
        if (satisfies(u"Password-1", probe))
            QSKIP("Built without the strength of passwords.");
        QRandomGenerator random(seed);
        static const QStringList starts{u"Passw0rd"_s, u"Dragon"_s, u"P@ssword"_s, u"Welcome"_s,
                                        u"Qwerty"_s,   u"Summer"_s, u"Iloveyou"_s, u"Sunshine"_s,
                                        u"Abc123"_s,   u"xK9"_s};
        PracticeRules rules;
        rules.detectsWeak = true;
        int refused = 0;
        int good = 0;
        for (int round = 0; round < 3'000; ++round) {
            QString password = starts.at(random.bounded(int(starts.size())));
            static const QString tail = u"0123456789-!aZ"_s;
            for (int i = random.bounded(9); i > 0; --i)
                password += tail.at(random.bounded(int(tail.size())));
            if (random.bounded(4) == 0)
                password += u"-20%1"_s.arg(random.bounded(10, 30));
            const bool isTaken = !refusalOf(Secret::fromText(password), rules);
            const bool isGood = satisfies(password, rulesOfWindow(rules));
            QVERIFY2(isTaken || !isGood, qPrintable(password));
            refused += !isTaken;
            good += isGood;
        }
        QVERIFY(refused > 100);
        QVERIFY(good > 100);
    }

    void knowsThePersonsNames()
    {
        PracticeRules rules;
        rules.detectsWeak = true;
        const auto code = [&rules](const QString &password) {
            return codeOf(refusalOf(Secret::fromText(password), rules, {u"okonkwo"_s}));
        };
        QCOMPARE(code(u"xX-OkonKwo-91-kz"_s), 1136);
        QCOMPARE(code(u"xX-OkonKw-91-kz"_s), 0);
        rules.detectsWeak = false;
        QCOMPARE(code(u"xX-OkonKwo-91-kz"_s), 0);
    }
};

QTEST_GUILESS_MAIN(TestPracticeRules)
#include "tst_practicerules.moc"
