#include "directory/userdirectory.h"
#include "directory/usersearch.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

QList<User> people(int begin, int end)
{
    QList<User> users;
    for (int i = begin; i < end; ++i)
        users.append(User{.id = u"id%1"_s.arg(i),
                          .email = u"person%1@x.example"_s.arg(i),
                          .firstName = u"Person"_s,
                          .lastName = QString::number(i)});
    return users;
}

/// Hears every answer, and checks each against the directory at that moment.
class Listener : public QObject
{
public:
    Listener(UserSearch &search, const UserDirectory &directory)
        : m_search(search)
    {
        connect(&search, &UserSearch::found, this, [this, &directory](const UserHits &hits, bool coversAll) {
            for (const std::uint32_t row : *hits.rows) {
                if (int(row) >= directory.rowEnd())
                    strange = true;
            }
            last = *hits.rows;
            isLast = hits.isAll && coversAll;
            text = m_search.query().text;
            ++answers;
        });
    }

    /// Until everything is told.
    bool settle(std::size_t count)
    {
        return QTest::qWaitFor([&] {
            return m_search.isSettled() && isLast && last.size() == count && text == m_search.query().text;
        });
    }

    UserSearch &m_search;
    UserHits::Rows last;
    QString text;
    bool isLast = false;
    bool strange = false;
    int answers = 0;
};

} // namespace

class TestUserSearch final : public QObject
{
    Q_OBJECT

private slots:
    void answersAndFollowsTheDirectory()
    {
        UserDirectory directory;
        directory.add(people(0, 1000));
        UserSearch search(&directory);
        Listener listener(search, directory);
        QVERIFY(search.isSettled());
        search.search({});
        QVERIFY(listener.settle(1000));
        // More come, one changes, one goes.
        directory.add(people(1000, 3000));
        QVERIFY(listener.settle(3000));
        search.search({.text = u"zoe"_s});
        QVERIFY(listener.settle(0));
        directory.add({User{.id = u"id7"_s, .email = u"zoe@x.example"_s, .firstName = u"Zoë"_s}});
        QVERIFY(listener.settle(1));
        QCOMPARE(listener.last, UserHits::Rows({7}));
        directory.remove({7});
        QVERIFY(listener.settle(0));
        directory.clear();
        directory.add({User{.email = u"zoe@y.example"_s}});
        QVERIFY(listener.settle(1));
        QCOMPARE(listener.last, UserHits::Rows({0}));
        QVERIFY(!listener.strange);
    }

    void exactAddressStandsFirstAsSoonAsItComes()
    {
        UserDirectory directory;
        directory.add({User{.email = u"a.ann@x.example"_s}});
        UserSearch search(&directory);
        Listener listener(search, directory);
        search.search({.text = u"ann@x.example"_s});
        QVERIFY(listener.settle(1));
        directory.add({User{.email = u"ann@x.example"_s, .firstName = u"Zoe"_s}});
        QVERIFY(listener.settle(2));
        QCOMPARE(listener.last.front(), 1U);
        QCOMPARE(search.query().exactRow, 1);
    }

    // Whoever types on never hears of what was typed before.
    void dropsTheOutdated()
    {
        UserDirectory directory;
        directory.add(people(0, 20'000));
        UserSearch search(&directory);
        int wrong = 0;
        QString typed;
        connect(&search, &UserSearch::found, this, [&](const UserHits &hits, bool) {
            for (const std::uint32_t row : *hits.rows)
                wrong += !directory.at(int(row)).email.contains(typed);
        });
        const QString whole = u"person12345@x.example"_s;
        for (int round = 0; round < 20; ++round) {
            for (qsizetype size = 1; size <= whole.size(); ++size) {
                typed = whole.left(size);
                search.search({.text = typed});
                if ((size + round) % 3 == 0)
                    QTest::qWait(0);
            }
        }
        Listener listener(search, directory);
        search.search({.text = typed});
        QVERIFY(listener.settle(1));
        QCOMPARE(wrong, 0);
    }

    void replacedDirectoryIsNeverMixedUp()
    {
        UserDirectory directory;
        UserSearch search(&directory);
        Listener listener(search, directory);
        search.search({});
        for (int round = 0; round < 50; ++round) {
            directory.add(people(0, 3000));
            if (round % 2 == 0)
                QTest::qWait(0);
            auto other = std::make_unique<UserCollection>();
            other->add(people(0, round));
            directory.replace(std::move(other));
            QVERIFY(listener.settle(std::size_t(round)));
        }
        QVERIFY(!listener.strange);
    }

    void diesAtAnyTime()
    {
        UserDirectory directory;
        directory.add(people(0, 30'000));
        for (int round = 0; round < 30; ++round) {
            UserSearch search(&directory);
            search.search({.text = u"e"_s});
            if (round % 3 == 0)
                directory.add(people(30'000 + round, 30'001 + round));
            if (round % 2 == 0)
                QTest::qWait(round % 5);
        }
        QCOMPARE(directory.count(), 30'010);
    }

    void firstRowsComeBeforeAll()
    {
        UserDirectory directory;
        directory.add(people(0, 50'000));
        UserSearch search(&directory);
        Listener listener(search, directory);
        search.search({});
        QVERIFY(listener.settle(50'000));
        QList<std::pair<std::size_t, bool>> heard;
        connect(&search, &UserSearch::found, this,
                [&](const UserHits &hits, bool) { heard.append({hits.rows->size(), hits.isAll}); });
        search.search({.text = u"person"_s});
        QVERIFY(listener.settle(50'000));
        QCOMPARE(heard.size(), 2);
        QCOMPARE(heard[0], std::pair(std::size_t(UserSearch::firstRows), false));
        QCOMPARE(heard[1], std::pair(std::size_t(50'000), true));
    }
};

QTEST_GUILESS_MAIN(TestUserSearch)
#include "tst_usersearch.moc"
