#include "bulk/pdffile.h"
#include "bulk/slipspdf.h"
#include "bulk/summarypdf.h"

#include <QFileInfo>
#include <QFontDatabase>
#include <QLocale>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <QTimeZone>

#include <memory>
#include <optional>

#ifdef Q_OS_UNIX
#include <csignal>
#include <sys/resource.h>
#endif

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

/// Every character that a password may have, and those that look alike next to each other.
QString passwordOf(int row)
{
    static const QString alphabet =
        u"0Oo1lI|ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789!?#$%*:@&+-=_.,;<>\"'()[]{}~^/\\`"_s;
    QString password;
    for (int i = 0; i < 16; ++i)
        password += alphabet[(row * 16 + i) % alphabet.size()];
    return password;
}

std::shared_ptr<BulkPlan> planOf(int people, BulkRowState state)
{
    auto plan = std::make_shared<BulkPlan>();
    for (int i = 0; i < people; ++i) {
        const QByteArray number = QByteArray::number(i);
        const int row = plan->add(QByteArray("ann." + number + "@contoso.example"), {}, quint32(i + 1));
        plan->setVerdict(row, BulkVerdict::Ready, u"id"_s + QString::fromLatin1(number),
                         u"Ann Number %1"_s.arg(i));
        plan->setState(row, state);
    }
    return plan;
}

QString textOf(const QString &pdf)
{
    QProcess reader;
    reader.start(u"pdftotext"_s, {u"-layout"_s, pdf, u"-"_s});
    reader.waitForFinished();
    return QString::fromUtf8(reader.readAllStandardOutput());
}

QString output(const QString &program, const QString &pdf, const QStringList &after = {})
{
    QProcess reader;
    reader.start(program, QStringList{pdf} + after);
    reader.waitForFinished();
    return QString::fromUtf8(reader.readAllStandardOutput());
}

int pagesOf(const QString &pdf)
{
    const QString info = output(u"pdfinfo"_s, pdf);
    return info.mid(info.indexOf(u"Pages:"_s) + 6).section(u'\n', 0, 0).trimmed().toInt();
}

bool isForOwnerOnly(const QString &path)
{
    constexpr auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther
        | QFile::WriteOther | QFile::ExeOther;
    return QFileInfo::exists(path) && !(QFile::permissions(path) & others);
}

Result<void> writeSlips(const QString &path, const BulkPlan &plan)
{
    ExportProgress progress;
    return writeSlipsPdf(
        path, plan, [](int row) { return Result<Secret>(Secret::fromText(passwordOf(row))); }, u"Contoso"_s,
        progress);
}

} // namespace

