#include "accounts/accountstore.h"
#include "settings/inifilewatch.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

#ifdef Q_OS_UNIX
#include <csignal>
#include <sys/resource.h>
#endif

using namespace Keyturn;

namespace {

Account accountCalled(const QString &name, const QString &url = Account::defaultBaseUrl())
{
    Account account;
    account.id = Account::newId(name);
    account.name = name;
    account.baseUrl = QUrl(url);
    return account;
}

QStringList namesIn(const AccountStore &store)
{
    QStringList names;
    for (const Account &account : store.accounts())
        names << account.name;
    return names;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool writeFile(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

#ifdef Q_OS_UNIX
/// No file may grow beyond this: what a full disk is like, for root too.
class FileSizeLimit
{
public:
    explicit FileSizeLimit(qint64 bytes)
    {
        m_formerHandler = signal(SIGXFSZ, SIG_IGN);
        m_ok = getrlimit(RLIMIT_FSIZE, &m_former) == 0;
        rlimit limit = m_former;
        limit.rlim_cur = static_cast<rlim_t>(bytes);
        m_ok = m_ok && setrlimit(RLIMIT_FSIZE, &limit) == 0;
    }
    ~FileSizeLimit()
    {
        setrlimit(RLIMIT_FSIZE, &m_former);
        signal(SIGXFSZ, m_formerHandler);
    }
    FileSizeLimit(const FileSizeLimit &) = delete;
    FileSizeLimit &operator=(const FileSizeLimit &) = delete;
    bool ok() const { return m_ok; }

private:
    rlimit m_former = {};
    void (*m_formerHandler)(int) = nullptr;
    bool m_ok = false;
};
#endif

} // namespace

class TestAccountStore final : public QObject
{
    Q_OBJECT

private slots:
    /// The C locale sorts by bytes.
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void idsAreMadeFromTheName_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("slug");
        QTest::newRow("word") << QStringLiteral("Contoso") << QStringLiteral("contoso");
        QTest::newRow("words") << QStringLiteral("  Contoso (Europe) Ltd. ")
                               << QStringLiteral("contoso-europe-ltd");
        QTest::newRow("other letters") << QStringLiteral("Z\u00fcrich") << QStringLiteral("z-rich");
        QTest::newRow("no ASCII") << QStringLiteral("\u6771\u4eac") << QStringLiteral("account");
        QTest::newRow("empty") << QString() << QStringLiteral("account");
        QTest::newRow("path") << QStringLiteral("../a/b") << QStringLiteral("a-b");
        QTest::newRow("long") << QString(90, u'a') << QString(24, u'a');
        QTest::newRow("no dash at the end") << QString(23, u'a') + QStringLiteral(" b") << QString(23, u'a');
    }
    void idsAreMadeFromTheName()
    {
        QFETCH(QString, name);
        QFETCH(QString, slug);
        const QString id = Account::newId(name);
        const QRegularExpression shape(QStringLiteral("\\A%1-[0-9a-f]{8}\\z").arg(slug));
        QVERIFY2(shape.match(id).hasMatch(), qPrintable(id));
    }

    void idsDiffer()
    {
        QSet<QString> ids;
        for (int i = 0; i < 100; ++i)
            ids.insert(Account::newId(QStringLiteral("x")));
        QCOMPARE(ids.size(), 100);
    }

    void theTokenKeyNamesProgramAndAccount()
    {
        Account account;
        account.id = QStringLiteral("contoso-3f2a9c41");
        QCOMPARE(account.tokenKey(), QStringLiteral("Keyturn/contoso-3f2a9c41/access-token"));
    }

    void savedAccountsAreThereNextTime()
    {
        Account account = accountCalled(QStringLiteral("  B\u00fcro, \"Ost\" [1] "),
                                        QStringLiteral("https://api.zoomgov.com/v2"));
        account.sendAs = SendAs::Form;
        account.knownFormat = BodyFormat::Json;
        {
            QSettings settings(path(), QSettings::IniFormat);
            AccountStore store(&settings);
            QSignalSpy changed(&store, &AccountStore::accountsChanged);
            QVERIFY(store.save(account));
            store.setLastUsedId(account.id);
            QCOMPARE(changed.size(), 1);
            QVERIFY(contentOf(path()).contains("zoomgov"));
            QVERIFY(contentOf(path()).contains("lastUsed"));
        }
        QSettings settings(path(), QSettings::IniFormat);
        const AccountStore store(&settings);
        const std::optional<Account> again = store.account(account.id);
        QVERIFY(again);
        QCOMPARE(again->name, QStringLiteral("B\u00fcro, \"Ost\" [1]"));
        QCOMPARE(again->baseUrl, account.baseUrl);
        QCOMPARE(again->sendAs, SendAs::Form);
        QVERIFY(again->knownFormat == BodyFormat::Json);
        QCOMPARE(again->kind, Account::Kind::PastedToken);
        QCOMPARE(store.lastUsedId(), account.id);
    }

    void whatSigningInNeedsIsThereNextTime()
    {
        Account account = accountCalled(QStringLiteral("Contoso"));
        account.kind = Account::Kind::ServerToServer;
        account.tokenUrl = QUrl(QStringLiteral("https://zoom.us/oauth/token"));
        account.accountId = QStringLiteral("aBc_1-2");
        account.clientId = QStringLiteral("cLi3nt");
        account.plan = Account::Plan::Business;
        account.rateShare = 0.25;
        account.colour = Account::Colour::Teal;
        account.caCertificates = qEnvironmentVariable("KEYTURN_TEST_CERTS") + QStringLiteral("/ca.pem");
        {
            QSettings settings(path(), QSettings::IniFormat);
            AccountStore store(&settings);
            QVERIFY(store.save(account));
        }
        QSettings settings(path(), QSettings::IniFormat);
        AccountStore store(&settings);
        std::optional<Account> again = store.account(account.id);
        QVERIFY(again);
        QCOMPARE(again->kind, account.kind);
        QCOMPARE(again->tokenUrl, account.tokenUrl);
        QCOMPARE(again->accountId, account.accountId);
        QCOMPARE(again->clientId, account.clientId);
        QCOMPARE(again->plan, account.plan);
        QCOMPARE(again->rateShare, account.rateShare);
        QCOMPARE(again->colour, account.colour);
        QCOMPARE(again->caCertificates, account.caCertificates);

        // What another kind does not use goes.
        again->kind = Account::Kind::PastedToken;
        again->caCertificates.clear();
        QVERIFY(store.save(*again));
        for (const char *gone : {"tokenUrl", "aBc_1-2", "cLi3nt", "caCertificates"})
            QVERIFY2(!contentOf(path()).contains(gone), gone);
    }

    void whatSigningInNeedsIsNamedWhenItIsWrong_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        QTest::newRow("no token URL") << QStringLiteral("tokenUrl") << QString();
        QTest::newRow("http") << QStringLiteral("tokenUrl") << QStringLiteral("http://zoom.us/oauth/token");
        QTest::newRow("query") << QStringLiteral("tokenUrl")
                               << QStringLiteral("https://zoom.us/oauth/token?a");
        QTest::newRow("no account") << QStringLiteral("accountId") << QString();
        QTest::newRow("blank") << QStringLiteral("accountId") << QStringLiteral("a b");
        QTest::newRow("line break") << QStringLiteral("accountId") << QStringLiteral("a\nb");
        QTest::newRow("no client") << QStringLiteral("clientId") << QString();
        QTest::newRow("colon") << QStringLiteral("clientId") << QStringLiteral("a:b");
        QTest::newRow("no such file")
            << QStringLiteral("caCertificates") << QStringLiteral("/nowhere/ca.pem");
        QTest::newRow("more than all") << QStringLiteral("rateShare") << QStringLiteral("1.01");
        QTest::newRow("less than nothing") << QStringLiteral("rateShare") << QStringLiteral("-0.1");
        QTest::newRow("not a number") << QStringLiteral("rateShare") << QStringLiteral("nan");
    }
    void whatSigningInNeedsIsNamedWhenItIsWrong()
    {
        QFETCH(QString, field);
        QFETCH(QString, value);
        Account account = accountCalled(QStringLiteral("Contoso"));
        account.kind = Account::Kind::ServerToServer;
        account.tokenUrl = QUrl(QStringLiteral("https://zoom.us/oauth/token"));
        account.accountId = account.clientId = QStringLiteral("x");
        if (field == u"tokenUrl")
            account.tokenUrl = QUrl(value);
        else if (field == u"accountId")
            account.accountId = value;
        else if (field == u"clientId")
            account.clientId = value;
        else if (field == u"caCertificates")
            account.caCertificates = value;
        else
            account.rateShare = value.toDouble();
        QSettings settings(path(), QSettings::IniFormat);
        AccountStore store(&settings);
        const Result<void> saved = store.save(account);
        QVERIFY(!saved);
        QCOMPARE(saved.error().field, field);
        QVERIFY(!QFile::exists(path()));
    }

