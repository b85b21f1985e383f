#include "accounts/accountstore.h"
#include "auth/fixedtokensource.h"
#include "cli/bulkcommand.h"
#include "core/clock.h"
#include "session/accountsession.h"
#include "session/connectiontest.h"
#include "session/sessionfactory.h"
#include "support/fakesecretstore.h"
#include "support/practicefixture.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QTextStream>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

/// Opens the practice server of this process as "the practice account".
class Factory final : public SessionFactory
{
public:
    explicit Factory(const PracticeServer &server)
        : m_server(server)
    {
    }
    std::unique_ptr<AccountSession> open(const Account &account) override
    {
        return std::make_unique<AccountSession>(
            account, std::make_unique<FixedTokenSource>(Secret::fromText(m_server.token())),
            HttpClient::Options(), m_clock);
    }
    std::unique_ptr<ConnectionTest> connectionTest(const Account &, Secret) override { return nullptr; }
    QFuture<Result<Account>> practiceAccount() override
    {
        Account account;
        account.id = u"practice"_s;
        account.name = u"Practice"_s;
        account.baseUrl = m_server.baseUrl();
        account.kind = Account::Kind::Practice;
        account.plan = Account::Plan::Business;
        return readyFuture(Result<Account>(account));
    }

private:
    const PracticeServer &m_server;
    SystemClock m_clock;
};

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TstBulkCommand : public QObject
{
    Q_OBJECT

private slots:
    void aDryRunSendsNothing()
    {
        const auto server = PracticeFixture::startServer();
        const QTemporaryDir folder;
        QFile file(folder.filePath(u"people.csv"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("email\nworks@practice.example\nadmin@practice.example\nnobody@x.example\n");
        file.close();
        QSettings settings(folder.filePath(u"s.ini"_s), QSettings::IniFormat);
        AccountStore accounts(&settings);
        Factory sessions(*server);
        Test::FakeSecretStore keychain;
        const BulkRooms rooms{&accounts, &sessions, &keychain, folder.filePath(u"bulk"_s)};
        BulkOptions options;
        options.file = file.fileName();
        options.practice = true;
        options.dryRun = true;
        options.report = folder.filePath(u"dry.csv"_s);
        QString said;
        QTextStream err(&said);
        QString told;
        QTextStream out(&told);
        QCOMPARE(runBulk(options, rooms, err, out), BulkExit::DoneWithExceptions);
        QVERIFY(server->counters().requests > 0);
        QCOMPARE(server->counters().passwordPuts, 0);
        QCOMPARE(keychain.writes, 0);
        QVERIFY(!QFileInfo::exists(rooms.journals));

        options.dryRun = false;
        options.report = folder.filePath(u"real.csv"_s);
        QCOMPARE(runBulk(options, rooms, err, out), BulkExit::DoneWithExceptions);
        QCOMPARE(server->counters().passwordPuts, 1);
        // The same lines: only what happened differs.
        const QList<QByteArray> dry = contentOf(folder.filePath(u"dry.csv"_s)).split('\n');
        const QList<QByteArray> real = contentOf(options.report).split('\n');
        QCOMPARE(dry.size(), real.size());
        QCOMPARE(dry[0], real[0]);
        QVERIFY(dry[1].contains(",ready,would-change,"));
        QVERIFY(real[1].contains(",ready,changed,204,"));
        QCOMPARE(dry[2], real[2]);
        QCOMPARE(dry[3], real[3]);
    }

    // What a run finds out, the account remembers, and the next run begins with it.
    void remembersTheFormat()
    {
        PracticeServer::Options serverOptions;
        serverOptions.formats = PracticeServer::Options::Formats::JsonOnly;
        const auto server = PracticeFixture::startServer(serverOptions);
        const QTemporaryDir folder;
        QFile file(folder.filePath(u"people.csv"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const QStringList people = PracticeFixture::ordinaryPeople(*server, 4);
        file.write("id\n" + people.join(u'\n').toUtf8() + "\n");
        file.close();
        QSettings settings(folder.filePath(u"s.ini"_s), QSettings::IniFormat);
        AccountStore accounts(&settings);
        Account account;
        account.id = Account::newId(u"Desk"_s);
        account.name = u"Desk"_s;
        account.baseUrl = server->baseUrl();
        account.plan = Account::Plan::Business;
        QVERIFY(accounts.save(account));
        Factory sessions(*server);
        Test::FakeSecretStore keychain;
        const BulkRooms rooms{&accounts, &sessions, &keychain, folder.filePath(u"bulk"_s)};
        BulkOptions options;
        options.file = file.fileName();
        options.accountName = u"Desk"_s;
        options.passwords = folder.filePath(u"passwords.csv"_s);
        QString said;
        QTextStream err(&said);
        QString told;
        QTextStream out(&told);
        const BulkExit exit = runBulk(options, rooms, err, out);
        QVERIFY2(exit == BulkExit::Done || exit == BulkExit::DoneWithExceptions, qPrintable(said));
        const int puts = server->counters().passwordPuts;
        QVERIFY(accounts.account(account.id)->knownFormat == BodyFormat::Json);
        options.passwords = folder.filePath(u"more-passwords.csv"_s);
        (void)runBulk(options, rooms, err, out);
        // The first run's first person needed one more.
        QCOMPARE(server->counters().passwordPuts, puts + puts - 1);
    }
};

QTEST_GUILESS_MAIN(TstBulkCommand)
#include "tst_bulkcommand.moc"
