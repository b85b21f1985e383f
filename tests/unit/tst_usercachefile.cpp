#include "directory/userblock.h"
#include "directory/usercache.h"
#include "support/futures.h"

#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

using namespace Keyturn;
using namespace Keyturn::Test;
using namespace Qt::StringLiterals;

namespace {

const QString identity = u"contoso-1\n0\nhttps://api.zoom.us/v2\n\n"_s;

QList<User> oddUsers()
{
    QList<User> users;
    const auto add = [&](const QString &id, const QString &email, const QString &first, const QString &last) {
        User user;
        user.id = id;
        user.email = email;
        user.firstName = first;
        user.lastName = last;
        user.status = u"active"_s;
        user.roleId = u"2"_s;
        user.type = 2;
        users.append(user);
    };
    add(u"id-1"_s, u"jose@example.com"_s, u"José"_s, u"Ångström"_s);
    add({}, u"pending@example.com"_s, {}, {});
    add(u"id-only"_s, {}, {}, {});
    add(u"id-2"_s, u"no at sign"_s, u"😀𝒳"_s, u"שלום"_s);
    add(u"id-3"_s, u"long@example.com"_s, QString(1024, u'n'), QString(1024, u'ü'));
    users.last().department = QString(3000, u'd');
    add(u"id-4"_s, u"odd@example.com"_s, u"A"_s, u"B"_s);
    users.last().displayName = u"Somebody Else"_s;
    users.last().type = -7;
    users.last().roleId = u"a custom role"_s;
    users.last().status = u"unheard-of"_s;
    return users;
}

QList<User> manyUsers(int count)
{
    QList<User> users;
    for (int i = 0; i < count; ++i) {
        User user;
        user.id = u"id%1"_s.arg(i);
        user.email = u"user%1@example.com"_s.arg(i);
        user.firstName = u"First%1"_s.arg(i % 97);
        user.lastName = u"Last%1"_s.arg(i % 89);
        user.department = u"Department %1"_s.arg(i % 13);
        users.append(user);
    }
    return users;
}

QString textOf(const User &user)
{
    return QStringList{user.id,       user.email,       user.firstName,
                       user.lastName, user.displayName, user.department,
                       user.status,   user.roleId,      QString::number(user.type)}
        .join(u'|');
}

QStringList textsOf(const UserCollection &users)
{
    QStringList texts;
    for (int row = 0; row < users.rowEnd(); ++row) {
        if (!users.isRemoved(row))
            texts.append(textOf(users.at(row)));
    }
    texts.sort();
    return texts;
}

struct Desk
{
    explicit Desk(const QList<User> &list = oddUsers())
    {
        users.add(list);
        users.publish();
    }
    bool write(const QString &whose = identity)
    {
        return writeUserCache(file, whose, listedAt, users.snapshot(), never, &reason);
    }
    CachedUsers read(const QString &whose = identity) const { return readUserCache(file, whose, never); }
    QByteArray bytes() const
    {
        QFile opened(file);
        return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
    }
    void put(const QByteArray &bytes) const
    {
        QFile opened(file);
        QVERIFY(opened.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(opened.write(bytes), bytes.size());
    }
    void run(const QString &statement) const
    {
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"test"_s);
            database.setDatabaseName(file);
            QVERIFY(database.open());
            QSqlQuery query(database);
            QVERIFY(query.exec(statement));
        }
        QSqlDatabase::removeDatabase(u"test"_s);
    }

    QTemporaryDir folder;
    QString file = folder.filePath(u"list.users"_s);
    UserCollection users;
    const QDateTime listedAt =
        QDateTime(QDate(2026, 11, 26), QTime(9, 30, 15, 123), QTimeZone::utc()).toUTC();
    const std::atomic<bool> never = false;
    QString reason;
};

} // namespace

