#include "directory/searchfold.h"
#include "directory/textscan.h"
#include "directory/usercollection.h"
#include "directory/userindex.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <tuple>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

template<typename Value>
const Value &oneOf(QRandomGenerator &random, const QList<Value> &values)
{
    return values[random.bounded(values.size())];
}

User someone(QRandomGenerator &random, int number)
{
    static const QList<QString> firstNames{u"Ann"_s,       u"Anna"_s, u"José"_s, u"Łukasz"_s,
                                           u"Ana-Lucía"_s, u"דנה"_s,  u""_s,     u"Bo"_s,
                                           u"O'Neil"_s,    u"MAX"_s,  u"𝐉𝐨"_s,   u"李"_s};
    static const QList<QString> lastNames{u"Weiß"_s,   u"Lee"_s, u"van der Berg"_s,
                                          u"Anders"_s, u"כהן"_s, u"Ødegård"_s,
                                          u"McAnn"_s,  u""_s,    u"Example"_s};
    static const QList<QString> departments{u""_s, u"Finance"_s, u"Human Resources"_s, u"Año 2026"_s};
    static const QList<QString> domains{u"@example.com"_s, u"@Example.com"_s, u"@müller.example"_s, u""_s,
                                        u"@a.b"_s};
    User user;
    user.firstName = oneOf(random, firstNames);
    user.lastName = oneOf(random, lastNames);
    if (random.bounded(5) == 0)
        user.displayName = oneOf(random, lastNames) + u", "_s + oneOf(random, firstNames);
    user.department = oneOf(random, departments);
    user.status = oneOf(random, QList<QString>{u"active"_s, u"inactive"_s, u"pending"_s});
    user.roleId = QString::number(random.bounded(3));
    user.type = oneOf(random, QList<int>{1, 2, 4, 99, 0});
    QString local = random.bounded(4) == 0
        ? u"josé.%1"_s.arg(number)
        : QString(user.firstName + u'.' + user.lastName).left(3 + int(random.bounded(9)))
            + QString::number(number % 100);
    local.removeIf([](QChar c) { return c.isSpace(); });
    user.email = local + oneOf(random, domains);
    for (int i = 0; i < 8; ++i)
        user.id += QChar::fromLatin1("AbcNnE-_0123"[random.bounded(12)]);
    user.id += QString::number(number);
    return user;
}

QByteArray foldedUtf8(const QString &text)
{
    return searchFolded(text).toUtf8();
}

/// What the index is measured against: every user read, one by one.
struct Reference
{
    explicit Reference(const User &user)
        : first(foldedUtf8(user.firstName))
        , last(foldedUtf8(user.lastName))
        , display(foldedUtf8(user.displayName))
        , department(foldedUtf8(user.department))
        , local(foldedUtf8(user.email.left(user.email.lastIndexOf(u'@'))))
        , email(foldedUtf8(user.email))
        , id(foldedUtf8(user.id))
        , sortKey(foldedUtf8(user.name()) + '\n' + email)
    {
        if (!user.email.contains(u'@'))
            local = email;
    }

    bool has(const QByteArray &word) const { return hasInText(word) || id.contains(word); }
    bool hasInText(const QByteArray &word) const
    {
        return first.contains(word) || last.contains(word) || display.contains(word)
            || department.contains(word) || email.contains(word);
    }
    bool beginsWith(const QByteArray &word) const
    {
        const auto begins = [&](const QByteArray &text, qsizetype before) {
            for (qsizetype at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
                if (at < before && (at == 0 || !isWordByte(text[at - 1])))
                    return true;
            }
            return false;
        };
        return begins(first, first.size()) || begins(last, last.size()) || begins(display, display.size())
            || begins(department, department.size()) || begins(email, local.size())
            || (email.size() > local.size() && email.mid(local.size()).startsWith(word));
    }

    QByteArray first, last, display, department, local, email, id, sortKey;
};