    void secretsAreNotSharedWithOtherServers()
    {
        Account account = accountCalled(QStringLiteral("Contoso"));
        Account other = account;
        other.name = QStringLiteral("Renamed");
        QVERIFY(account.sharesSecretsWith(other));
        other.baseUrl = QUrl(QStringLiteral("https://api.zoom.us:8443/v2"));
        QVERIFY(!account.sharesSecretsWith(other));
        account.kind = Account::Kind::ServerToServer;
        account.tokenUrl = QUrl(QStringLiteral("https://zoom.us/oauth/token"));
        other = account;
        other.tokenUrl = QUrl(QStringLiteral("https://zoom.example/oauth/token"));
        QVERIFY(!account.sharesSecretsWith(other));
        other = account;
        other.clientId = QStringLiteral("another");
        QVERIFY(!account.sharesSecretsWith(other));
    }

    void signInsWithTheBrowser()
    {
        QSettings settings(path(), QSettings::IniFormat);
        AccountStore store(&settings);
        Account account = accountCalled(QStringLiteral("Contoso"));
        account.kind = Account::Kind::BrowserSignIn;
        account.tokenUrl = QUrl(QStringLiteral("https://zoom.us/oauth/token"));
        account.clientId = QStringLiteral("cli");
        account.hasClientSecret = true;
        QVERIFY(store.save(account));
        QVERIFY(AccountStore(&settings).account(account.id)->hasClientSecret);
        QVERIFY(account.secretKeys().contains(account.clientSecretKey()));
        account.hasClientSecret = false;
        QVERIFY(store.save(account));
        QVERIFY(!AccountStore(&settings).account(account.id)->hasClientSecret);
        QCOMPARE(account.secretKeys(), QStringList({account.refreshTokenKey(), account.grantedTokenKey()}));
        // There would be no page to send the browser to.
        account.tokenUrl = QUrl(QStringLiteral("https://zoom.us/token"));
        QCOMPARE(store.save(account).error().field, QStringLiteral("tokenUrl"));
    }