class TestUserCacheFile final : public QObject
{
    Q_OBJECT

private slots:
    void keepsEverybodyAsTheyWere()
    {
        Desk desk;
        QVERIFY2(desk.write(), qPrintable(desk.reason));
        const CachedUsers read = desk.read();
        QCOMPARE(read.state, CachedUsers::State::Read);
        QCOMPARE(read.listedAt, desk.listedAt);
        QCOMPARE(textsOf(*read.users), textsOf(desk.users));
        QCOMPARE(read.users->count(), 6);
        QVERIFY(read.users->find(u"PENDING@example.com"_s) >= 0);
        QVERIFY(read.users->find(u"id-only"_s) >= 0);
    }

    void comesInTheOrderOfNames()
    {
        Desk desk(manyUsers(10'000)); // three blocks
        QVERIFY(desk.write());
        const CachedUsers read = desk.read();
        QCOMPARE(read.state, CachedUsers::State::Read);
        QCOMPARE(textsOf(*read.users), textsOf(desk.users));
        std::pair<QString, QString> last;
        for (int row = 0; row < read.users->rowEnd(); ++row) {
            const User user = read.users->at(row);
            const std::pair<QString, QString> key(user.name().toLower(), user.email);
            QVERIFY2(last < key, qPrintable(user.email));
            last = key;
        }
    }

    void keepsTheLatestAlone()
    {
        Desk desk(manyUsers(10));
        QList<User> changed = manyUsers(3);
        changed[1].department = u"Elsewhere"_s;
        desk.users.add(changed);
        desk.users.remove({4, 7});
        desk.users.publish();
        QVERIFY(desk.write());
        const CachedUsers read = desk.read();
        QCOMPARE(read.users->count(), 8);
        QCOMPARE(textsOf(*read.users), textsOf(desk.users));
        QCOMPARE(read.users->at(read.users->find(u"id1"_s)).department, u"Elsewhere"_s);
        QCOMPARE(read.users->find(u"id4"_s), -1);
    }

    void anEmptyListIsAList()
    {
        Desk desk{QList<User>()};
        QVERIFY(desk.write());
        QCOMPARE(desk.read().state, CachedUsers::State::Read);
        QCOMPARE(desk.read().users->count(), 0);
    }

    void isForItsOwnerAlone()
    {
        Desk desk;
        QVERIFY(desk.write());
        QVERIFY(desk.write()); // in the place of one that is there
        const QFileInfo info(desk.file);
        QCOMPARE(info.permissions()
                     & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
                 QFile::Permissions());
        QCOMPARE(QDir(desk.folder.path()).entryList(QDir::Files | QDir::Hidden),
                 QStringList(u"list.users"_s));
    }

    void othersUsersAreNotShown()
    {
        Desk desk;
        QVERIFY(desk.write());
        QCOMPARE(desk.read(identity + u'x').state, CachedUsers::State::OfAnother);
        // Nor when the file claims to be ours.
        desk.run(u"UPDATE list SET identity = 'other'"_s);
        QCOMPARE(desk.read(u"other"_s).state, CachedUsers::State::Damaged);
    }

    void tellsWhatIsWrong()
    {
        Desk desk;
        QCOMPARE(desk.read().state, CachedUsers::State::Missing);
        for (const QByteArray &bytes : {QByteArray(), QByteArray("no database"), QByteArray(100'000, 'x'),
                                        QByteArray("SQLite format 3\0", 16)}) {
            desk.put(bytes);
            QCOMPARE(desk.read().state, CachedUsers::State::Damaged);
        }
        QFile::remove(desk.file);
        desk.run(u"CREATE TABLE somethingElse (a)"_s);
        QCOMPARE(desk.read().state, CachedUsers::State::Damaged);
        QFile::remove(desk.file);
        QVERIFY(desk.write());
        desk.run(u"PRAGMA user_version = 2"_s);
        QCOMPARE(desk.read().state, CachedUsers::State::Newer);
    }

    void whatWasAlteredIsNotShown_data()
    {
        QTest::addColumn<QString>("statement");
        QTest::newRow("time") << u"UPDATE list SET listed_at = '2027-01-01T00:00:00.000Z'"_s;
        QTest::newRow("count") << u"UPDATE list SET users = users - 1"_s;
        QTest::newRow("a block less") << u"DELETE FROM blocks WHERE number = 2"_s;
        QTest::newRow("a block in the middle less") << u"DELETE FROM blocks WHERE number = 1"_s;
        QTest::newRow("blocks in another order")
            << u"UPDATE blocks SET number = CASE number WHEN 0 THEN 7 ELSE number END"_s;
        QTest::newRow("a block twice")
            << u"INSERT INTO blocks SELECT 3, data, sum FROM blocks WHERE number = 0"_s;
        QTest::newRow("no list") << u"DELETE FROM list"_s;
        QTest::newRow("no table") << u"DROP TABLE blocks"_s;
        QTest::newRow("another block's users")
            << u"UPDATE blocks SET data = (SELECT data FROM blocks WHERE number = 0) WHERE number = 1"_s;
        QTest::newRow("another block")
            << u"UPDATE blocks SET (data, sum) = (SELECT data, sum FROM blocks WHERE number = 0) WHERE number = 1"_s;
    }
    void whatWasAlteredIsNotShown()
    {
        QFETCH(QString, statement);
        Desk desk(manyUsers(10'000));
        QVERIFY(desk.write());
        desk.run(statement);
        const CachedUsers read = desk.read();
        QCOMPARE(read.state, CachedUsers::State::Damaged);
        QVERIFY(!read.users);
    }

    void aFlippedBitNeverShowsAnotherPerson()
    {
        Desk desk(manyUsers(2000));
        QVERIFY(desk.write());
        const QByteArray whole = desk.bytes();
        const QStringList texts = textsOf(desk.users);
        QRandomGenerator random(20261126);
        int refused = 0;
        for (int i = 0; i < 1500; ++i) {
            QByteArray bytes = whole;
            const qsizetype at = random.bounded(bytes.size());
            bytes[at] = static_cast<char>(bytes.at(at) ^ (1 << random.bounded(8)));
            desk.put(bytes);
            const CachedUsers read = desk.read();
            if (read.state == CachedUsers::State::Read) {
                QCOMPARE(textsOf(*read.users), texts); // what was hit is not part of it
                QCOMPARE(read.listedAt, desk.listedAt);
            } else {
                QVERIFY(!read.users);
                ++refused;
            }
        }
        QVERIFY(refused > 500);
    }

    void aTruncatedFileIsNotShown()
    {
        Desk desk(manyUsers(300));
        QVERIFY(desk.write());
        const QByteArray whole = desk.bytes();
        for (qsizetype size = 0; size < whole.size(); size += 997) {
            desk.put(whole.first(size));
            QVERIFY(!desk.read().users);
        }
    }

    void brokenBlocksAreRefused()
    {
        UserBlockWriter writer;
        UserCollection users;
        users.add(oddUsers());
        users.publish();
        std::string email;
        for (int row = 0; row < users.rowEnd(); ++row)
            writer.add(users.store()->packed(users.versionOf(row), email));
        const QByteArray block = writer.take();
        int count = 0;
        QVERIFY(readUserBlock(block, [&](const PackedUser &) { ++count; }));
        QCOMPARE(count, 6);
        QCOMPARE(writer.count(), 0);
        for (qsizetype size = 0; size < block.size(); ++size)
            QVERIFY(!readUserBlock(QByteArrayView(block).first(size), [](const PackedUser &) { }));
        QVERIFY(!readUserBlock(QByteArray(block + 'x'), [](const PackedUser &) { }));
        // Whatever the bytes: an answer, within the bytes.
        QRandomGenerator random(1);
        for (int i = 0; i < 20'000; ++i) {
            QByteArray bytes = block.first(random.bounded(int(block.size())));
            for (int flips = 0; flips < 3 && !bytes.isEmpty(); ++flips)
                bytes[random.bounded(int(bytes.size()))] = static_cast<char>(random.bounded(256));
            readUserBlock(bytes, [](const PackedUser &user) { (void)user.id.size(); });
        }
    }

    void aFailedWriteLeavesTheFormerOne()
    {
        Desk desk(manyUsers(20));
        QVERIFY(desk.write());
        const QByteArray former = desk.bytes();
        const std::atomic<bool> cancelled = true;
        Desk larger(manyUsers(10'000));
        QVERIFY(!writeUserCache(desk.file, identity, desk.listedAt, larger.users.snapshot(), cancelled,
                                &desk.reason));
        QCOMPARE(desk.bytes(), former);
        QCOMPARE(QDir(desk.folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
        // No disk takes more than there is.
        QVERIFY(!writeUserCache(u"/dev/full/list.users"_s, identity, desk.listedAt, larger.users.snapshot(),
                                desk.never, &desk.reason));
        QVERIFY(!desk.reason.isEmpty());
    }

    void theFolderSetsAsideWhatItCannotUse()
    {
        QTemporaryDir place;
        const QString path = place.filePath(u"lists"_s);
        UserCacheFolder folder(path);
        UserCollection users;
        users.add(manyUsers(5));
        users.publish();
        {
            UserCache cache(folder, u"contoso-1"_s, identity);
            QCOMPARE(resultOf(cache.read()).state, CachedUsers::State::Missing);
            QVERIFY(resultOf(cache.write(users.snapshot(), QDateTime::currentDateTimeUtc())));
            QCOMPARE(resultOf(cache.read()).users->count(), 5);
        }
        QCOMPARE(folder.count(), 1);
        const QFileInfo info(path);
        QCOMPARE(info.permissions()
                     & (QFile::ReadGroup | QFile::ExeGroup | QFile::ReadOther | QFile::ExeOther),
                 QFile::Permissions());
        QFile tag(path + u"/CACHEDIR.TAG"_s);
        QVERIFY(tag.open(QIODevice::ReadOnly));
        QVERIFY(tag.readAll().startsWith("Signature: 8a477f597d28d172789f06886806bc55\n"));

        {
            UserCache other(folder, u"contoso-1"_s, identity + u"of another server"_s);
            QCOMPARE(resultOf(other.read()).state, CachedUsers::State::OfAnother);
            QCOMPARE(resultOf(other.read()).state, CachedUsers::State::Missing); // set aside
            QVERIFY(resultOf(other.write(users.snapshot(), QDateTime::currentDateTimeUtc())));
        }
        QCOMPARE(folder.count(), 1);
        QVERIFY(folder.wipe());
        QCOMPARE(QDir(path).entryList(QDir::Files), QStringList(u"CACHEDIR.TAG"_s));
    }

    void switchedOffItKeepsNothing()
    {
        QTemporaryDir place;
        UserCacheFolder folder(place.filePath(u"lists"_s));
        UserCollection users;
        users.add(manyUsers(5));
        users.publish();
        UserCache cache(folder, u"a"_s, identity);
        UserCache other(folder, u"b"_s, identity);
        QVERIFY(resultOf(cache.write(users.snapshot(), QDateTime::currentDateTimeUtc())));
        QVERIFY(resultOf(other.write(users.snapshot(), QDateTime::currentDateTimeUtc())));
        folder.remove(u"a"_s);
        QCOMPARE(folder.count(), 1);
        folder.keepOnly({u"b"_s});
        QCOMPARE(folder.count(), 1);
        folder.keepOnly({u"c"_s});
        QCOMPARE(folder.count(), 0);
        QVERIFY(resultOf(cache.write(users.snapshot(), QDateTime::currentDateTimeUtc())));
        folder.setEnabled(false);
        QCOMPARE(folder.count(), 0);
        QVERIFY(!resultOf(cache.write(users.snapshot(), QDateTime::currentDateTimeUtc())));
        QCOMPARE(resultOf(cache.read()).state, CachedUsers::State::Missing);
        QCOMPARE(folder.count(), 0);
        folder.setEnabled(true);
        QVERIFY(resultOf(cache.write(users.snapshot(), QDateTime::currentDateTimeUtc())));
    }
};

QTEST_GUILESS_MAIN(TestUserCacheFile)
#include "tst_usercachefile.moc"