std::vector<int> expected(const UserCollection &users, const UserQuery &query)
{
    QList<QByteArray> words;
    for (const QString &word : searchWords(query.text))
        words.append(word.toUtf8());
    struct Hit
    {
        int rank;
        QByteArray sortKey;
        int row;
    };
    std::vector<Hit> hits;
    for (int row = 0; row < users.rowEnd(); ++row) {
        if (users.isRemoved(row))
            continue;
        const User user = users.at(row);
        if ((query.status && user.status.toUtf8() != *query.status)
            || (query.type && user.type != *query.type)
            || (query.role && user.roleId.toUtf8() != *query.role))
            continue;
        const Reference text(user);
        if (!std::ranges::all_of(words, [&](const QByteArray &word) { return text.has(word); }))
            continue;
        const bool begins =
            std::ranges::all_of(words, [&](const QByteArray &word) { return text.beginsWith(word); });
        const bool inText =
            std::ranges::all_of(words, [&](const QByteArray &word) { return text.hasInText(word); });
        const int rank = row == query.exactRow ? 0 : begins ? 1 : inText ? 2 : 3;
        hits.push_back({words.isEmpty() ? 0 : rank, text.sortKey, row});
    }
    std::ranges::sort(hits, {}, [](const Hit &hit) { return std::tie(hit.rank, hit.sortKey, hit.row); });
    std::vector<int> rows;
    std::ranges::transform(hits, std::back_inserter(rows), &Hit::row);
    return rows;
}

QString pieceOf(QRandomGenerator &random, const User &user)
{
    const QString text = oneOf(
        random,
        QList<QString>{user.name(), user.firstName, user.lastName, user.email, user.department, user.id});
    const qsizetype begin = random.bounded(2) == 0 ? 0 : random.bounded(text.size() + 1);
    return text.mid(begin, 1 + random.bounded(12));
}

void takeAll(UserIndex &index, const UserCollection &users)
{
    index.take(users.store()->count(), 1'000'000);
    index.drop(users.outdatedVersions());
}

/// Checks the parts against each other; the last one is what was found.
std::vector<int> found(UserIndex &index, const UserQuery &query, std::uint32_t firstRows = 10)
{
    std::vector<int> rows;
    int told = 0;
    index.search(
        query, firstRows,
        [&](const UserHits &hits) {
            const std::vector<int> now(hits.rows->begin(), hits.rows->end());
            if (told++ > 0 && !std::ranges::equal(rows, std::span(now).first(rows.size())))
                QFAIL("the first rows are not those of the whole");
            if (!hits.isAll && now.size() != firstRows)
                QFAIL("a part of another size");
            rows = now;
        },
        [] { return false; });
    return rows;
}

} // namespace

class TestUserIndex final : public QObject
{
    Q_OBJECT

private slots:
    void needles_data()
    {
        QTest::addColumn<QByteArray>("needle");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("in");
        QTest::addColumn<bool>("begins");
        QTest::newRow("whole") << "ann"_ba << "ANN"_ba << true << true;
        QTest::newRow("begin") << "an"_ba << "Ann.lee"_ba << true << true;
        QTest::newRow("second") << "lee"_ba << "ann.Lee"_ba << true << true;
        QTest::newRow("inside") << "nn"_ba << "ann"_ba << true << false;
        QTest::newRow("inside, then begin") << "le"_ba << "male.lea"_ba << true << true;
        QTest::newRow("longer") << "annn"_ba << "ann"_ba << false << false;
        QTest::newRow("not a case") << "a{b"_ba << "a[b"_ba << false << false;
        QTest::newRow("at sign is no backtick") << "`"_ba << "@"_ba << false << false;
        QTest::newRow("17 bytes") << "abcdefghijklmnopq"_ba << "ABCDEFGHIJKLMNOPQ"_ba << true << true;
        QTest::newRow("empty") << "a"_ba << ""_ba << false << false;
    }
    void needles()
    {
        QFETCH(QByteArray, needle);
        QFETCH(QByteArray, text);
        const Needle one(needle.toStdString());
        QTEST(one.isIn(text.toStdString()), "in");
        QTEST(one.beginsWordOf(text.toStdString()), "begins");
    }

