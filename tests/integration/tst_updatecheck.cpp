#include "about/updatecheck.h"
#include "core/clock.h"
#include "support/scriptedserver.h"

#include <QLocale>
#include <QSignalSpy>
#include <QTest>

using namespace Keyturn;

namespace {

struct Rig
{
    ScriptedServer server;
    SystemClock clock;
    UpdateCheck check{HttpClient::Options(), clock, QVersionNumber(1, 2, 0)};
    QSignalSpy newer{&check, &UpdateCheck::newerFound};
    QSignalSpy newest{&check, &UpdateCheck::newestAlready};
    QSignalSpy failed{&check, &UpdateCheck::failed};

    void ask()
    {
        check.ask(server.baseUrl());
        QTRY_COMPARE(newer.count() + newest.count() + failed.count(), 1);
    }
};

} // namespace

class TestUpdateCheck final : public QObject
{
    Q_OBJECT

private slots:
    void findsANewerOne();
    void knowsTheNewest_data();
    void knowsTheNewest();
    void saysWhenItCannotKnow_data();
    void saysWhenItCannotKnow();
    void tellsNothingOfThisComputer();
};

void TestUpdateCheck::findsANewerOne()
{
    Rig rig;
    rig.server.enqueue(ScriptedServer::json(200, R"({"version":"1.10.0","page":"https://example.org/"})"));
    rig.ask();
    QCOMPARE(rig.newer.count(), 1);
    const auto found = rig.newer.first().first().value<NewerVersion>();
    QCOMPARE(found.version, QVersionNumber(1, 10));
    QCOMPARE(found.page, QUrl(QStringLiteral("https://example.org/")));
}

void TestUpdateCheck::knowsTheNewest_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::newRow("same") << QByteArray("1.2.0");
    QTest::newRow("same, shorter") << QByteArray("1.2");
    QTest::newRow("older") << QByteArray("1.1.9");
}

void TestUpdateCheck::knowsTheNewest()
{
    QFETCH(const QByteArray, version);
    Rig rig;
    rig.server.enqueue(ScriptedServer::json(200, "{\"version\":\"" + version + "\"}"));
    rig.ask();
    QCOMPARE(rig.newest.count(), 1);
}

void TestUpdateCheck::saysWhenItCannotKnow_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("no such page") << 404 << QByteArray(R"({"version":"9.0"})");
    QTest::newRow("redirected") << 302 << QByteArray(R"({"version":"9.0"})");
    QTest::newRow("another page") << 200 << QByteArray("<html>sign in</html>");
    QTest::newRow("too large") << 200 << QByteArray(100'000, ' ');
}

void TestUpdateCheck::saysWhenItCannotKnow()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    Rig rig;
    rig.server.enqueue(ScriptedServer::json(status, body));
    rig.ask();
    QCOMPARE(rig.failed.count(), 1);
}

void TestUpdateCheck::tellsNothingOfThisComputer()
{
    QLocale::setDefault(QLocale(QLocale::Icelandic));
    Rig rig;
    rig.server.enqueue(ScriptedServer::json(200, R"({"version":"1.2.0"})"));
    rig.ask();
    QCOMPARE(rig.server.requests().size(), 1);
    const ScriptedServer::Request &request = rig.server.requests().first();
    QCOMPARE(request.method, QByteArray("GET"));
    QCOMPARE(request.target, QByteArray("/v2"));
    QCOMPARE(request.body, QByteArray());
    QCOMPARE(request.header("User-Agent"), QByteArray("Keyturn/" KEYTURN_VERSION));
    QCOMPARE(request.header("Accept-Language"), QByteArray("*"));
    const QByteArrayList known{
        "host",          "user-agent", "accept",    "accept-language", "accept-encoding",
        "cache-control", "pragma",     "connection"};
    for (const auto &[name, value] : request.headers)
        QVERIFY2(known.contains(name.toLower()), QByteArray(name + ": " + value).constData());
}

QTEST_GUILESS_MAIN(TestUpdateCheck)

#include "tst_updatecheck.moc"
