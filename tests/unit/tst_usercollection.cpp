#include "directory/usercollection.h"

#include <QMap>
#include <QRandomGenerator>
#include <QSet>
#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;

/// How users are packed, and that they come out of it as they went in.
class TestUserCollection final : public QObject
{
    Q_OBJECT

private slots:
    void keepsWhatItIsGiven_data()
    {
        QTest::addColumn<User>("user");
        QTest::newRow("all") << User{.id = u"AbC-_1"_s,
                                     .email = u"Ann.Lee@Example.com"_s,
                                     .firstName = u"Ann"_s,
                                     .lastName = u"Lee"_s,
                                     .displayName = u"Lee, Ann"_s,
                                     .department = u"Finance"_s,
                                     .status = u"active"_s,
                                     .roleId = u"1"_s,
                                     .type = 2,
                                     .loginTypes = {100, 101}};
        QTest::newRow("id only") << User{.id = u"x"_s};
        QTest::newRow("e-mail only") << User{.email = u"x@y.example"_s, .status = u"pending"_s};
        QTest::newRow("no at sign") << User{.email = u"ann"_s};
        QTest::newRow("several at signs") << User{.email = u"\"a@b\"@c.example"_s};
        QTest::newRow("ends with an at sign") << User{.email = u"ann@"_s};
        QTest::newRow("first name") << User{.id = u"x"_s, .firstName = u"Ann"_s};
        QTest::newRow("last name") << User{.id = u"x"_s, .lastName = u"Lee"_s};
        QTest::newRow("other scripts") << User{.id = u"x"_s,
                                               .email = u"דנה@דוגמה.example"_s,
                                               .firstName = u"דנה"_s,
                                               .lastName = u"李"_s,
                                               .displayName = u"🔑𝐉𝐨é"_s,
                                               .department = u"Año"_s};
        QTest::newRow("strange numbers")
            << User{.id = u"x"_s, .status = u"sleeping"_s, .roleId = u"RAbCdEfG"_s, .type = -2'000'000'000};
        QTest::newRow("1 KB") << User{.id = u"x"_s,
                                      .firstName = QString(1024, u'ö'),
                                      .lastName = QString(1024, u'x'),
                                      .displayName = QString(1024, u'水')};
    }
    void keepsWhatItIsGiven()
    {
        QFETCH(User, user);
        UserCollection users;
        users.add({user});
        QCOMPARE(users.count(), 1);
        QCOMPARE(users.at(0), user);
        QCOMPARE(users.at(0).name(), user.name());
        QCOMPARE(users.find(user.pathId()), 0);
        // The same again is no change.
        const UserCollection::Changes changes = users.add({user});
        QCOMPARE(changes.added, 0);
        QVERIFY(changes.changed.empty());
    }

    void namePutTogetherIsNotKeptTwice()
    {
        UserCollection users;
        users.add(
            {User{.id = u"x"_s, .firstName = u"Ann"_s, .lastName = u"Lee"_s, .displayName = u"Ann Lee"_s}});
        QCOMPARE(users.at(0).name(), u"Ann Lee"_s);
        std::string email;
        QVERIFY(users.store()->packed(0, email).display.empty());
    }

    void refusesWhatNobodyIsCalled()
    {
        UserCollection users;
        users.add({User{}, User{.id = QString(10'000, u'x')}, User{.email = u"a\0b@x.example"_s}});
        QCOMPARE(users.count(), 0);
    }

    void cutsNamesOfAnyLength()
    {
        UserCollection users;
        users.add({User{
            .id = u"x"_s, .firstName = QString(1'000'000, u'水'), .department = QString(99'999, u'd')}});
        const User user = users.at(0);
        QVERIFY(user.firstName.size() > 1024);
        QVERIFY(user.firstName.size() < 10'000);
        QVERIFY(QString(user.firstName.size(), u'水') == user.firstName); // and not within a character
        QVERIFY(user.department.size() < 10'000);
    }

    void hostileServerMakesUpStatuses()
    {
        UserCollection users;
        QList<User> page;
        for (int i = 0; i < 70'000; ++i)
            page.append(User{
                .id = QString::number(i), .status = u"s%1"_s.arg(i), .roleId = u"r%1"_s.arg(i), .type = i});
        users.add(page);
        QCOMPARE(users.count(), 70'000);
        QCOMPARE(users.at(7).status, u"s7"_s);
        QCOMPARE(users.at(7).roleId, u"r7"_s);
        QCOMPARE(users.at(7).type, 7);
        // Too many to be told apart: nothing is claimed rather than another's.
        QCOMPARE(users.at(69'999).status, QString());
        QCOMPARE(users.at(69'999).roleId, QString());
        QCOMPARE(users.at(69'999).type, 0);
        QCOMPARE(users.at(69'999).id, u"69999"_s);
    }

    // Against a map: adds, changes of ID-less users, of e-mails, removals.
    void findsEverybodyAfterManyChanges()
    {
        QRandomGenerator random(11);
        UserCollection users;
        QMap<QString, QString> emailById;
        const auto email = [&](int number) { return u"p%1@x.example"_s.arg(number); };
        int nextEmail = 0;
        for (int round = 0; round < 400; ++round) {
            QList<User> page;
            for (int i = 0; i < 30; ++i) {
                const QString id = u"id%1"_s.arg(random.bounded(6000));
                emailById[id] = email(nextEmail++);
                page.append(User{.id = id, .email = emailById[id]});
            }
            users.add(page);
            if (round % 10 == 0) {
                const QString gone = emailById.firstKey();
                const int row = users.find(gone);
                QVERIFY(row >= 0);
                users.remove({row, row});
                QVERIFY(users.isRemoved(row));
                QCOMPARE(users.at(row), User());
                QCOMPARE(users.find(gone), -1);
                QCOMPARE(users.find(emailById[gone]), -1);
                emailById.remove(gone);
            }
            QCOMPARE(users.count(), emailById.size());
        }
        QSet<QString> current;
        for (auto it = emailById.cbegin(); it != emailById.cend(); ++it) {
            const int row = users.find(it.key());
            QVERIFY(row >= 0);
            QCOMPARE(users.at(row).id, it.key());
            QCOMPARE(users.at(row).email, it.value());
            QCOMPARE(users.find(it.value().toUpper()), row);
            current.insert(it.value());
        }
        for (int number = 0; number < nextEmail; ++number) {
            if (!current.contains(email(number)))
                QCOMPARE(users.find(email(number)), -1);
        }
    }

    void comesBackAfterRemoval()
    {
        UserCollection users;
        const User ann{.id = u"a"_s, .email = u"ann@x.example"_s, .loginTypes = {101}};
        users.add({ann});
        users.remove({0});
        QCOMPARE(users.count(), 0);
        const UserCollection::Changes changes = users.add({ann});
        QCOMPARE(changes.added, 1);
        QCOMPARE(users.find(u"a"_s), 1);
        QCOMPARE(users.at(1), ann);
    }
};

QTEST_GUILESS_MAIN(TestUserCollection)
#include "tst_usercollection.moc"