    // Across chunks, at their edges, and in texts that are longer or shorter than what a step reads.
    void scansEveryText()
    {
        QRandomGenerator random(7);
        TextPool pool;
        ChunkedColumn<std::uint32_t> offsets;
        std::vector<std::string> texts;
        for (std::size_t bytes = 0; bytes < 3 * TextPool::chunkSize;) {
            std::string text;
            const int size = random.bounded(50) == 0 ? random.bounded(9'000) : random.bounded(30);
            for (int i = 0; i < size; ++i)
                text += "aAbB.@x0"[random.bounded(8)];
            offsets.append(pool.append({text}));
            bytes += text.size() + 1;
            texts.push_back(std::move(text));
        }
        for (const char *word : {"a", "ab", "aab", ".b", "b@a", "xxxx", "abababab", "0000000"}) {
            const Needle needle(word);
            const std::uint32_t begin = random.bounded(100U);
            const auto end = std::uint32_t(texts.size() - random.bounded(100U));
            const auto count = std::uint32_t(texts.size());
            Bits starting(count);
            Bits inside(count);
            Bits all(count);
            scanTexts(pool, offsets, begin, end, needle, inside, &starting);
            scanTexts(pool, offsets, begin, end, needle, all);
            for (std::uint32_t i = 0; i < texts.size(); ++i) {
                const bool asked = i >= begin && i < end;
                const int expected = !asked || !needle.isIn(texts[i]) ? 0
                    : needle.beginsWordOf(texts[i])                   ? 2
                                                                      : 1;
                QCOMPARE(starting.test(i) ? 2 : inside.test(i) ? 1 : 0, expected);
                QCOMPARE(all.test(i), expected > 0);
            }
        }
        // One with the end of its text.
        std::string end = "ab";
        end += '\0';
        Bits ending(offsets.size());
        scanTexts(pool, offsets, 0, offsets.size(), Needle(end), ending);
        for (std::uint32_t i = 0; i < texts.size(); ++i) {
            const std::size_t before = std::max<std::size_t>(texts[i].size(), 2) - 2;
            QCOMPARE(ending.test(i), Needle("ab").isIn(texts[i].substr(before)));
        }
    }

    void findsWhatReadingEverybodyFinds_data()
    {
        QTest::addColumn<int>("count");
        QTest::newRow("few") << 60;
        QTest::newRow("many") << 6000;
    }
    void findsWhatReadingEverybodyFinds()
    {
        QFETCH(int, count);
        QRandomGenerator random(static_cast<quint32>(count));
        UserCollection users;
        UserIndex index(users.store());
        int number = 0;
        for (int round = 0; round < 8; ++round) {
            // Some come, some change, some go.
            QList<User> page;
            for (int i = 0; i < count / 8; ++i)
                page.append(someone(random, number++));
            for (int i = 0; i < count / 40; ++i) {
                const int row = random.bounded(std::max(1, users.rowEnd()));
                if (row >= users.rowEnd() || users.isRemoved(row))
                    continue;
                User changed = someone(random, number++);
                changed.id = users.at(row).id;
                page.append(changed);
            }
            users.add(page);
            users.remove({random.bounded(users.rowEnd()), random.bounded(users.rowEnd())});
            takeAll(index, users);

            for (int i = 0; i < (count > 1000 ? 12 : 80); ++i) {
                UserQuery query;
                const User about = users.at(random.bounded(users.rowEnd()));
                QStringList pieces;
                for (int words = random.bounded(4); words > 0; --words)
                    pieces.append(pieceOf(random, about));
                const QString whole = random.bounded(8) == 0 ? about.email : pieces.join(u' ');
                if (random.bounded(4) == 0)
                    query.status = "active";
                if (random.bounded(5) == 0)
                    query.type = 2;
                if (random.bounded(6) == 0)
                    query.role = "1";
                // As it is typed.
                for (qsizetype typed = random.bounded(whole.size() + 1); typed <= whole.size(); ++typed) {
                    query.text = whole.left(typed);
                    query.exactRow = users.find(query.text);
                    const std::vector<int> rows = found(index, query);
                    const std::vector<int> wanted = expected(users, query);
                    const auto differs = std::ranges::mismatch(rows, wanted);
                    const bool isSame = differs.in1 == rows.end() && differs.in2 == wanted.end();
                    const auto name = [&](const auto &at, const std::vector<int> &list) {
                        const User user = at == list.end() ? User() : users.at(*at);
                        return QString(user.name() % u" <"_s % user.email % u"> "_s % user.id);
                    };
                    QVERIFY2(isSame,
                             qPrintable(u"“%1”: %2 instead of %3"_s.arg(query.text, name(differs.in1, rows),
                                                                        name(differs.in2, wanted))));
                }
            }
        }
    }

    void sorts_data()
    {
        QTest::addColumn<UserQuery::Sort>("sort");
        QTest::newRow("name") << UserQuery::Sort::Name;
        QTest::newRow("e-mail") << UserQuery::Sort::Email;
        QTest::newRow("department") << UserQuery::Sort::Department;
        QTest::newRow("status") << UserQuery::Sort::Status;
        QTest::newRow("licence") << UserQuery::Sort::Licence;
    }
    void sorts()
    {
        QFETCH(UserQuery::Sort, sort);
        QRandomGenerator random(3);
        UserCollection users;
        UserIndex index(users.store());
        for (int page = 0; page < 3; ++page) {
            QList<User> people;
            for (int i = 0; i < 700; ++i)
                people.append(someone(random, page * 700 + i));
            users.add(people);
            takeAll(index, users);
            for (const QString &text : {QString(), u"an"_s}) {
                std::vector<int> wanted = expected(users, {.text = text});
                const auto key = [&](int row) {
                    const User user = users.at(row);
                    const Reference texts(user);
                    switch (sort) {
                    case UserQuery::Sort::Email:
                        return texts.email;
                    case UserQuery::Sort::Department:
                        return texts.department;
                    case UserQuery::Sort::Status:
                        return user.status.toUtf8();
                    case UserQuery::Sort::Licence:
                        return QByteArray::number(user.type).rightJustified(3);
                    default:
                        return texts.sortKey;
                    }
                };
                std::ranges::sort(wanted, {},
                                  [&](int row) { return std::pair(Reference(users.at(row)).sortKey, row); });
                std::ranges::stable_sort(wanted, {}, key);
                QCOMPARE(found(index, {.text = text, .sort = sort}), wanted);
                std::ranges::reverse(wanted);
                QCOMPARE(found(index, {.text = text, .sort = sort, .descending = true}), wanted);
            }
        }
    }

    void givesUpWhenOutdated()
    {
        QRandomGenerator random(5);
        UserCollection users;
        QList<User> people;
        for (int i = 0; i < 500; ++i)
            people.append(someone(random, i));
        users.add(people);
        UserIndex index(users.store());
        takeAll(index, users);
        // Whenever it looks, also after the first rows were told.
        for (int looks = 0; looks < 20; ++looks) {
            int left = looks;
            bool gaveUp = false;
            index.search(
                {.text = u"an le"_s}, 5,
                [&](const UserHits &) {
                    if (gaveUp)
                        QFAIL("told after it was outdated");
                },
                [&] { return gaveUp = left-- <= 0; });
            QCOMPARE(found(index, {.text = u"an le"_s}), expected(users, {.text = u"an le"_s}));
        }
    }

    void emptyStoreFindsNobody()
    {
        UserIndex index(UserCollection().store());
        QVERIFY(found(index, {}).empty());
        QVERIFY(found(index, {.text = u"a"_s}).empty());
        QVERIFY(found(index, {.text = u"a"_s, .status = "active", .sort = UserQuery::Sort::Email}).empty());
    }
};

QTEST_GUILESS_MAIN(TestUserIndex)
#include "tst_userindex.moc"
