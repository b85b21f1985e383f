#include "bulk/bulkplan.h"
#include "bulk/csvreader.h"

#include <QBuffer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;

// Lists that other programs write: Python's csv in all its dialects, and files of other formats.

namespace {

/// Writes lines of JSON: a file as it would be on the disk, in hexadecimal, and who is in it.
constexpr auto producer = R"python(
import csv, io, json, random, sys
chance = random.Random(int(sys.argv[1]))
letters = "abcXYZ019!#$%&()*+,-./:;<=>?[]^_{|}~'\""
for _ in range(int(sys.argv[2])):
    delimiter = chance.choice(",;\t|")
    quoting = chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
    end = chance.choice(["\r\n", "\n"])
    columns = ["email", "password", "Vorname", "Bemerkung"]
    chance.shuffle(columns)
    people = []
    for i in range(chance.randrange(1, 12)):
        password = "".join(chance.choice(letters + (" é€Ł日" if j > 0 else "")) for j in range(chance.randrange(1, 30))) + "x"
        people.append({"email": f"p{i}.{chance.randrange(1000)}@x.example", "password": password,
                       "Vorname": chance.choice(["Zoë", "Łukasz", "O'Neil", 'Bo "B"', "", "a,b;c"]),
                       "Bemerkung": chance.choice(["", "two\nlines", "x", "- ; , |"])})
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writeheader()
    writer.writerows(people)
    encoding = chance.choice(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
    print(json.dumps({"file": text.getvalue().encode(encoding).hex(), "people": [[p["email"], p["password"]] for p in people],
                      "how": f"{delimiter!r} {quoting} {encoding} {columns}"}))
)python";

Result<CsvResult> read(QByteArray bytes, BulkPlan &plan)
{
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    const std::atomic<bool> cancelled = false;
    return readCsv(buffer, plan, cancelled);
}

} // namespace

class TstCsvProducers final : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatPythonWrites()
    {
        QProcess python;
        python.start(u"/usr/bin/python3"_s, {u"-c"_s, QString::fromUtf8(producer), u"17"_s, u"400"_s});
        QVERIFY(python.waitForFinished());
        QVERIFY2(python.exitCode() == 0, python.readAllStandardError().constData());
        int files = 0;
        for (QByteArray line = python.readLine(); !line.isEmpty(); line = python.readLine(), ++files) {
            const QJsonObject file = QJsonDocument::fromJson(line).object();
            const QByteArray how = file[u"how"_s].toString().toUtf8();
            const QByteArray bytes = QByteArray::fromHex(file[u"file"_s].toString().toLatin1());
            const QJsonArray people = file[u"people"_s].toArray();
            BulkPlan plan;
            const Result<CsvResult> result = read(bytes, plan);
            const QString why = result ? QString() : result.error().reply.message;
            QVERIFY2(result, qPrintable(u"%1: %2"_s.arg(QString::fromUtf8(how), why)));
            QVERIFY2(result->badLineCount == 0, how.constData());
            QCOMPARE(plan.count(), int(people.size()));
            for (int row = 0; row < plan.count(); ++row) {
                QCOMPARE(QString::fromUtf8(plan.targetUtf8(row)), people[row][0].toString());
                QCOMPARE(QString::fromUtf8(plan.exposePassword(row)), people[row][1].toString());
            }
        }
        QCOMPARE(files, 400);
    }

    void saysWhatAnotherFormatIs_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("word");
        QTest::newRow("xls") << QByteArray("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on") << u".xls"_s;
        QTest::newRow("gz") << QByteArray("\x1F\x8B\x08 and so on") << u"compressed"_s;
        QTest::newRow("pdf") << QByteArray("%PDF-1.7\n") << u"PDF"_s;
        // As zip(1) and Excel begin them; the name of a part stands in the clear.
        QTest::newRow("zip") << QByteArray("PK\x03\x04 people.csv") << u"ZIP"_s;
        QTest::newRow("xlsx") << QByteArray("PK\x03\x04 [Content_Types].xml … xl/workbook.xml") << u"Excel"_s;
        QTest::newRow("ods") << QByteArray(
            "PK\x03\x04 mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK")
                             << u"OpenDocument"_s;
    }
    void saysWhatAnotherFormatIs()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, word);
        BulkPlan plan;
        const Result<CsvResult> result = read(bytes, plan);
        QVERIFY(!result);
        QVERIFY2(result.error().reply.message.contains(word), qPrintable(result.error().reply.message));
        QCOMPARE(plan.count(), 0);
    }

    // The work of Python's zipfile, which is no writer of ours.
    void knowsARealWorkbookByItsParts()
    {
        QProcess python;
        python.start(u"/usr/bin/python3"_s,
                     {u"-c"_s,
                      u"import io, sys, zipfile\n"
                      "file = io.BytesIO()\n"
                      "archive = zipfile.ZipFile(file, 'w', zipfile.ZIP_DEFLATED)\n"
                      "archive.writestr('[Content_Types].xml', '<Types/>' * 20000)\n"
                      "archive.writestr('xl/worksheets/sheet1.xml', '<worksheet/>')\n"
                      "archive.writestr('xl/workbook.xml', '<workbook/>')\n"
                      "archive.close()\n"
                      "sys.stdout.buffer.write(file.getvalue())\n"_s});
        QVERIFY(python.waitForFinished());
        BulkPlan plan;
        const Result<CsvResult> result = read(python.readAllStandardOutput(), plan);
        QVERIFY(!result);
        QVERIFY2(result.error().reply.message.contains(u"Excel"_s), qPrintable(result.error().reply.message));
    }
};

QTEST_GUILESS_MAIN(TstCsvProducers)
#include "tst_csvproducers.moc"
