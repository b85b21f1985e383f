#include "practice/practiceusers.h"

#include <QJsonArray>
#include <QSet>
#include <QTest>

#include <algorithm>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

int countIf(const PracticeUsers &users, auto matches)
{
    int count = 0;
    for (qsizetype i = 0; i < users.count(); ++i)
        count += matches(users.at(i)) ? 1 : 0;
    return count;
}

bool anyCharacter(const QString &text, auto matches)
{
    return std::any_of(text.cbegin(), text.cend(), matches);
}

} // namespace

class TestPracticeUsers final : public QObject
{
    Q_OBJECT

private slots:
    void areAsManyAsAsked_data()
    {
        QTest::addColumn<int>("count");
        for (const int count : {-1, 0, 1, 5, 500, 30'000})
            QTest::addRow("%d", count) << count;
    }
    void areAsManyAsAsked()
    {
        QFETCH(int, count);
        const PracticeUsers users(count);
        QCOMPARE(users.count(), qMax(count, 0));
        std::size_t listed = 0;
        for (const auto status :
             {PracticeUser::Status::Active, PracticeUser::Status::Inactive, PracticeUser::Status::Pending})
            listed += users.withStatus(status).size();
        QCOMPARE(static_cast<qsizetype>(listed), users.count());

        QSet<QString> ids;
        QSet<QString> addresses;
        int withoutId = 0;
        for (qsizetype i = 0; i < users.count(); ++i) {
            const PracticeUser user = users.at(i);
            addresses.insert(user.email);
            if (user.id.isEmpty()) {
                ++withoutId;
                QCOMPARE(user.status, PracticeUser::Status::Pending);
            } else {
                QCOMPARE(user.id.size(), 22);
                ids.insert(user.id);
                QCOMPARE(users.find(user.id).value().number, user.number);
            }
            QCOMPARE(users.find(user.email.toUpper()).value().number, user.number);
        }
        QCOMPARE(addresses.size(), users.count());
        QCOMPARE(ids.size() + withoutId, users.count());
    }

    // The list by status holds everybody once, in a million as in five hundred.
    void aMillionAreThere()
    {
        const PracticeUsers users(1'000'000);
        std::vector<bool> listed(std::size_t(users.count()));
        for (const auto status :
             {PracticeUser::Status::Active, PracticeUser::Status::Inactive, PracticeUser::Status::Pending}) {
            for (const quint32 place : users.withStatus(status)) {
                QVERIFY(!listed[place]);
                listed[place] = true;
            }
            QVERIFY(users.withStatus(status).size() > 10'000);
            QCOMPARE(users.at(users.withStatus(status).back()).status, status);
        }
        QCOMPARE(std::count(listed.begin(), listed.end(), true), users.count());
        for (qsizetype number = 0; number < users.count(); number += 997) {
            const PracticeUser user = users.at(number);
            QCOMPARE(user.number, quint32(number));
            QCOMPARE(users.find(user.email).value().number, user.number);
            if (!user.id.isEmpty())
                QCOMPARE(users.find(user.id).value().number, user.number);
        }
    }

    void areTheSameEveryTime()
    {
        const PracticeUsers one(500);
        const PracticeUsers other(500);
        for (qsizetype i = 0; i < one.count(); ++i)
            QCOMPARE(one.at(i).toJson(), other.at(i).toJson());
    }

    void looksLikeAnAccount()
    {
        const PracticeUsers users(500);
        const auto count = [&users](auto matches) { return countIf(users, matches); };
        using User = PracticeUser;
        QCOMPARE(count([](const User &user) { return user.role == 0; }), 1);
        QVERIFY(count([](const User &user) { return user.role == 1; }) >= 2);
        QVERIFY(count([](const User &user) { return user.type == 1; }) > 50);
        QVERIFY(count([](const User &user) { return user.type == 2; }) > 200);
        QVERIFY(count([](const User &user) { return user.status == User::Status::Inactive; }) > 10);
        QVERIFY(count([](const User &user) { return user.status == User::Status::Pending; }) > 10);
        QVERIFY(count([](const User &user) { return user.id.isEmpty(); }) > 2);
        // Everyone but the triggers can be reset.
        QCOMPARE(count([](const User &user) {
                     return user.trigger == PracticeTrigger::None
                         && (!user.hasZoomPassword() || user.role != 2);
                 }),
                 0);
        QCOMPARE(count([](const User &user) { return !user.hasZoomPassword(); }), 1);
        QVERIFY(count([](const User &user) { return user.department.isEmpty(); }) > 5);
        QVERIFY(count([](const User &user) { return user.displayName.isEmpty(); }) > 5);
        QVERIFY(count([](const User &user) { return user.displayName.size() > 50; }) > 1);
        QVERIFY(count([](const User &user) {
                    return anyCharacter(user.displayName, [](QChar c) { return c.unicode() > 0x7f; });
                })
                > 100);
        QVERIFY(count([](const User &user) {
                    return anyCharacter(user.displayName, [](QChar c) {
                        return c.direction() == QChar::DirR || c.direction() == QChar::DirAL;
                    });
                })
                > 3);

        QHash<QString, int> names;
        for (qsizetype i = 0; i < users.count(); ++i)
            ++names[users.at(i).displayName];
        names.remove(QString());
        QVERIFY(std::count_if(names.cbegin(), names.cend(), [](int people) { return people > 1; }) > 5);
    }

    void writesWhatZoomWrites()
    {
        const PracticeUsers users(500);
        for (qsizetype i = 0; i < users.count(); ++i) {
            const PracticeUser user = users.at(i);
            const QJsonObject listed = user.toListJson();
            QCOMPARE(listed.contains("id"_L1), !user.id.isEmpty());
            QCOMPARE(listed.contains("dept"_L1), !user.department.isEmpty());
            QVERIFY(!listed.contains("login_types"_L1));
            QCOMPARE(listed.value("role_id"_L1).toString(), QString::number(user.role));
            QCOMPARE(user.toJson().value("login_types"_L1).toArray().contains(100), user.hasZoomPassword());
        }
    }

    void triggersComeFirst()
    {
        const PracticeUsers users(500);
        for (std::size_t i = 0; i < practiceTriggers.size(); ++i) {
            const PracticeUser user = users.at(static_cast<qsizetype>(i));
            const PracticeTriggerInfo &info = practiceTriggers[i];
            QCOMPARE(user.trigger, info.trigger);
            QCOMPARE(user.status == PracticeUser::Status::Pending, info.trigger == PracticeTrigger::Pending);
            QVERIFY(!user.id.isEmpty());
            QCOMPARE(user.email, QLatin1StringView(info.name) + u"@practice.example"_s);
            QVERIFY(user.department.startsWith("Practice: "_L1));
            QVERIFY(!QLatin1StringView(info.meaning).isEmpty());
        }
        QCOMPARE(
            countIf(users, [](const PracticeUser &user) { return user.trigger != PracticeTrigger::None; }),
            static_cast<int>(practiceTriggers.size()));
    }

    void findsMeAndNobodyElse()
    {
        const PracticeUsers users(500);
        QCOMPARE(users.find(u"me"_s)->trigger, PracticeTrigger::Me);
        QVERIFY(!users.find(u"nobody@practice.example"_s));
        QVERIFY(!users.find(QString()));
        QVERIFY(!users.find(users.at(3).id.toLower())); // IDs are case-sensitive
        QVERIFY(!PracticeUsers(0).find(u"me"_s));
        // Nearly somebody.
        QVERIFY(!users.find(u"AAAAAAAAAAAAAAAAAAAAAA"_s));
        const QString address = users.at(200).email;
        const QString localPart = address.chopped(QString(u'@' % practiceDomain).size());
        const QStringList others{localPart, localPart + u"@other.example"_s,
                                 localPart + u"99@practice.example"_s, localPart + u"01@practice.example"_s,
                                 u"works@practice.example.org"_s};
        for (const QString &other : others)
            QVERIFY2(!users.find(other), qPrintable(other));
    }
};

QTEST_GUILESS_MAIN(TestPracticeUsers)
#include "tst_practiceusers.moc"
