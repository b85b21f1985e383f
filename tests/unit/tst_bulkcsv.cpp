#include "bulk/bulkimport.h"
#include "bulk/bulkplan.h"
#include "bulk/bulkreport.h"
#include "bulk/csvcolumns.h"
#include "bulk/csvreader.h"
#include "core/csvcell.h"

#include <QBuffer>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QStringEncoder>
#include <QTemporaryDir>
#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

struct Read
{
    Result<CsvResult> result = std::unexpected(Error());
    std::shared_ptr<BulkPlan> plan = std::make_shared<BulkPlan>();
};

Read readBytes(QByteArray bytes)
{
    Read read;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    const std::atomic<bool> cancelled = false;
    read.result = readCsv(buffer, *read.plan, cancelled);
    return read;
}

QByteArray encoded(const QString &text, CsvEncoding encoding, bool mark)
{
    switch (encoding) {
    case CsvEncoding::Utf8:
        return (mark ? QByteArray("\xEF\xBB\xBF") : QByteArray()) + text.toUtf8();
    case CsvEncoding::Utf16Le: {
        QStringEncoder encoder(QStringEncoder::Utf16LE);
        return QByteArray("\xFF\xFE") + QByteArray(encoder(text));
    }
    case CsvEncoding::Utf16Be: {
        QStringEncoder encoder(QStringEncoder::Utf16BE);
        return QByteArray("\xFE\xFF") + QByteArray(encoder(text));
    }
    case CsvEncoding::Windows1252:
        break;
    }
    QByteArray bytes;
    for (const QChar c : text)
        bytes += c == u'€' ? '\x80' : static_cast<char>(c.unicode());
    return bytes;
}

QString targetOf(const BulkPlan &plan, int row)
{
    return QString::fromUtf8(plan.targetUtf8(row));
}

} // namespace

