#include "core/outputfile.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#ifdef Q_OS_UNIX
#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#endif
#ifdef Q_OS_LINUX
#include <sched.h>
#include <sys/mount.h>
#endif

using namespace Keyturn;
using namespace Qt::StringLiterals;
using Readers = OutputFile::Readers;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("cannot be read");
}

Result<void> put(const QString &path, const QByteArray &bytes, Readers readers = Readers::Usual)
{
    OutputFile file(path, readers);
    if (!file.open() || file.write(bytes) != bytes.size())
        return std::unexpected(file.error());
    return file.commit();
}

QString reasonOf(const Result<void> &result)
{
    return result ? QString() : result.error().reply.message;
}

QStringList in(const QTemporaryDir &folder)
{
    return QDir(folder.path())
        .entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
}

} // namespace

class TestOutputFile final : public QObject
{
    Q_OBJECT

private slots:
    void isThereWholeOrNotAtAll()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"report.csv"_s);
        {
            OutputFile file(path, Readers::Usual);
            QVERIFY(file.open());
            QCOMPARE(file.write("half"), 4);
            QVERIFY(!QFileInfo::exists(path));
        }
        QCOMPARE(in(folder), QStringList());
        QVERIFY(put(path, "first"));
        QCOMPARE(contentOf(path), QByteArray("first"));
        {
            OutputFile file(path, Readers::Usual);
            QVERIFY(file.open());
            QCOMPARE(file.write("second, cut"), 11);
        }
        QCOMPARE(contentOf(path), QByteArray("first"));
        const QByteArray large(300'000, 'x');
        QVERIFY(put(path, large));
        QCOMPARE(contentOf(path), large);
        QVERIFY(put(path, {})); // an empty one is a file, too
        QCOMPARE(contentOf(path), QByteArray());
        QCOMPARE(in(folder), QStringList(u"report.csv"_s));
    }

#ifdef Q_OS_UNIX
    void secretsAreTheirOwnersFromTheFirstByte()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"passwords.csv"_s);
        constexpr auto forAll = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther;
        constexpr auto all = forAll | QFile::ReadUser | QFile::WriteUser;
        QVERIFY(put(path, "old"));
        QVERIFY(QFile::setPermissions(path, forAll));
        OutputFile file(path, Readers::OwnerOnly);
        QVERIFY(file.open());
        for (const QString &name : in(folder)) {
            if (name != u"passwords.csv") {
                QCOMPARE(QFile::permissions(folder.filePath(name)) & all
                             & ~(QFile::ReadUser | QFile::WriteUser),
                         QFile::ReadOwner | QFile::WriteOwner);
            }
        }
        QCOMPARE(file.write("Secret"), 6);
        QVERIFY(file.commit());
        struct stat found{};
        QCOMPARE(::stat(QFile::encodeName(path).constData(), &found), 0);
        QCOMPARE(int(found.st_mode & 07777), 0600);
        // What others may read stays so.
        QVERIFY(QFile::setPermissions(path, forAll));
        QVERIFY(put(path, "report"));
        QCOMPARE(::stat(QFile::encodeName(path).constData(), &found), 0);
        QCOMPARE(int(found.st_mode & 07777), 0644);
    }

    void whatIsNoFileIsRefused()
    {
        const QTemporaryDir folder;
        const QString pipe = folder.filePath(u"pipe"_s);
        QCOMPARE(::mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
        QVERIFY(QDir(folder.path()).mkdir(u"sub"_s));
        for (const QString &path : {pipe, folder.filePath(u"sub"_s), folder.filePath(u"sub/"_s),
                                    u"/dev/null"_s, folder.filePath(u"no/where.csv"_s), QString()}) {
            const Result<void> result = put(path, "x");
            QVERIFY2(!result, qPrintable(path));
            QCOMPARE(result.error().kind, ErrorKind::SettingsFailed);
            QVERIFY2(reasonOf(result).startsWith(u'"' + path + u"\" cannot be written: "_s),
                     qPrintable(reasonOf(result)));
            QVERIFY(!reasonOf(result).endsWith(u": "_s));
        }
        QCOMPARE(in(folder), QStringList({u"pipe"_s, u"sub"_s}));
    }

    void aLinkIsFollowed()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"real.csv"_s);
        const QString link = folder.filePath(u"link.csv"_s);
        QVERIFY(put(path, "old"));
        QVERIFY(QFile::link(path, link));
        QVERIFY(put(link, "new"));
        QVERIFY(QFileInfo(link).isSymLink());
        QCOMPARE(contentOf(path), QByteArray("new"));
    }

    /// The limit of a file's size fails as a full disk does, at whatever byte.
    void aDiskThatFillsIsToldAndLosesNothing()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"passwords.csv"_s);
        QVERIFY(put(path, "what was there before"));
        ::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        const QByteArray bytes(40'000, 'y');
        int refused = 0;
        for (rlim_t room = 0; room < 44'000; room += 997) {
            const rlimit limit{room, before.rlim_max};
            QCOMPARE(::setrlimit(RLIMIT_FSIZE, &limit), 0);
            const Result<void> result = put(path, bytes, Readers::OwnerOnly);
            QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
            QCOMPARE(result.has_value(), room >= rlim_t(bytes.size()));
            QCOMPARE(contentOf(path), result ? bytes : QByteArray("what was there before"));
            QCOMPARE(in(folder), QStringList(u"passwords.csv"_s));
            refused += !result;
        }
        QVERIFY(refused > 40);
    }
#endif

#ifdef Q_OS_LINUX
    void aFullFileSystemIsToldAndLosesNothing()
    {
        const QTemporaryDir folder;
        if (::unshare(CLONE_NEWNS) != 0 || ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0
            || ::mount("none", QFile::encodeName(folder.path()).constData(), "tmpfs", 0, "size=64k") != 0)
            QSKIP("this user may not mount a small file system");
        const QString path = folder.filePath(u"passwords.csv"_s);
        QVERIFY(put(path, "what was there before"));
        for (int pages = 1; pages < 24; ++pages) {
            const Result<void> result = put(path, QByteArray(pages * 4096, 'z'));
            if (!result) {
                QVERIFY2(reasonOf(result).contains(u"No space left"_s), qPrintable(reasonOf(result)));
                QVERIFY(pages > 4);
                QCOMPARE(in(folder), QStringList(u"passwords.csv"_s));
                QVERIFY(contentOf(path).startsWith('z'));
                QCOMPARE(contentOf(path).size() % 4096, 0);
            }
        }
        QVERIFY(!put(path, QByteArray(200'000, 'z')));
        ::umount(QFile::encodeName(folder.path()).constData());
    }
#endif
};

QTEST_GUILESS_MAIN(TestOutputFile)
#include "tst_outputfile.moc"
