#include "accounts/accountstore.h"
#include "cli/addaccountcommand.h"
#include "cli/manageaccountscommand.h"
#include "support/fakesecretstore.h"

#include <QBuffer>
#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <QTextStream>

using namespace Keyturn;
using Test::FakeSecretStore;

namespace {

const QByteArray Canary("canary-6f1d");

/// One call of the command, and all that it did.
struct Run
{
    QTemporaryDir dir;
    QString file = dir.filePath(QStringLiteral("config/keyturn.ini"));
    QSettings settings{file, QSettings::IniFormat};
    AccountStore accounts{&settings};
    FakeSecretStore keychain;
    QString out;
    QString err;

    AccountCommandExit with(const QByteArray &input, const QString &argument = QStringLiteral("-"))
    {
        QBuffer buffer;
        buffer.setData(input);
        buffer.open(QIODevice::ReadOnly);
        out.clear();
        err.clear();
        QTextStream outStream(&out);
        QTextStream errStream(&err);
        return runAddAccount(argument, buffer, outStream, errStream, accounts, keychain);
    }
    AccountCommandExit list()
    {
        out.clear();
        err.clear();
        QTextStream outStream(&out);
        QTextStream errStream(&err);
        return runListAccounts(outStream, errStream, accounts);
    }
    AccountCommandExit remove(const QString &name)
    {
        out.clear();
        err.clear();
        QTextStream outStream(&out);
        QTextStream errStream(&err);
        return runRemoveAccount(name, outStream, errStream, accounts, keychain);
    }
    bool nothingStored() const
    {
        return keychain.entries.empty() && accounts.accounts().isEmpty() && !QFile::exists(file);
    }
};

QByteArray json(const char *name, const QByteArray &token, const char *rest = "")
{
    return QByteArray("{\"name\":\"") + name + "\",\"token\":\"" + token + "\"" + rest + "}";
}

/// An account with Server-to-Server OAuth.
QByteArray appJson(const char *name, const QByteArray &secret, const char *rest = "")
{
    return QByteArray("{\"name\":\"") + name
        + "\",\"oauth\":{\"accountId\":\"acc\",\"clientId\":\"cli\",\"clientSecret\":\"" + secret + "\"}"
        + rest + "}";
}

} // namespace

class TestAddAccountCommand final : public QObject
{
    Q_OBJECT

private slots:
    void addsAnAccount()
    {
        Run run;
        QCOMPARE(run.with(json("B\xc3\xbcro Ost", Canary)), AccountCommandExit::Done);
        QCOMPARE(run.out, QStringLiteral("Account \"B\u00fcro Ost\" added.\n"));
        QVERIFY2(run.err.isEmpty(), qPrintable(run.err));
        const std::optional<Account> account = run.accounts.accountNamed(QStringLiteral("B\u00fcro Ost"));
        QVERIFY(account);
        QCOMPARE(account->baseUrl, QUrl(Account::defaultBaseUrl()));
        QCOMPARE(run.keychain.secretAt(account->tokenKey()), Canary);
    }

