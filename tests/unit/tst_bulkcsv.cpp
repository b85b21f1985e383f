#include "bulk/bulkimport.h"
#include "bulk/bulkplan.h"
#include "bulk/bulkreport.h"
#include "bulk/csvcolumns.h"
#include "bulk/csvreader.h"
#include "bulk/persontext.h"
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

Read readBytes(QByteArray bytes, const CsvOptions &options = {})
{
    Read read;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    const std::atomic<bool> cancelled = false;
    read.result = readCsv(buffer, *read.plan, cancelled, {}, options);
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
    default:
        break; // Windows-1252
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
    void knowsColumnsByTheirWords_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<CsvColumn>("kind");
        const auto rows = [](CsvColumn kind, const QStringList &names) {
            for (const QString &name : names)
                QTest::addRow("%s", qPrintable(name)) << name << kind;
        };
        rows(CsvColumn::Password,
             {u"Password"_s,
              u"Zoom Password"_s,
              u"Password [Required]"_s,
              u"User Password"_s,
              u"PW"_s,
              u"Passwort (neu)"_s,
              u"Mot de passe provisoire"_s,
              u"Initial PW"_s,
              u"Initial password [passwordProfile] Required"_s,
              u"Initialkennwort"_s,
              u"Startpasswort"_s,
              u"Contrase\u00F1a temporal"_s,
              u"Nuova password"_s,
              u"Nowe has\u0142o"_s,
              u"NewPassword"_s,
              u"PassWord"_s,
              u"Новый пароль"_s,
              u"新しいパスワード"_s,
              u"初期パスワード"_s,
              u"临时密码"_s,
              u"새 비밀번호"_s,
              u"Tijdelijk wachtwoord"_s,
              u"Uusi salasana"_s,
              u"Yeni \u015Fifre"_s});
        rows(CsvColumn::OtherPassword,
             {u"Old Password"_s, u"Password changed on"_s, u"Password hint"_s, u"Last password change"_s,
              u"Force password change"_s, u"Change Password at Next Sign-In"_s, u"PasswordLastSet"_s,
              u"pwdLastSet"_s, u"PasswordNeverExpires"_s, u"msDS-UserPasswordExpiryTimeComputed"_s,
              u"Altes Passwort"_s});
        rows(CsvColumn::UnclearPassword,
             {u"Computer password"_s, u"Password 2"_s, u"Old/new password"_s, u"Change password to"_s,
              u"Current Password"_s, u"Email,Password"_s});
        rows(CsvColumn::PasswordHash, {u"Password Hash Function [UPLOAD ONLY]"_s});
        rows(CsvColumn::Email,
             {u"Email Address [Required]"_s, u"Email (required)"_s, u"Work Email"_s, u"Primary Email"_s,
              u"UserPrincipalName"_s, u"User name [userPrincipalName] Required"_s, u"E-Mail-Adresse"_s,
              u"E-Mail (gesch\u00E4ftlich)"_s, u"Correo electr\u00F3nico"_s, u"Электронная почта"_s,
              u"メールアドレス"_s, u"이메일"_s});
        rows(CsvColumn::Id, {u"Zoom ID"_s, u"UserID"_s, u"id"_s});
        rows(CsvColumn::Person, {u"person"_s});
        rows(CsvColumn::Other,
             {u"name"_s, u"outcome"_s, u"note"_s, u"Has login"_s, u"Passport number"_s, u"Recovery Email"_s});
    }
    void knowsColumnsByTheirWords()
    {
        QFETCH(QString, name);
        QFETCH(CsvColumn, kind);
        QCOMPARE(int(csvColumnNamed(name.toUtf8())), int(kind));
    }

    void stopsAtColumnsThatMayBePasswords_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("quoted");
        QTest::newRow("unclear name")
            << u"email,Computer password\na@x.example,Tr1cky!pass\n"_s << QStringList{u"Computer password"_s};
        QTest::newRow("two") << u"email,Password,Zoom PW\na@x.example,Tr1cky!pass,Tr1cky!pass\n"_s
                             << QStringList{u"Password"_s, u"Zoom PW"_s};
        QTest::newRow("by its values")
            << u"email,Code\na@x.example,Tr1cky!pass\nb@x.example,0ther$One\n"_s << QStringList{u"Code"_s};
        QTest::newRow("hashes") << u"email,password,Hash of password\na@x.example,Tr1cky!pass,SHA-1\n"_s
                                << QStringList{u"Hash of password"_s};
        QTest::newRow("two addresses")
            << u"Email,Work Email\na@x.example,b@x.example\n"_s << QStringList{u"Email"_s, u"Work Email"_s};
    }
    void stopsAtColumnsThatMayBePasswords()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, quoted);
        const Read read = readBytes(text.toUtf8());
        QVERIFY(!read.result);
        const QString message = read.result.error().reply.message;
        for (const QString &one : quoted)
            QVERIFY2(message.contains(u'"' + one + u'"'), qPrintable(message));
        QVERIFY(!message.contains(u"Tr1cky"_s) && !message.contains(u"0ther"_s));
    }

    void saysWhatItTook()
    {
        const Read read = readBytes("Email,Work Email,Name,User ID,Zoom Password\n"
                                    "a@x.example,A@x.example,Ann,1,Tr1cky!pass\n"
                                    "b@x.example,b@x.example,Bob,2,Tr1cky!pas2\n");
        QVERIFY2(read.result, qPrintable(read.result ? QString() : read.result.error().reply.message));
        QCOMPARE(read.result->rowsWithPassword, 2);
        QCOMPARE(read.result->rowsWithout, 0);
        QCOMPARE(read.result->passwordHeader, u"Zoom Password"_s);
        QCOMPARE(read.result->ignoredHeaders.size(), 3);
        QVERIFY(!read.plan->hasGivenId(0));
        const Read ids = readBytes("email,Serial,Old Password\na@x.example,LAB-00231,Tr1cky!pass\n"
                                   "b@x.example,LAB-00232,0ther$One\n");
        QVERIFY2(ids.result, qPrintable(ids.result ? QString() : ids.result.error().reply.message));
        QCOMPARE(ids.result->rowsWithout, 2);
    }

    void keepsOneBadByteToItsLine()
    {
        const Read read = readBytes("name,email,password\nJos\xC3\xA9,a@x.example,P\xC3\xA4ssw0rd\n"
                                    "Jos\xE9,b@x.example,P\xC3\xA4ssw0rd\nAnn,c@x.example,P\xC3\xB6ssw0rd\n");
        QVERIFY(read.result);
        QCOMPARE(read.result->encoding, CsvEncoding::Utf8);
        QCOMPARE(read.plan->count(), 2);
        QCOMPARE(read.plan->exposePassword(0), QByteArrayView("P\xC3\xA4ssw0rd"));
        QCOMPARE(read.result->badLines.first().line, 3U);
        QCOMPARE(read.result->badLines.first().reason, BadLineReason::BadCharacters);
    }

    void doesNotSendGuessedCharacters()
    {
        const QByteArray bytes("email;password\na@x.example;Kl\xB9\x9C"
                               "w0rd!\nb@x.example;Plain123!\n");
        const Read guessed = readBytes(bytes);
        QVERIFY(guessed.result);
        QVERIFY(guessed.result->isGuessedEncoding);
        QVERIFY(guessed.result->possibleEncodings.contains(CsvEncoding::Windows1250));
        QCOMPARE(guessed.plan->count(), 1);
        QCOMPARE(guessed.result->badLines.first().reason, BadLineReason::UnsureCharacters);
        CsvOptions options;
        options.encoding = csvEncodingNamed(u"cp1250"_s);
        const Read chosen = readBytes(bytes, options);
        QVERIFY(chosen.result && !chosen.result->isGuessedEncoding);
        QCOMPARE(QString::fromUtf8(chosen.plan->exposePassword(0)), u"Kl\u0105\u015Bw0rd!"_s);
    }

    void leavesOutInvisibleCharacters()
    {
        const QByteArray bytes = u"email,password\na@x.example,Secret1! \nb@x.example,Sec\u200Bret1!\n"
                                 u"c@x.example,\u00A0Secret1!\nd@x.example,Sec ret1!\n"_s.toUtf8();
        const Read read = readBytes(bytes);
        QVERIFY(read.result);
        QCOMPARE(read.plan->count(), 1);
        QCOMPARE(read.result->badLines.first().reason, BadLineReason::InvisibleCharacters);
        CsvOptions options;
        options.keepInvisible = true;
        QCOMPARE(readBytes(bytes, options).plan->count(), 4);
        const Read spaced = readBytes("email, password\na@x.example, Secret1!\nb@x.example, Secret2!\n");
        QVERIFY(spaced.result && spaced.result->isSpaceRemoved);
        QCOMPARE(spaced.plan->exposePassword(0), QByteArrayView("Secret1!"));
    }

    void findsTheHeader_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("sep") << QByteArray("sep=;\r\nemail;password\r\na@x.example;Secret1!\r\n");
        QTest::newRow("PowerShell") << QByteArray(
            "#TYPE System.Object\n\"email\",\"password\"\n\"a@x.example\",\"Secret1!\"\n");
        QTest::newRow("Azure") << QByteArray(
            "version:v1.0\nName [displayName] Required,User name [userPrincipalName] Required,"
            "Initial password [passwordProfile] Required\nAnn,a@x.example,Secret1!\n");
        QTest::newRow("preamble") << QByteArray(
            "\nOur people\nMade on Monday\n\nemail|password\na@x.example|Secret1!\n");
        QTest::newRow("odd header") << QByteArray(
            "\"Name,\nfirst\",\"email\",password\nAnn,a@x.example,Secret1!\n");
        QTest::newRow("blanks") << QByteArray(
            " \"email\" , \"password\" \n \"a@x.example\" , \"Secret1!\" \n");
        QTest::newRow("UTF-16 without mark")
            << encoded(u"email\tpassword\na@x.example\tSecret1!\n"_s, CsvEncoding::Utf16Le, true).sliced(2);
    }
    void findsTheHeader()
    {
        QFETCH(QByteArray, bytes);
        const Read read = readBytes(bytes);
        QVERIFY2(read.result, qPrintable(read.result ? QString() : read.result.error().reply.message));
        QCOMPARE(read.plan->count(), 1);
        QCOMPARE(read.plan->targetUtf8(0), QByteArrayView("a@x.example"));
        QCOMPARE(read.plan->exposePassword(0), QByteArrayView("Secret1!"));
    }

    void readsPastedForms_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("people");
        const auto row = [](const QString &text, const QString &people) {
            QTest::addRow("%s", qPrintable(text.toHtmlEscaped())) << text << people;
        };
        const QString ana = u"ana@x.com"_s;
        for (const QString &one : {u"ana@x.com"_s,
                                   u"mailto:ana@x.com"_s,
                                   u"<ana@x.com>"_s,
                                   u"\u200Bana@x.com\uFEFF"_s,
                                   u"Ana Bo <ana@x.com>"_s,
                                   u"Ana Bo (ana@x.com)"_s,
                                   u"- ana@x.com"_s,
                                   u"* ana@x.com"_s,
                                   u"\u2022ana@x.com"_s,
                                   u"1. ana@x.com"_s,
                                   u"12) ana@x.com"_s,
                                   u"7\tana@x.com"_s,
                                   u"Ana Bo\tana@x.com"_s,
                                   u"ana@x.com."_s,
                                   u"ana@x.com,"_s,
                                   u"ana@x.com;"_s,
                                   u"\"ana@x.com\""_s,
                                   u"'ana@x.com'"_s,
                                   u"[Ana](mailto:ana@x.com)"_s,
                                   u"[ana@x.com](mailto:ana@x.com)"_s,
                                   u"ana@x.com <ana@x.com>"_s,
                                   u"ana@x.com<mailto:ana@x.com>"_s,
                                   u"Ana: ana@x.com"_s,
                                   u"- [ ] ana@x.com"_s,
                                   u"\"Bo, Ana\" <ana@x.com>"_s,
                                   u"Bo, Ana <ana@x.com>"_s,
                                   u"Room 12 <ana@x.com>"_s,
                                   u"\u00A0ana@x.com\u00A0"_s,
                                   u"mailto:ana@x.com?subject=Hi"_s})
            row(one, ana);
        row(u"'Bo, Ana' <ana@x.com>; 'Lee, Cy' <cy@x.com>"_s, u"ana@x.com cy@x.com"_s);
        row(u"ana@x.com, Cy Lee <cy@x.com>"_s, u"ana@x.com cy@x.com"_s);
        row(u"ana@x.com cy@x.com"_s, u"ana@x.com cy@x.com"_s);
        row(u"Ana <ana@x.com> Cy <cy@x.com>"_s, u"ana@x.com cy@x.com"_s);
        row(u"ana@x.com;nobody;cy@x.com"_s, u"ana@x.com !nobody cy@x.com"_s);
    }
    void readsPastedForms()
    {
        QFETCH(QString, text);
        QFETCH(QString, people);
        QStringList found;
        const PeopleLine line = peopleIn(text);
        QVERIFY(!line.mayHoldPassword);
        for (const ListedPerson &one : line.entries)
            found.append(one.isPerson ? one.target : u'!' + one.target);
        QCOMPARE(found.join(u' '), people);
    }

    void takesItsOwnPasswordsBack()
    {
        QRandomGenerator random(173);
        const QString letters = u"'=+-@|%\uFF1D\uFF0B\uFF0D\uFF20aZ9,;\"#"_s;
        const auto some = [&](int longest) {
            QString text;
            for (int i = random.bounded(longest) + 1; i > 0; --i)
                text += letters[random.bounded(int(letters.size()))];
            return text;
        };
        for (int round = 0; round < 500; ++round) {
            QByteArray csv = "\xEF\xBB\xBFperson,name,outcome,password,note\r\n";
            QStringList passwords;
            QStringList people;
            for (int i = 0; i < 20; ++i) {
                passwords.append(some(14));
                people.append(u"-=+'"_s[random.bounded(4)] + u"q2Iz9QmSTkOaSsuBFRVpK"_s + QString::number(i));
                csv += csvCell(people.last()) + ",Ann,changed," + csvCell(passwords.last())
                    + (looksLikeFormula(passwords.last()) ? ",apostrophe-added\r\n" : ",\r\n");
            }
            const Read read = readBytes(csv);
            QVERIFY2(read.result, qPrintable(read.result ? QString() : read.result.error().reply.message));
            QCOMPARE(read.plan->count(), 20);
            for (int i = 0; i < 20; ++i) {
                QCOMPARE(targetOf(*read.plan, i), people[i]);
                QCOMPARE(QString::fromUtf8(read.plan->exposePassword(i)), passwords[i]);
            }
        }
    }

    void readsAllEncodings_data()
    {
        QTest::addColumn<CsvEncoding>("encoding");
        QTest::addColumn<bool>("mark");
        QTest::newRow("UTF-8") << CsvEncoding::Utf8 << false;
        QTest::newRow("UTF-8 with mark") << CsvEncoding::Utf8 << true;
        QTest::newRow("UTF-16, little first") << CsvEncoding::Utf16Le << true;
        QTest::newRow("UTF-16, big first") << CsvEncoding::Utf16Be << true;
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
        CsvOptions kept;
        kept.keepInvisible = true;
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
            const Read read = readBytes(encoded(text, encoding, random.bounded(2) != 0), kept);
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
        QTest::newRow("full width") << u"\uFF1D1"_s
                                    << QByteArray("'\xEF\xBC\x9D"
                                                  "1");
        QTest::newRow("looks defused") << u"'=1"_s << QByteArray("''=1");
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