    void theBrowserIsSentToTheTokenUrlsOwnServer()
    {
        const auto authorizeUrl = [](const QString &tokenUrl) {
            return Account::authorizeUrlFor(QUrl(tokenUrl)).toString();
        };
        QCOMPARE(authorizeUrl(QStringLiteral("https://zoomgov.com/oauth/token")),
                 QStringLiteral("https://zoomgov.com/oauth/authorize"));
        QCOMPARE(authorizeUrl(QStringLiteral("http://127.0.0.1:8099/a%2Fb/oauth/token")),
                 QStringLiteral("http://127.0.0.1:8099/a%2Fb/oauth/authorize"));
        QCOMPARE(authorizeUrl(QStringLiteral("https://zoom.us/token")), QString());
        QCOMPARE(authorizeUrl(QStringLiteral("https://zoom.us/oauth/token/")), QString());
        QCOMPARE(authorizeUrl(QString()), QString());
    }

    void theOrderIsOfNamesAndNotOfBytes()
    {
        QSettings settings(path(), QSettings::IniFormat);
        AccountStore store(&settings);
        for (const auto &name : {u"Zulu", u"alpha", u"Site 10", u"Site 9", u"Beta"})
            QVERIFY(store.save(accountCalled(QString::fromUtf16(name))));
        QCOMPARE(namesIn(store),
                 QStringList({QStringLiteral("alpha"), QStringLiteral("Beta"), QStringLiteral("Site 9"),
                              QStringLiteral("Site 10"), QStringLiteral("Zulu")}));
    }

