#include "settings/options.h"
#include "support/pages/page.h"
#include "support/scriptedserver.h"
#include "support/windowfixture.h"

#include <QAction>
#include <QClipboard>
#include <QLabel>
#include <QPushButton>

using namespace Keyturn;
using namespace Keyturn::Pages;
using Keyturn::Test::WindowFixture;

namespace {

QWidget *openAbout(const WindowFixture &fixture)
{
    fixture.window->findChild<QAction *>(QStringLiteral("aboutAction"))->trigger();
    return awaitWindow("about");
}

AdministratorSettings administrators(const ScriptedServer &server, bool check)
{
    return {QStringLiteral("the administrator's file"),
            {{QStringLiteral("update/check"), check},
             {QStringLiteral("update/address"), server.baseUrl().toString()}}};
}

} // namespace

class TestAboutBox final : public QObject
{
    Q_OBJECT

private slots:
    void copiesDiagnostics();
    void asksOnlyWhenSwitchedOn();
    void saysWhatIsNewer();
    void mayBeClosedMeanwhile();
};

void TestAboutBox::copiesDiagnostics()
{
    WindowFixture fixture;
    fixture.show();
    QWidget *about = openAbout(fixture);
    QVERIFY(about);
    find<QPushButton>(about, "copyDiagnostics")->click();
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY2(copied.contains(QStringLiteral("Qt: ") + QString::fromLatin1(qVersion())), qPrintable(copied));
    QVERIFY2(copied.contains(QStringLiteral("Keychain: ")), qPrintable(copied));
    QVERIFY2(copied.contains(QStringLiteral("TLS: ")), qPrintable(copied));
    find<QPushButton>(about, "closeAbout")->click();
    QTRY_VERIFY(!openWindow("about"));
}

void TestAboutBox::asksOnlyWhenSwitchedOn()
{
    const ScriptedServer server;
    WindowFixture fixture({}, {administrators(server, false)});
    fixture.show();
    QWidget *about = openAbout(fixture);
    QVERIFY(about);
    QVERIFY(!find<QLabel>(about, "updateState")->isVisible());
    QTest::qWait(100);
    QCOMPARE(server.connectionCount(), 0);
}

void TestAboutBox::saysWhatIsNewer()
{
    ScriptedServer server;
    server.enqueue(ScriptedServer::json(200, R"({"version":"99.1","page":"https://example.org/"})"));
    WindowFixture fixture({}, {administrators(server, true)});
    fixture.show();
    QWidget *about = openAbout(fixture);
    QVERIFY(about);
    QTRY_COMPARE(find<QLabel>(about, "updateState")->text(), QStringLiteral("Version 99.1 is available."));
    QVERIFY(find<QPushButton>(about, "openDownloadPage")->isVisible());
    QCOMPARE(server.requests().size(), 1);
}

void TestAboutBox::mayBeClosedMeanwhile()
{
    ScriptedServer server;
    server.enqueue(ScriptedServer::silence());
    WindowFixture fixture({}, {administrators(server, true)});
    fixture.show();
    QWidget *about = openAbout(fixture);
    QVERIFY(about);
    QTRY_COMPARE(server.requests().size(), 1);
    find<QPushButton>(about, "closeAbout")->click();
    QTRY_VERIFY(!openWindow("about"));
}

QTEST_MAIN(TestAboutBox)

#include "tst_aboutbox.moc"