class TestBulkPdf final : public QObject
{
    Q_OBJECT

private slots:
    void slipsSayEachPasswordToTheLetter()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"slips.pdf"_s);
        const auto plan = planOf(30, BulkRowState::Changed);
        plan->setState(3, BulkRowState::Refused);
        plan->setState(4, BulkRowState::Unknown);
        QVERIFY(writeSlips(path, *plan));
        const QStringList lines = textOf(path).split(u'\n');
        for (int row = 0; row < plan->count(); ++row) {
            const bool isThere = std::ranges::any_of(
                lines, [&](const QString &line) { return line.trimmed() == passwordOf(row); });
            QVERIFY2(isThere == (row != 3), qPrintable(passwordOf(row)));
        }
        QCOMPARE(textOf(path).count(u"It is not certain"_s), 1);
        QVERIFY(textOf(path).contains(u"ann.7@contoso.example"_s));
        QCOMPARE(pagesOf(path), 6); // of 29 slips, five a page
        QVERIFY(textOf(path).contains(u"29 of 29"_s));
        QVERIFY(isForOwnerOnly(path));
        // The fonts go with it, and what the password is set in is one of those without look-alikes.
        const QString fonts = output(u"pdffonts"_s, path);
        QString mono = fontWithoutLookAlikes()->family().remove(u' ');
        QVERIFY2(fonts.contains(mono), qPrintable(fonts));
        for (const QString &font : fonts.split(u'\n').sliced(2)) {
            if (!font.isEmpty())
                QVERIFY2(font.contains(u" yes "_s), qPrintable(font));
        }
    }

    void longNamesKeepTheirPlace()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"slips.pdf"_s);
        BulkPlan plan;
        const QByteArray address(QByteArray(200, 'a') + "@contoso.example");
        plan.setVerdict(plan.add(address), BulkVerdict::Ready, u"id"_s, QString(250, u'W'));
        plan.setState(0, BulkRowState::Changed);
        ExportProgress progress;
        QVERIFY(writeSlipsPdf(
            path, plan, [](int) { return Result<Secret>(Secret::fromText(QString(31, u'M'))); }, u"Contoso"_s,
            progress));
        QVERIFY(textOf(path).contains(QString(31, u'M')));
        QVERIFY(textOf(path).contains(u"Sign in to Zoom"_s));
        QCOMPARE(pagesOf(path), 1);
        QCOMPARE(textOf(path).remove(u'\n').remove(u' ').count(u'W'), 250);
    }

    void whatIsCopiedIsThePassword()
    {
        // Ligatures, blanks, what HTML or a mnemonic would swallow, the longest, and letters beyond ASCII.
        const QStringList passwords{
            u"ffi fl fi tt -> != == <= 0x"_s, u"one two three 4"_s, u"a&b&&<b>c&amp;"_s, QString(31, u'W'),
            u"Zürich-Łódź-Ñandú-9"_s,         u"Abcdef1!"_s};
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"slips.pdf"_s);
        const auto plan = planOf(int(passwords.size()), BulkRowState::Changed);
        ExportProgress progress;
        QVERIFY(writeSlipsPdf(
            path, *plan, [&](int row) { return Result<Secret>(Secret::fromText(passwords[row])); },
            u"Contoso"_s, progress));
        const QStringList lines = output(u"pdftotext"_s, path, {u"-"_s}).split(u'\n');
        for (const QString &password : passwords)
            QVERIFY2(lines.contains(password), qPrintable(password));
    }

    void refusesWhatPaperCannotTell_data()
    {
        QTest::addColumn<QString>("password");
        QTest::newRow("characters that the font lacks") << u"Abc漢字123"_s;
        QTest::newRow("from the right") << u"Abcאבג123"_s;
        QTest::newRow("combining") << u"Abce\u0301123"_s;
        QTest::newRow("invisible") << u"Abc\u200b1234"_s;
        QTest::newRow("a blank that is none") << u"Abc\u00a01234"_s;
        QTest::newRow("too long") << QString(200, u'x');
    }

    void refusesWhatPaperCannotTell()
    {
        QFETCH(const QString, password);
        const QTemporaryDir folder;
        const auto plan = planOf(3, BulkRowState::Changed);
        ExportProgress progress;
        const Result<void> written = writeSlipsPdf(
            folder.filePath(u"slips.pdf"_s), *plan,
            [&](int row) { return Result<Secret>(Secret::fromText(row == 1 ? password : u"Abcdefg1"_s)); },
            u"Contoso"_s, progress);
        QVERIFY(!written);
        QVERIFY(written.error().reply.message.contains(u"ann.1@contoso.example"_s));
        QVERIFY(!written.error().reply.message.contains(password));
        QVERIFY(QDir(folder.path()).isEmpty());
    }

    void onlyFontsThatAreKnownForIt()
    {
        QVERIFY(!fontWithoutLookAlikes({u"Arial"_s, u"Courier New"_s}));
        QCOMPARE(fontWithoutLookAlikes({u"Arial"_s, u"Consolas"_s})->family(), u"Consolas"_s);
    }

    void paperOfTheCountry()
    {
        QCOMPARE(printedPageSize(QLocale(u"de_DE"_s)), QPageSize::A4);
        QCOMPARE(printedPageSize(QLocale(u"en_GB"_s)), QPageSize::A4);
        QCOMPARE(printedPageSize(QLocale(u"en_US"_s)), QPageSize::Letter);
        QCOMPARE(printedPageSize(QLocale(u"fr_CA"_s)), QPageSize::Letter);
    }

    void tenThousandFromAnotherThread()
    {
        const QTemporaryDir folder;
        const int people = 10'000;
        const auto plan = planOf(people, BulkRowState::Changed);
        ExportProgress progress;
        std::optional<Result<void>> slips;
        std::optional<Result<void>> summary;
        std::unique_ptr<QThread> thread(QThread::create([&] {
            slips = writeSlipsPdf(
                folder.filePath(u"slips.pdf"_s), *plan,
                [](int row) { return Result<Secret>(Secret::fromText(passwordOf(row))); }, u"Contoso"_s,
                progress);
            for (int row = 0; row < people; ++row)
                plan->setState(row, BulkRowState::Refused);
            summary = writeSummaryPdf(folder.filePath(u"summary.pdf"_s), *plan, {}, progress);
        }));
        thread->start();
        QVERIFY(thread->wait(100'000));
        QVERIFY(slips && *slips);
        QVERIFY(summary && *summary);
        QCOMPARE(pagesOf(folder.filePath(u"slips.pdf"_s)), people / 5);
        // To the letter, and in their order.
        int found = 0;
        for (const QString &line : textOf(folder.filePath(u"slips.pdf"_s)).split(u'\n'))
            found += found < people && line.trimmed() == passwordOf(found) ? 1 : 0;
        QCOMPARE(found, people);
        const QString last = folder.filePath(u"summary.pdf"_s);
        const QString pages = QLocale().toString(pagesOf(last));
        QVERIFY(textOf(last).contains(u"Page %1 of %1"_s.arg(pages)));
    }

#ifdef Q_OS_UNIX
    /// As on a disk that is full.
    void nothingIsLeftWhenTheDiskIsFull()
    {
        const QTemporaryDir folder;
        const auto plan = planOf(300, BulkRowState::Changed);
        rlimit before{};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
        const auto handler = signal(SIGXFSZ, SIG_IGN);
        const rlimit small{.rlim_cur = 20'000, .rlim_max = before.rlim_max};
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
        const Result<void> written = writeSlips(folder.filePath(u"slips.pdf"_s), *plan);
        setrlimit(RLIMIT_FSIZE, &before);
        signal(SIGXFSZ, handler);
        QVERIFY(!written);
        QVERIFY(!written.error().reply.message.isEmpty());
        QVERIFY(QDir(folder.path()).isEmpty());
    }
#endif

    void replacesAFileThatOthersCouldRead()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"slips.pdf"_s);
        QFile before(path);
        QVERIFY(before.open(QIODevice::WriteOnly) && before.write("old") == 3);
        before.close();
        QVERIFY(before.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
        const auto plan = planOf(3, BulkRowState::Changed);
        // While it is written, too: nothing in the folder that others can read has the passwords.
        ExportProgress progress;
        bool wasHidden = true;
        QVERIFY(writeSlipsPdf(
            path, *plan,
            [&](int row) {
                for (const QString &name : QDir(folder.path()).entryList(QDir::Files | QDir::Hidden))
                    wasHidden =
                        wasHidden && (name == u"slips.pdf"_s || isForOwnerOnly(folder.filePath(name)));
                return Result<Secret>(Secret::fromText(passwordOf(row)));
            },
            u"Contoso"_s, progress));
        QVERIFY(wasHidden);
        QVERIFY(isForOwnerOnly(path));
        QVERIFY(textOf(path).contains(passwordOf(2)));
    }

    void cancelledInTheMiddle()
    {
        const QTemporaryDir folder;
        const auto plan = planOf(1000, BulkRowState::Changed);
        ExportProgress progress;
        int asked = 0;
        const Result<void> written = writeSlipsPdf(
            folder.filePath(u"slips.pdf"_s), *plan,
            [&](int row) {
                progress.cancelled = ++asked == 500;
                return Result<Secret>(Secret::fromText(passwordOf(row)));
            },
            u"Contoso"_s, progress);
        QVERIFY(!written);
        QCOMPARE(written.error().kind, ErrorKind::Cancelled);
        QCOMPARE(asked, 500);
        QVERIFY(QDir(folder.path()).isEmpty());
    }

    void theSummaryHasNoPassword()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"summary.pdf"_s);
        BulkPlan plan;
        for (int state = 0; state <= int(BulkRowState::Excluded); ++state) {
            const QByteArray number = QByteArray::number(state);
            const int row = plan.add(QByteArray("ann." + number + "@contoso.example"),
                                     QByteArray("Hidden-Passw0rd-" + number));
            plan.setState(row, BulkRowState(state));
        }
        ExportProgress progress;
        QVERIFY(writeSummaryPdf(path, plan, {}, progress));
        const QString text = textOf(path);
        QVERIFY(text.contains(u"ann.3@"_s));
        QVERIFY(!text.contains(u"Hidden"_s));
        QVERIFY(!text.contains(u"Passw0rd"_s));
        QVERIFY(isForOwnerOnly(path));
    }

    void aLegendForWhatIsConfused()
    {
        QCOMPARE(lookAlikeLegend(u"abc"_s), QString());
        QCOMPARE(lookAlikeLegend(u"a0l"_s), u"0 is the digit zero. l is a small L."_s);
    }

    void nothingIsLeftOfWhatFails()
    {
        const QTemporaryDir folder;
        const auto plan = planOf(10, BulkRowState::Changed);
        ExportProgress progress;
        const Result<void> missing = writeSlipsPdf(
            folder.filePath(u"a.pdf"_s), *plan,
            [](int row) {
                return row < 5 ? Result<Secret>(Secret::fromText(u"Abcdefg1"_s))
                               : Result<Secret>(std::unexpected(Error::of(ErrorKind::SecretMissing)));
            },
            u"Contoso"_s, progress);
        QVERIFY(!missing);
        QCOMPARE(missing.error().kind, ErrorKind::SecretMissing);
        progress.cancelled = true;
        const Result<void> cancelled = writeSummaryPdf(folder.filePath(u"b.pdf"_s), *plan, {}, progress);
        QVERIFY(!cancelled);
        QCOMPARE(cancelled.error().kind, ErrorKind::Cancelled);
        QVERIFY(!writeSlips(folder.filePath(u"no/such/folder/c.pdf"_s), *plan));
        QVERIFY(QDir(folder.path()).isEmpty());
    }

    void theSummaryNamesWhoWasNotChanged()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"summary.pdf"_s);
        const auto plan = planOf(300, BulkRowState::Changed);
        for (int row = 100; row < 300; ++row)
            plan->setState(row, BulkRowState::Refused);
        plan->setState(200, BulkRowState::Unknown);
        plan->setState(201, BulkRowState::Excluded);
        plan->setVerdict(202, BulkVerdict::Duplicate);
        plan->setState(202, BulkRowState::Excluded);
        plan->setFacts(150, {400, 300, int(ErrorKind::Refused), false, u"Unluckily"_s, u"TRACK-150"_s, 1});
        SummaryFacts facts;
        facts.accountName = u"Contoso"_s;
        facts.operatorName = u"desk@host, Geoff Ffitch <fi@x>"_s;
        facts.begun = QDateTime(QDate(2026, 3, 1), QTime(12, 0), QTimeZone::utc()).toUTC();
        facts.end = u"All rows have been worked off."_s;
        ExportProgress progress;
        QVERIFY(writeSummaryPdf(path, *plan, facts, progress));
        const QString text = textOf(path);
        QVERIFY(text.contains(QRegularExpression(u"Changed: +100\n"_s)));
        QVERIFY(text.contains(QRegularExpression(u"Refused: +197\n"_s)));
        QVERIFY(text.contains(QRegularExpression(u"Excluded: +2\n"_s)));
        QVERIFY(text.contains(QRegularExpression(u"Left out by hand +1\n"_s)));
        QVERIFY(text.contains(QRegularExpression(u"The same person again +1\n"_s)));
        QVERIFY(text.contains(u"400 / 300"_s));
        QVERIFY(text.contains(u"TRACK-150"_s));
        QVERIFY(text.contains(u"Unluckily"_s));
        QVERIFY(text.contains(u"Geoff Ffitch <fi@x>"_s)); // no ligatures: it is looked for
        // What nobody knows comes first.
        QVERIFY(text.indexOf(u"ann.200@"_s) < text.indexOf(u"ann.100@"_s));
        QVERIFY(text.indexOf(u"ann.201@"_s) > text.indexOf(u"ann.299@"_s));
        QVERIFY(text.contains(u"desk@host"_s));
        for (int row = 100; row < 300; ++row)
            QVERIFY2(text.contains(u"ann.%1@"_s.arg(row)), qPrintable(QString::number(row)));
        QVERIFY(!text.contains(u"ann.99@"_s));
        const int pages = pagesOf(path);
        QVERIFY(pages > 1);
        QVERIFY(text.contains(u"Page %1 of %1"_s.arg(pages)));
        QCOMPARE(text.count(u"Tracking ID"_s), pages); // each page names its columns
    }
};

QTEST_MAIN(TestBulkPdf)
#include "tst_bulkpdf.moc"