    void namesAreUnique()
    {
        QSettings settings(path(), QSettings::IniFormat);
        AccountStore store(&settings);
        Account first = accountCalled(QStringLiteral("Contoso"));
        QVERIFY(store.save(first));
        const QByteArray before = contentOf(path());
        for (const auto &name :
             {u"Contoso", u" contoso ", u"CONTOSO", u"Practice account", u"practice ACCOUNT "}) {
            const Result<void> saved = store.save(accountCalled(QString::fromUtf16(name)));
            QVERIFY(!saved);
            QCOMPARE(saved.error().kind, ErrorKind::NameTaken);
            QCOMPARE(saved.error().field, QStringLiteral("name"));
        }
        QCOMPARE(contentOf(path()), before);
        QVERIFY(store.accountNamed(QStringLiteral(" conTOSO")));
        first.name = QStringLiteral("CONTOSO");
        QVERIFY(store.save(first));
        QCOMPARE(namesIn(store), QStringList(QStringLiteral("CONTOSO")));
    }

    void wrongValuesAreNamed_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("url");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("field");
        const QString good = Account::defaultBaseUrl();
        const auto row = [](const char *title, const QString &name, const QString &url, ErrorKind kind,
                            const char *field) {
            QTest::newRow(title) << name << url << kind << QString::fromLatin1(field);
        };
        row("no name", QString(), good, ErrorKind::InvalidInput, "name");
        row("blank name", QStringLiteral(" \t "), good, ErrorKind::InvalidInput, "name");
        row("81 characters", QString(81, u'x'), good, ErrorKind::InvalidInput, "name");
        row("line break", QStringLiteral("a\nb"), good, ErrorKind::InvalidInput, "name");
        row("zero", QStringLiteral("a") + QChar(0) + u'b', good, ErrorKind::InvalidInput, "name");
        row("half a pair", QStringLiteral("a") + QChar(0xd800), good, ErrorKind::InvalidInput, "name");
        row("http", QStringLiteral("a"), QStringLiteral("http://api.zoom.us/v2"), ErrorKind::InvalidBaseUrl,
            "baseUrl");
        row("user part", QStringLiteral("a"), QStringLiteral("https://u:p@api.zoom.us/v2"),
            ErrorKind::InvalidBaseUrl, "baseUrl");
        row("query", QStringLiteral("a"), QStringLiteral("https://api.zoom.us/v2?x=1"),
            ErrorKind::InvalidBaseUrl, "baseUrl");
        row("empty", QStringLiteral("a"), QString(), ErrorKind::InvalidBaseUrl, "baseUrl");
    }
    void wrongValuesAreNamed()
    {
        QFETCH(QString, name);
        QFETCH(QString, url);
        QSettings settings(path(), QSettings::IniFormat);
        AccountStore store(&settings);
        QSignalSpy changed(&store, &AccountStore::accountsChanged);
        const Result<void> saved = store.save(accountCalled(name, url));
        QVERIFY(!saved);
        QTEST(saved.error().kind, "kind");
        QTEST(saved.error().field, "field");
        QVERIFY(store.accounts().isEmpty());
        QCOMPARE(changed.size(), 0);
        QVERIFY(!QFile::exists(path()));
    }

    void eightyCharactersAreCountedAsCharacters()
    {
        QSettings settings(path(), QSettings::IniFormat);
        AccountStore store(&settings);
        QVERIFY(store.save(accountCalled(QString::fromUcs4(U"\U0001f511").repeated(80))));
    }

    void removesOnlyTheOne()
    {
        QSettings settings(path(), QSettings::IniFormat);
        AccountStore store(&settings);
        const Account first = accountCalled(QStringLiteral("First"));
        const Account second = accountCalled(QStringLiteral("Second"));
        QVERIFY(store.save(first));
        QVERIFY(store.save(second));
        store.setLastUsedId(first.id);
        QVERIFY(store.remove(first.id));
        QVERIFY(store.remove(QStringLiteral("never-there")));
        QCOMPARE(namesIn(store), QStringList(QStringLiteral("Second")));
        QVERIFY(store.lastUsedId().isEmpty());
        QVERIFY(!contentOf(path()).contains(first.id.toUtf8()));
    }

    /// Root may write anywhere, so these are obstacles that stop root too.
    void whatCannotBeWrittenWasNotMade_data()
    {
        QTest::addColumn<bool>("folderIsAFile");
        QTest::newRow("a file where the folder should be") << true;
        QTest::newRow("a folder where the file should be") << false;
    }
    void whatCannotBeWrittenWasNotMade()
    {
        QFETCH(bool, folderIsAFile);
        const QString folder = m_dir->filePath(QStringLiteral("config"));
        const QString file = folder + QStringLiteral("/keyturn.ini");
        if (folderIsAFile)
            QVERIFY(writeFile(folder, "in the way"));
        else
            QVERIFY(QDir().mkpath(file + QStringLiteral("/in the way")));
        QSettings settings(file, QSettings::IniFormat);
        AccountStore store(&settings);

        QSignalSpy changed(&store, &AccountStore::accountsChanged);
        const Result<void> saved = store.save(accountCalled(QStringLiteral("Lost")));
        QVERIFY(!saved);
        QCOMPARE(saved.error().kind, ErrorKind::SettingsFailed);
        QVERIFY2(saved.error().reply.message.contains(file), qPrintable(saved.error().reply.message));
        QVERIFY(store.accounts().isEmpty());
        QCOMPARE(changed.size(), 0);

        // Once the obstacle is gone, all is well again: an error does not stick.
        QVERIFY(folderIsAFile ? QFile::remove(folder) : QDir(file).removeRecursively());
        QVERIFY(store.save(accountCalled(QStringLiteral("Again"))));
        QCOMPARE(namesIn(store), QStringList(QStringLiteral("Again")));
        QVERIFY(!contentOf(file).contains("Lost"));
    }