class TstBulkCsv : public QObject
{
    Q_OBJECT

private slots:
    void findsTheColumns_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<CsvColumns>("columns");
        QTest::newRow("english") << QByteArray("Email,New Password") << CsvColumns{0, -1, 1, true, false};
        QTest::newRow("another order")
            << QByteArray("Password;Name;User ID") << CsvColumns{-1, 2, 0, true, false};
        QTest::newRow("german") << QByteArray("Kennwort\tE-Mail-Adresse")
                                << CsvColumns{1, -1, 0, true, false};
        QTest::newRow("french") << QByteArray("Adresse e-mail;Nouveau mot de passe")
                                << CsvColumns{0, -1, 1, true, false};
        QTest::newRow("spanish") << QString(u"Correo electrónico,Contraseña"_s).toUtf8()
                                 << CsvColumns{0, -1, 1, true, false};
        QTest::newRow("polish") << QString(u"Adres e-mail,Hasło"_s).toUtf8()
                                << CsvColumns{0, -1, 1, true, false};
        QTest::newRow("russian") << QString(u"Электронная почта;Новый пароль"_s).toUtf8()
                                 << CsvColumns{0, -1, 1, true, false};
        QTest::newRow("japanese") << QString(u"メールアドレス,新しいパスワード"_s).toUtf8()
                                  << CsvColumns{0, -1, 1, true, false};
        QTest::newRow("korean") << QString(u"이메일,새 비밀번호"_s).toUtf8()
                                << CsvColumns{0, -1, 1, true, false};
        QTest::newRow("twice") << QByteArray("email,mail") << CsvColumns{0, -1, -1, true, true};
        QTest::newRow("none") << QByteArray("name,phone") << CsvColumns{-1, -1, -1, false, false};
    }
    void findsTheColumns()
    {
        QFETCH(QByteArray, header);
        QFETCH(CsvColumns, columns);
        std::vector<QByteArrayView> cells;
        QList<QByteArray> pieces;
        for (const char separator : {',', ';', '\t'}) {
            if (header.contains(separator)) {
                pieces = header.split(separator);
                break;
            }
        }
        for (const QByteArray &piece : std::as_const(pieces))
            cells.push_back(piece);
        const CsvColumns found = CsvColumns::of(cells);
        QCOMPARE(found.email, columns.email);
        QCOMPARE(found.id, columns.id);
        QCOMPARE(found.password, columns.password);
        QCOMPARE(found.isHeader, columns.isHeader);
        QCOMPARE(found.isAmbiguous, columns.isAmbiguous);
    }

    void readsAllEncodings_data()
    {
        QTest::addColumn<CsvEncoding>("encoding");
        QTest::addColumn<bool>("mark");
        QTest::newRow("UTF-8") << CsvEncoding::Utf8 << false;
        QTest::newRow("UTF-8 with mark") << CsvEncoding::Utf8 << true;
        QTest::newRow("UTF-16, little first") << CsvEncoding::Utf16Le << true;
        QTest::newRow("UTF-16, big first") << CsvEncoding::Utf16Be << true;
        QTest::newRow("Windows-1252") << CsvEncoding::Windows1252 << false;
    }
    void readsAllEncodings()
    {
        QFETCH(CsvEncoding, encoding);
        QFETCH(bool, mark);
        const QString text =
            u"email;password\r\nann@x.example;Pä€ssw0rd\r\n\"bob@x.example\";\"a\"\"b;c\"\r\n"_s;
        const Read read = readBytes(encoded(text, encoding, mark));
        QVERIFY(read.result);
        QCOMPARE(read.result->encoding, encoding);
        QCOMPARE(read.result->delimiter, ';');
        QCOMPARE(read.plan->count(), 2);
        QCOMPARE(targetOf(*read.plan, 0), u"ann@x.example"_s);
        QCOMPARE(QString::fromUtf8(read.plan->exposePassword(0)), u"Pä€ssw0rd"_s);
        QCOMPARE(read.plan->exposePassword(1).toByteArray(), QByteArray("a\"b;c"));
        QCOMPARE(read.plan->line(1), 3U);
    }

    void countsLines()
    {
        const Read read = readBytes("name,email\r\n\r\n\"two\r\nlines\",ann@x.example\r\nbob,bob@x.example\n"
                                    "x,nobody\r\"three\n\n\",cy@x.example");
        QVERIFY(read.result);
        QCOMPARE(read.plan->count(), 3);
        QCOMPARE(read.plan->line(0), 3U);
        QCOMPARE(read.plan->line(1), 5U);
        QCOMPARE(read.plan->line(2), 7U);
        QCOMPARE(read.result->badLines.size(), 1);
        QCOMPARE(read.result->badLines.first().line, 6U);
        QCOMPARE(read.result->badLines.first().reason, BadLineReason::NotAnAddress);
    }

    void takesASingleColumnOfAddresses()
    {
        const Read read = readBytes("ann@x.example\nbob@x.example\nnobody\n");
        QVERIFY(read.result);
        QVERIFY(!read.result->hasHeader);
        QCOMPARE(read.plan->count(), 2);
        QCOMPARE(read.result->badLineCount, 1);
    }

    void refusesWhatItWouldHaveToGuess_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no header") << QByteArray("ann@x.example,Secret1!\nbob@x.example,Secret2!\n");
        QTest::newRow("IDs alone") << QByteArray("abc\ndef\n");
        QTest::newRow("two of a kind") << QByteArray("email,e-mail\na@x.example,b@x.example\n");
        QTest::newRow("a quote that never closes") << QByteArray("email\n\"ann@x.example\nbob@x.example\n");
        QTest::newRow("a header and nobody") << QByteArray("email,password\n");
    }
    void refusesWhatItWouldHaveToGuess()
    {
        QFETCH(QByteArray, bytes);
        const Read read = readBytes(bytes);
        QVERIFY(!read.result);
        QCOMPARE(read.result.error().kind, ErrorKind::InvalidInput);
        QVERIFY(!read.result.error().reply.message.isEmpty());
    }

    void keepsBadLines()
    {
        const Read read = readBytes("email,password\n"
                                    ",Secret1!\n" // 2
                                    "ann@x.example,\n" // 3
                                    "ann@x.example,Secret1!,more\n" // 4
                                    "a nn@x.example,Secret1!\n" // 5
                                    "ann@x.example,\"Sec\"ret1\n" // 6
                                    "ok@x.example,Secret1!\n" // 7
                                    + QByteArray(300, 'a') + "@x.example,Secret1!\n"); // 8
        QVERIFY(read.result);
        QCOMPARE(read.plan->count(), 1);
        QCOMPARE(read.plan->line(0), 7U);
        const QList<BadLine> &bad = read.result->badLines;
        QCOMPARE(bad.size(), 6);
        const QList<BadLineReason> reasons{BadLineReason::NoAddress,    BadLineReason::NoPassword,
                                           BadLineReason::TooManyCells, BadLineReason::NotAnAddress,
                                           BadLineReason::BrokenQuotes, BadLineReason::TooLong};
        for (qsizetype i = 0; i < bad.size(); ++i) {
            QCOMPARE(bad[i].reason, reasons[i]);
            QCOMPARE(bad[i].line, i < 5 ? quint32(i + 2) : 8U);
        }
        const QByteArray csv = badLinesCsv(bad);
        QVERIFY(!csv.contains("Secret1!"));
        QVERIFY(csv.contains("\r\n6,"));
    }

    void readsBackWhatWasWritten()
    {
        QRandomGenerator random(20261126);
        const QString letters = u"abcXYZ019 ,;\t\"\n\réß€漢𝄞=+-@'%"_s;
        const QList<CsvEncoding> encodings{CsvEncoding::Utf8, CsvEncoding::Utf16Le, CsvEncoding::Utf16Be};
        for (int round = 0; round < 400; ++round) {
            const QChar delimiter = u",;\t"[random.bounded(3)];
            const QString lineEnd = random.bounded(2) != 0 ? u"\r\n"_s : u"\n"_s;
            QString text = u"note%1email%1password"_s.arg(delimiter) + lineEnd;
            QStringList passwords;
            const auto cell = [&] {
                QString content = u"x"_s;
                for (int i = random.bounded(12); i > 0; --i) {
                    const int at = random.bounded(int(letters.size()));
                    if (!letters[at].isSurrogate())
                        content += letters[at];
                }
                return content;
            };
            const auto quoted = [](QString content) -> QString {
                return u'"' + content.replace(u'"', u"\"\""_s) + u'"';
            };
            for (int row = random.bounded(20) + 1; row > 0; --row) {
                passwords.append(cell());
                text += quoted(cell()) + delimiter + u"u%1@x.example"_s.arg(row) + delimiter
                    + quoted(passwords.last()) + lineEnd;
            }
            const CsvEncoding encoding = encodings[random.bounded(int(encodings.size()))];
            const Read read = readBytes(encoded(text, encoding, random.bounded(2) != 0));
            QVERIFY2(read.result, qPrintable(read.result ? QString() : read.result.error().reply.message));
            QCOMPARE(read.result->badLineCount, 0);
            QCOMPARE(read.plan->count(), int(passwords.size()));
            for (int row = 0; row < read.plan->count(); ++row)
                QCOMPARE(QString::fromUtf8(read.plan->exposePassword(row)), passwords[row]);
        }
    }

    void survivesNoise()
    {
        QRandomGenerator random(7);
        const QByteArray alphabet("email,password\n\r\"\"@;\t\0\xFF\xC3\x80 a", 28);
        for (int round = 0; round < 3000; ++round) {
            QByteArray bytes = random.bounded(2) != 0 ? QByteArray("email,password\n") : QByteArray();
            for (int i = random.bounded(200); i > 0; --i)
                bytes += alphabet[random.bounded(int(alphabet.size()))];
            const Read read = readBytes(bytes);
            for (int row = 0; row < read.plan->count(); ++row) {
                QVERIFY(read.plan->targetUtf8(row).isValidUtf8());
                QVERIFY(!read.plan->targetUtf8(row).isEmpty());
            }
        }
    }

    void readsAFileInAnotherThread()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(u"people.csv"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("email\n");
        for (int i = 0; i < 50'000; ++i)
            file.write("user" + QByteArray::number(i) + "@x.example\n");
        file.close();
        BulkImport import;
        QSignalSpy finished(&import, &BulkImport::finished);
        import.startFile(file.fileName());
        QVERIFY(finished.wait(30'000));
        QCOMPARE(import.result().rows, 50'000);
        QCOMPARE(import.takePlan()->count(), 50'000);

        QSignalSpy failed(&import, &BulkImport::failed);
        import.startFile(file.fileName());
        import.cancel();
        QVERIFY(failed.wait(30'000) || import.result().rows == 50'000);
        import.startFile(folder.filePath(u"nowhere.csv"_s));
        QVERIFY(failed.wait(30'000));
    }

    void takesAPastedList()
    {
        BulkImport import;
        QSignalSpy finished(&import, &BulkImport::finished);
        import.startText(u"ann@x.example; bob@x.example,cy@x.example\n dee@x.example"_s);
        QVERIFY(finished.wait(30'000));
        QCOMPARE(import.takePlan()->count(), 4);
        import.startText(u"Ann <ann@x.example>; \"Bo, Cy\" <bo@x.example>,\nDee <dee@x.example>"_s);
        QVERIFY(finished.wait(30'000));
        std::shared_ptr<BulkPlan> plan = import.takePlan();
        QCOMPARE(plan->count(), 3);
        QCOMPARE(plan->targetUtf8(1), QByteArrayView("bo@x.example"));

        import.startText(u"q2Iz9QmSTkOaSsuBFRVpKA\nann@x.example\n"_s);
        QVERIFY(finished.wait(30'000));
        plan = import.takePlan();
        QCOMPARE(plan->count(), 2);
        QCOMPARE(plan->targetUtf8(0), QByteArrayView("q2Iz9QmSTkOaSsuBFRVpKA"));

        import.startText(u"email,password\nann@x.example,Secret1!\n"_s);
        QVERIFY(finished.wait(30'000));
        QVERIFY(import.result().hasPasswords);
    }

    void defusesFormulas_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("cell");
        QTest::newRow("plain") << u"Ann"_s << QByteArray("Ann");
        QTest::newRow("equals") << u"=1+1"_s << QByteArray("'=1+1");
        QTest::newRow("plus") << u"+1"_s << QByteArray("'+1");
        QTest::newRow("minus") << u"-1"_s << QByteArray("'-1");
        QTest::newRow("at") << u"@SUM(A1)"_s << QByteArray("'@SUM(A1)");
        QTest::newRow("tab") << u"\t=1"_s << QByteArray("\"'\t=1\"");
        QTest::newRow("quotes") << u"a\"b,c"_s << QByteArray("\"a\"\"b,c\"");
    }
    void defusesFormulas()
    {
        QFETCH(QString, text);
        QTEST(csvCell(text), "cell");
    }
};

QTEST_GUILESS_MAIN(TstBulkCsv)
#include "tst_bulkcsv.moc"