    void takesWhatIsCommon_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf") + json("Contoso", Canary);
        QTest::newRow("line breaks") << QByteArray("\r\n{\r\n\"token\": \"") + Canary
                + "\",\r\n\"name\": \" Contoso \"}\r\n";
        QTest::newRow("base URL") << json("Contoso", Canary, ",\"baseUrl\":\"https://api.zoom.us/v2\"");
        QTest::newRow("long token") << json("Contoso", QByteArray(16 * 1024, 't'));
    }
    void takesWhatIsCommon()
    {
        QFETCH(QByteArray, input);
        Run run;
        QCOMPARE(run.with(input), AccountCommandExit::Done);
        QCOMPARE(run.out, QStringLiteral("Account \"Contoso\" added.\n"));
    }

    void refusesBadInput_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *title, const QByteArray &input, const char *says) {
            QTest::newRow(title) << input << QString::fromUtf8(says);
        };
        row("empty", "", "empty");
        row("blank", " \r\n", "empty");
        row("byte order mark alone", "\xef\xbb\xbf", "empty");
        row("half a JSON", "{\"name\":\"x\",\"token\":\"" + Canary, "not valid JSON");
        row("two objects", json("x", Canary) + json("x", Canary), "not valid JSON");
        row("not JSON", Canary, "not valid JSON");
        row("UTF-16", QByteArray("\xff\xfe{\0\"\0", 6), "UTF-16");
        row("Latin-1", "{\"name\":\"B\xfcro\",\"token\":\"" + Canary + "\"}", "not valid JSON");
        row("array", "[\"" + Canary + "\"]", "not a JSON object");
        row("too long", json("x", QByteArray(64 * 1024, 't')), "64 KiB");
        row("no name", "{\"token\":\"" + Canary + "\"}", "\"name\"");
        row("empty name", json("  ", Canary), "\"name\"");
        row("control in the name", json("a\\nb", Canary), "\"name\"");
        row("long name", json(QByteArray(81, 'n').constData(), Canary), "\"name\"");
        row("reserved name", json("Practice account", Canary), "\"name\"");
        row("number as name", "{\"name\":5,\"token\":\"" + Canary + "\"}", "\"name\"");
        row("no token", "{\"name\":\"x\"}", "\"token\"");
        row("null token", "{\"name\":\"x\",\"token\":null}", "\"token\"");
        row("empty token", json("x", ""), "\"token\"");
        row("object as token", "{\"name\":\"x\",\"token\":{\"a\":\"" + Canary + "\"}}", "\"token\"");
        row("blank in the token", json("x", Canary + " y"), "\"token\"");
        row("line break in the token", json("x", Canary + "\\r\\nX-Evil: 1"), "\"token\"");
        row("token outside ASCII", json("x", Canary + "\xc3\xa9"), "\"token\"");
        row("token too long", json("x", QByteArray(16 * 1024 + 1, 't')), "\"token\"");
        row("plain http", json("x", Canary, ",\"baseUrl\":\"http://api.zoom.us/v2\""), "\"baseUrl\"");
        row("empty base URL", json("x", Canary, ",\"baseUrl\":\"\""), "\"baseUrl\"");
        row("null base URL", json("x", Canary, ",\"baseUrl\":null"), "\"baseUrl\"");
        row("unknown field", json("x", Canary, ",\"base_url\":\"y\""), "\"base_url\"");
        row("path", json("x", Canary, ",\"baseUrl\":\"https://api.zoom.us/v2/users\""), "\"baseUrl\"");
        row("query", json("x", Canary, ",\"baseUrl\":\"https://api.zoom.us/v2?a=b\""), "\"baseUrl\"");
        row("user part", json("x", Canary, ",\"baseUrl\":\"https://u:p@api.zoom.us/v2\""), "\"baseUrl\"");
        row("plan", json("x", Canary, ",\"plan\":\"gold\""), "\"plan\"");
        row("number as plan", json("x", Canary, ",\"plan\":1"), "\"plan\"");
        row("share above 1", json("x", Canary, ",\"rateShare\":1.5"), "\"rateShare\"");
        row("share below 0", json("x", Canary, ",\"rateShare\":-0.5"), "\"rateShare\"");
        row("share as text", json("x", Canary, ",\"rateShare\":\"0.5\""), "\"rateShare\"");
        row("unknown format", json("x", Canary, ",\"sendAs\":\"multipart\""), "\"sendAs\"");
        row("format as a number", json("x", Canary, ",\"sendAs\":1"), "\"sendAs\"");
        row("certificates as a number", json("x", Canary, ",\"caCertificates\":1"), "\"caCertificates\"");
        row("certificates that are not there", json("x", Canary, ",\"caCertificates\":\"/nowhere/ca.pem\""),
            "\"caCertificates\"");
        row("plain token URL", json("x", Canary, ",\"tokenUrl\":\"http://zoom.us/oauth/token\""),
            "\"tokenUrl\"");
        row("token and oauth", appJson("x", Canary, ",\"token\":\"t\""), "\"oauth\"");
        row("oauth as text", "{\"name\":\"x\",\"oauth\":\"" + Canary + "\"}", "\"oauth\"");
        row("no client secret", R"({"name":"x","oauth":{"accountId":"a","clientId":"c"}})",
            "\"clientSecret\"");
        row("empty account ID", R"({"name":"x","oauth":{"accountId":"","clientId":"c","clientSecret":"s"}})",
            "\"accountId\"");
        row("blank in the client ID",
            R"({"name":"x","oauth":{"accountId":"a","clientId":"c d","clientSecret":"s"}})", "\"clientId\"");
        row("unknown in oauth",
            R"({"name":"x","oauth":{"accountId":"a","clientId":"c","clientSecret":"s","x":1}})", "\"x\"");
        row("no token URL for a server of one's own",
            appJson("x", Canary, ",\"baseUrl\":\"https://zoom.example/v2\""), "\"tokenUrl\"");
        row("token as a field's name", "{\"name\":\"x\",\"" + Canary + "\":\"token\"}", "not known");
    }
    void refusesBadInput()
    {
        QFETCH(QByteArray, input);
        QFETCH(QString, says);
        Run run;
        QCOMPARE(run.with(input), AccountCommandExit::BadInput);
        QVERIFY2(run.err.contains(says), qPrintable(run.err));
        QCOMPARE(run.err.count(u'\n'), 1);
        QVERIFY2(!run.err.contains(QString::fromLatin1(Canary)), qPrintable(run.err));
        QVERIFY(run.out.isEmpty());
        QVERIFY(run.nothingStored());
        QCOMPARE(run.keychain.writes, 0);
    }

    void takesTheTokenFromNowhereElse()
    {
        for (const auto &argument : {QStringLiteral("token.json"), QStringLiteral("/dev/stdin"), QString()}) {
            Run run;
            QCOMPARE(run.with(json("x", Canary), argument), AccountCommandExit::BadInput);
            QVERIFY2(run.err.contains(QStringLiteral("standard input")), qPrintable(run.err));
            QVERIFY(run.nothingStored());
        }
    }

    void aSecondRunReplacesTheToken()
    {
        Run run;
        QCOMPARE(run.with(json("Contoso", "first")), AccountCommandExit::Done);
        const QString id = run.accounts.accounts().constFirst().id;
        QCOMPARE(run.with(json("CONTOSO", "second", ",\"baseUrl\":\"https://api.zoom.us/v2/\"")),
                 AccountCommandExit::Done);
        QCOMPARE(run.out, QStringLiteral("Account \"Contoso\" updated.\n"));
        QCOMPARE(run.accounts.accounts().size(), 1);
        QCOMPARE(run.accounts.accounts().constFirst().id, id);
        QCOMPARE(run.keychain.entries.size(), std::size_t(1));
        QCOMPARE(run.keychain.secretAt(run.keychain.entries.begin()->first), QByteArray("second"));
    }

    void addsAnApp()
    {
        Run run;
        QCOMPARE(run.with(appJson("Contoso", Canary,
                                  ",\"plan\":\"business\",\"rateShare\":0.25,\"sendAs\":\"json\"")),
                 AccountCommandExit::Done);
        const Account account = run.accounts.accounts().constFirst();
        QCOMPARE(account.kind, Account::Kind::ServerToServer);
        QCOMPARE(account.tokenUrl, QUrl(QStringLiteral("https://zoom.us/oauth/token")));
        QCOMPARE(account.accountId, QStringLiteral("acc"));
        QCOMPARE(account.clientId, QStringLiteral("cli"));
        QCOMPARE(account.plan, Account::Plan::Business);
        QCOMPARE(account.rateShare, 0.25);
        QCOMPARE(account.sendAs, SendAs::Json);
        QCOMPARE(run.keychain.entries.size(), std::size_t(1));
        QCOMPARE(run.keychain.secretAt(account.clientSecretKey()), Canary);

        // What is not given again stays.
        QCOMPARE(run.with(appJson("Contoso", "second", ",\"rateShare\":1.0")), AccountCommandExit::Done);
        QCOMPARE(run.accounts.accounts().constFirst().plan, Account::Plan::Business);
        QCOMPARE(run.accounts.accounts().constFirst().sendAs, SendAs::Json);
        QCOMPARE(run.accounts.accounts().constFirst().rateShare, 1.0);
        QCOMPARE(run.keychain.secretAt(account.clientSecretKey()), QByteArray("second"));
    }

    void knowsTheTokenUrlOfTheGovernment()
    {
        Run run;
        QCOMPARE(run.with(appJson("Agency", Canary, ",\"baseUrl\":\"https://api.zoomgov.com/v2\"")),
                 AccountCommandExit::Done);
        QCOMPARE(run.accounts.accounts().constFirst().tokenUrl,
                 QUrl(QStringLiteral("https://zoomgov.com/oauth/token")));
    }

    void listsWithoutSecrets()
    {
        Run run;
        QCOMPARE(run.list(), AccountCommandExit::Done);
        QVERIFY(run.out.isEmpty());
        QCOMPARE(run.with(json("B\xc3\xbcro", Canary)), AccountCommandExit::Done);
        QCOMPARE(run.with(appJson("Contoso", Canary)), AccountCommandExit::Done);
        run.keychain.readError = ErrorKind::KeychainLocked; // it is not asked
        QCOMPARE(run.list(), AccountCommandExit::Done);
        const QStringList lines = run.out.split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 2);
        QVERIFY2(lines[0].contains(QStringLiteral("\"name\":\"B\u00fcro\"")), qPrintable(lines[0]));
        QVERIFY2(lines[1].contains(QStringLiteral("\"signIn\":\"oauth\"")), qPrintable(lines[1]));
        QVERIFY(!run.out.contains(QString::fromLatin1(Canary)));
    }

    void removesAnAccountWithItsSecrets()
    {
        Run run;
        QCOMPARE(run.with(appJson("Contoso", Canary)), AccountCommandExit::Done);
        const Account account = run.accounts.accounts().constFirst();
        run.keychain.entries[account.grantedTokenKey()] = "a granted token";

        QCOMPARE(run.remove(QStringLiteral("Fabrikam")), AccountCommandExit::BadInput);
        QVERIFY2(run.err.contains(QStringLiteral("\"Fabrikam\"")), qPrintable(run.err));
        run.keychain.removeError = ErrorKind::KeychainLocked;
        QCOMPARE(run.remove(QStringLiteral("Contoso")), AccountCommandExit::KeychainFailed);
        QCOMPARE(run.accounts.accounts().size(), 1);
        run.keychain.removeError.reset();
        QCOMPARE(run.remove(QStringLiteral(" contoso")), AccountCommandExit::Done);
        QCOMPARE(run.out, QStringLiteral("Account \"Contoso\" removed.\n"));
        QVERIFY(run.accounts.accounts().isEmpty());
        QVERIFY(run.keychain.entries.empty());
    }

    void aNameWithAnotherAddressIsRefused()
    {
        Run run;
        QCOMPARE(run.with(json("Contoso", "first")), AccountCommandExit::Done);
        QCOMPARE(run.with(json("Contoso", "second", ",\"baseUrl\":\"https://api.zoomgov.com/v2\"")),
                 AccountCommandExit::BadInput);
        QVERIFY2(run.err.contains(QStringLiteral("\"name\"")), qPrintable(run.err));
        QCOMPARE(run.keychain.secretAt(run.keychain.entries.begin()->first), QByteArray("first"));
    }

    void aKeychainThatRefusesLeavesNothing_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *title, ErrorKind kind, const char *says) {
            QTest::newRow(title) << static_cast<int>(kind) << QString::fromLatin1(says);
        };
        row("unavailable", ErrorKind::KeychainUnavailable, "No keychain answers");
        row("locked", ErrorKind::KeychainLocked, "is locked");
        row("refused", ErrorKind::KeychainRefused, "was not opened");
        row("time-out", ErrorKind::KeychainTimeout, "did not answer in time");
        row("failed", ErrorKind::KeychainFailed, "reported an error");
    }
    void aKeychainThatRefusesLeavesNothing()
    {
        QFETCH(int, kind);
        QFETCH(QString, says);
        Run run;
        run.keychain.writeError = static_cast<ErrorKind>(kind);
        run.keychain.failedWriteLands = true;
        QCOMPARE(run.with(json("Contoso", Canary)), AccountCommandExit::KeychainFailed);
        QVERIFY2(run.err.contains(says), qPrintable(run.err));
        QCOMPARE(run.err.count(u'\n'), 1);
        QVERIFY(run.out.isEmpty());
        QVERIFY(run.nothingStored());
    }

    void settingsThatCannotBeWrittenLeaveNothing()
    {
        Run run;
        QFile obstacle(run.dir.filePath(QStringLiteral("config")));
        QVERIFY(obstacle.open(QIODevice::WriteOnly));
        QCOMPARE(run.with(json("Contoso", Canary)), AccountCommandExit::SettingsNotWritten);
        QVERIFY2(run.err.contains(run.file), qPrintable(run.err));
        QVERIFY(run.nothingStored());
    }
};

QTEST_GUILESS_MAIN(TestAddAccountCommand)
#include "tst_addaccountcommand.moc"