#ifdef Q_OS_UNIX
    void aFullDiskChangesNothing()
    {
        QSettings settings(path(), QSettings::IniFormat);
        AccountStore store(&settings);
        Account kept = accountCalled(QStringLiteral("Kept"));
        QVERIFY(store.save(kept));
        const QByteArray before = contentOf(path());
        Account renamed = kept;
        renamed.name = QStringLiteral("Kept, and much longer than it was");

        QSignalSpy changed(&store, &AccountStore::accountsChanged);
        Result<void> added;
        Result<void> changedName;
        {
            const FileSizeLimit limit(before.size());
            QVERIFY(limit.ok());
            added = store.save(accountCalled(QStringLiteral("Lost")));
            changedName = store.save(renamed);
            store.setLastUsedId(kept.id);
        }
        QVERIFY(!added && !changedName);
        QCOMPARE(added.error().kind, ErrorKind::SettingsFailed);
        QCOMPARE(changedName.error().kind, ErrorKind::SettingsFailed);
        QCOMPARE(changed.size(), 0);
        QCOMPARE(namesIn(store), QStringList(QStringLiteral("Kept")));
        QVERIFY(store.lastUsedId().isEmpty());
        QCOMPARE(contentOf(path()), before);

        settings.sync();
        QCOMPARE(namesIn(AccountStore(&settings)), QStringList(QStringLiteral("Kept")));
        QVERIFY(store.save(renamed));
        QCOMPARE(namesIn(store), QStringList(renamed.name));
        QVERIFY(!contentOf(path()).contains("Lost"));
    }
#endif

    // Settings of before wrote "multipart" for an account that had learned nothing.
    void theFormatIsKeptOnlyWhenItIsKnown()
    {
        QVERIFY(writeFile(path(),
                          "[accounts]\n"
                          "old-00000001\\name=Old\n"
                          "old-00000001\\baseUrl=https://api.zoom.us/v2\n"
                          "old-00000001\\bodyFormat=multipart\n"
                          "json-00000002\\name=Json\n"
                          "json-00000002\\baseUrl=https://api.zoom.us/v2\n"
                          "json-00000002\\bodyFormat=json\n"));
        QSettings settings(path(), QSettings::IniFormat);
        AccountStore store(&settings);
        QVERIFY(!store.account(QStringLiteral("old-00000001"))->knownFormat);
        QVERIFY(store.account(QStringLiteral("json-00000002"))->knownFormat == BodyFormat::Json);
        store.rememberFormat(QStringLiteral("old-00000001"), BodyFormat::Multipart);
        QVERIFY(store.account(QStringLiteral("old-00000001"))->knownFormat == BodyFormat::Multipart);
        QVERIFY(store.account(QStringLiteral("old-00000001"))->sendAs == SendAs::Automatic);
        store.rememberFormat(QStringLiteral("nobody-00000003"), BodyFormat::Json);
        QCOMPARE(store.accounts().size(), 2);
        const AccountStore again(&settings);
        QVERIFY(again.account(QStringLiteral("old-00000001"))->knownFormat == BodyFormat::Multipart);
    }

    void entriesThatMakeNoSenseAreSkippedAndKept()
    {
        QVERIFY(writeFile(path(),
                          "[General]\nlastUsed=good-00000001\n"
                          "[accounts]\n"
                          "good-00000001\\name=Good\n"
                          "good-00000001\\baseUrl=https://api.zoom.us/v2\n"
                          "good-00000001\\bodyFormat=telepathy\n"
                          "nourl-00000002\\name=No address\n"
                          "http-00000003\\name=Plain\n"
                          "http-00000003\\baseUrl=http://example.com/v2\n"
                          "noname-00000004\\baseUrl=https://api.zoom.us/v2\n"
                          "later-00000005\\name=Of a later version\n"
                          "later-00000005\\baseUrl=https://api.zoom.us/v2\n"
                          "later-00000005\\signIn=telepathy\n"
                          "Odd%20Id\\name=Odd\n"
                          "Odd%20Id\\baseUrl=https://api.zoom.us/v2\n"
                          "[window]\nwidth=900\ngeometry=\"@ByteArray(\\x1\\xd9\\xd0\\0,;\\\"=)\"\n"));
        const QByteArray geometry("\x01\xd9\xd0\0,;\"=", 8);
        QSettings settings(path(), QSettings::IniFormat);
        AccountStore store(&settings);
        QCOMPARE(namesIn(store), QStringList(QStringLiteral("Good")));
        QVERIFY(!store.accounts().constFirst().knownFormat);
        QVERIFY(!store.account(QStringLiteral("http-00000003")));
        QVERIFY(store.save(accountCalled(QStringLiteral("New"))));
        QVERIFY(store.remove(QStringLiteral("http-00000003")));
        settings.sync();
        QCOMPARE(settings.value(QStringLiteral("window/geometry")).toByteArray(), geometry);
        const QByteArray after = contentOf(path());
        for (const char *kept : {"No address", "http://example.com/v2", "noname-00000004",
                                 "Of a later version", "Odd", "width=900"})
            QVERIFY2(after.contains(kept), kept);
    }

    void aFileThatIsNoSettingsFileIsLeftAlone_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("text") << QByteArray("Dear colleague,\nthese are my notes.\n");
        QTest::newRow("a broken line")
            << QByteArray("[accounts]\ngood-00000001\\name=Good\nwhat is this\n[window]\nwidth=1\n");
    }
    void aFileThatIsNoSettingsFileIsLeftAlone()
    {
        QFETCH(QByteArray, content);
        QVERIFY(writeFile(path(), content));
        QSettings settings(path(), QSettings::IniFormat);
        AccountStore store(&settings);
        const Result<void> saved = store.save(accountCalled(QStringLiteral("New")));
        QVERIFY(!saved);
        QCOMPARE(saved.error().kind, ErrorKind::SettingsFailed);
        store.setLastUsedId(QStringLiteral("x"));
        QCOMPARE(contentOf(path()), content);
        QVERIFY(!namesIn(store).contains(QStringLiteral("New")));
    }

    void seesWhatAnotherProcessWrote()
    {
        QSettings settings(path(), QSettings::IniFormat);
        AccountStore store(&settings);
        QVERIFY(store.save(accountCalled(QStringLiteral("Mine"))));
        QByteArray content = contentOf(path());
        content.replace("[accounts]\n",
                        "[accounts]\nother-00000009\\name=Theirs\n"
                        "other-00000009\\baseUrl=https://api.zoom.us/v2\n");
        QVERIFY(writeFile(path(), content));
        QSignalSpy changed(&store, &AccountStore::accountsChanged);
        store.refresh();
        QTRY_COMPARE(changed.size(), 1);
        QCOMPARE(namesIn(store), QStringList({QStringLiteral("Mine"), QStringLiteral("Theirs")}));
    }

    void whatCannotBeReadForAMomentIsNotForgotten_data()
    {
        QTest::addColumn<QString>("trouble");
        QTest::newRow("a folder in its place") << QStringLiteral("folder");
        QTest::newRow("gone") << QStringLiteral("gone");
        QTest::newRow("gone with its folder") << QStringLiteral("folder gone");
        QTest::newRow("a link that leads nowhere") << QStringLiteral("link");
        QTest::newRow("emptied") << QStringLiteral("empty");
        QTest::newRow("half-written") << QStringLiteral("half");
        QTest::newRow("its last value half-written") << QStringLiteral("end");
        QTest::newRow("not settings any more") << QStringLiteral("notes");
    }
    void whatCannotBeReadForAMomentIsNotForgotten()
    {
        QFETCH(QString, trouble);
        const QString folder = m_dir->filePath(QStringLiteral("config"));
        const QString file = folder + QStringLiteral("/keyturn.ini");
        QSettings settings(file, QSettings::IniFormat);
        AccountStore store(&settings);
        QVERIFY(!store.knowsAll());
        QVERIFY(store.save(accountCalled(QStringLiteral("First"))));
        QVERIFY(store.save(accountCalled(QStringLiteral("Second"))));
        QVERIFY(store.knowsAll());
        const QByteArray whole = contentOf(file);
        const QString aside = m_dir->filePath(QStringLiteral("aside"));

        if (trouble == u"folder gone")
            QVERIFY(QDir().rename(folder, aside));
        else
            QVERIFY(QFile::rename(file, aside));
        QByteArray left;
        if (trouble == u"folder")
            QVERIFY(QDir().mkpath(file));
        else if (trouble == u"link")
            QVERIFY(QFile::link(QStringLiteral("nowhere"), file));
        else if (trouble == u"empty")
            QVERIFY(writeFile(file, {}));
        else if (trouble == u"half")
            QVERIFY(writeFile(file, left = whole.first(whole.indexOf("Second") + 3)));
        else if (trouble == u"end")
            QVERIFY(writeFile(file, left = whole.trimmed().chopped(2)));
        else if (trouble == u"notes")
            QVERIFY(writeFile(file, left = "Dear colleague,\n"));

        QSignalSpy changed(&store, &AccountStore::accountsChanged);
        QSignalSpy troubled(&store, &AccountStore::troubleChanged);
        store.refresh();
        QTRY_VERIFY(store.trouble());
        QCOMPARE(store.trouble()->kind, ErrorKind::SettingsFailed);
        QVERIFY(store.trouble()->reply.message.contains(file));
        QVERIFY(!store.knowsAll());
        QCOMPARE(namesIn(store), QStringList({QStringLiteral("First"), QStringLiteral("Second")}));
        QCOMPARE(changed.size(), 0);

        // Nor is it replaced by less.
        const Result<void> saved = store.save(accountCalled(QStringLiteral("Third")));
        QVERIFY(!saved);
        QCOMPARE(saved.error().kind, ErrorKind::SettingsFailed);
        QVERIFY(!store.remove(store.accounts().constFirst().id));
        QCOMPARE(namesIn(store), QStringList({QStringLiteral("First"), QStringLiteral("Second")}));
        QCOMPARE(contentOf(file), left);
        QCOMPARE(QFileInfo::exists(folder), trouble != u"folder gone");

        // And then it is as if nothing had been.
        if (trouble == u"folder")
            QVERIFY(QDir().rmdir(file));
        else if (trouble != u"gone" && trouble != u"folder gone")
            QVERIFY(QFile::remove(file));
        QVERIFY(QFile::rename(aside, trouble == u"folder gone" ? folder : file));
        store.refresh();
        QTRY_VERIFY(!store.trouble());
        QCOMPARE(troubled.size(), 2);
        QVERIFY(store.knowsAll());
        QVERIFY(store.save(accountCalled(QStringLiteral("Third"))));
        QCOMPARE(namesIn(AccountStore(&settings)),
                 QStringList({QStringLiteral("First"), QStringLiteral("Second"), QStringLiteral("Third")}));
    }

    void isReadAsSoonAsItCanBe()
    {
        QVERIFY(QDir().mkpath(path()));
        QSettings settings(path(), QSettings::IniFormat);
        AccountStore store(&settings);
        QVERIFY(store.trouble());
        QVERIFY(store.accounts().isEmpty());
        QVERIFY(!store.knowsAll());
        QVERIFY(QDir().rmdir(path()));
        QVERIFY(writeFile(path(),
                          "[accounts]\nother-00000009\\name=Theirs\n"
                          "other-00000009\\baseUrl=https://api.zoom.us/v2\n"));
        // Nobody asks: it tries again by itself.
        QTRY_COMPARE_WITH_TIMEOUT(namesIn(store), QStringList(QStringLiteral("Theirs")), 15'000);
        QVERIFY(!store.trouble());
        QVERIFY(store.knowsAll());
    }

    /// What a person or a script removes is removed, down to the last one.
    void aRemovalByAnotherProgramCounts()
    {
        QSettings settings(path(), QSettings::IniFormat);
        AccountStore store(&settings);
        const Account first = accountCalled(QStringLiteral("First"));
        const Account second = accountCalled(QStringLiteral("Second"));
        QVERIFY(store.save(first));
        QVERIFY(store.save(second));
        AccountStore others(&settings);
        QSignalSpy changed(&store, &AccountStore::accountsChanged);
        for (const Account &gone : {second, first}) {
            QVERIFY(others.remove(gone.id));
            store.refresh();
            QTRY_VERIFY(!store.account(gone.id));
            QVERIFY(!store.trouble());
            QVERIFY(store.knowsAll());
        }
        QCOMPARE(changed.size(), 2);
        QCOMPARE(changed.first().first().value<AccountStore::ChangedBy>(),
                 AccountStore::ChangedBy::AnotherProgram);
        QVERIFY(!contentOf(path()).isEmpty());
        QVERIFY(AccountStore(&settings).knowsAll());
    }

    void aFileThatHasNotChangedIsNotRead()
    {
        QVERIFY(writeFile(path(), "[General]\nlastUsed=x\n"));
        {
            QFile file(path());
            QVERIFY(file.open(QIODevice::ReadWrite));
            QVERIFY(file.setFileTime(QDateTime::currentDateTime().addSecs(-60),
                                     QFileDevice::FileModificationTime));
        }
        IniFileWatch watch(path());
        QSignalSpy changed(&watch, &IniFileWatch::changed);
        watch.look();
        QTRY_COMPARE(changed.size(), 1);
        watch.look();
        QTest::qWait(500);
        QCOMPARE(changed.size(), 1);
        // One of the same size, with the same times as far as a program can set them.
        {
            QFile file(path());
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write("[General]\nlastUsed=y\n") == 21);
            QVERIFY(file.flush());
            QVERIFY(file.setFileTime(QDateTime::currentDateTime().addSecs(-60),
                                     QFileDevice::FileModificationTime));
        }
        watch.look();
        QTRY_COMPARE(changed.size(), 2);
        QCOMPARE(changed.at(1).first().value<IniFile::Content>().values.value(QStringLiteral("lastUsed")),
                 QVariant(QStringLiteral("y")));
    }

    void practiceAccountsAreNotSaved()
    {
        QSettings settings(path(), QSettings::IniFormat);
        AccountStore store(&settings);
        Account practice =
            accountCalled(QStringLiteral("Training"), QStringLiteral("http://127.0.0.1:8080/v2"));
        practice.kind = Account::Kind::Practice;
        QVERIFY(!store.save(practice));
        QVERIFY(store.accounts().isEmpty());
    }

private:
    QString path() const { return m_dir->filePath(QStringLiteral("keyturn.ini")); }

    std::unique_ptr<QTemporaryDir> m_dir;
};

Q_DECLARE_METATYPE(Keyturn::ErrorKind)
QTEST_GUILESS_MAIN(TestAccountStore)
#include "tst_accountstore.moc"
