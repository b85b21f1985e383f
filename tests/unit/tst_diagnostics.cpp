#include "about/diagnostics.h"
#include "about/updatecheck.h"
#include "settings/options.h"
#include "settings/settings.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Keyturn;

class TestDiagnostics final : public QObject
{
    Q_OBJECT

private slots:
    void namesTheVersions();
    void holdsNothingThatSomebodyTyped();
    void readsOnlyVersions_data();
    void readsOnlyVersions();
    void asksNobodyByDefault();
};

void TestDiagnostics::namesTheVersions()
{
    const QString text = diagnosticsText(nullptr, QStringLiteral("offscreen"));
    for (const QString &part : {QStringLiteral("Keyturn: " KEYTURN_VERSION), QStringLiteral("Qt: "),
                                QString::fromLatin1(qVersion()), QStringLiteral("Keychain: QtKeychain "),
                                QStringLiteral("TLS: "), QStringLiteral("offscreen")})
        QVERIFY2(text.contains(part), qPrintable(text));
}

void TestDiagnostics::holdsNothingThatSomebodyTyped()
{
    const QString canary = QStringLiteral("canary-7f3a");
    qputenv("https_proxy", "http://canary-7f3a:canary-7f3a@127.0.0.1:9");
    const QTemporaryDir folder;
    const QString file = folder.filePath(canary + QStringLiteral(".ini"));
    Settings settings(file, {{canary, {{QStringLiteral("locked/network/proxyUser"), canary}}}});
    QVERIFY(settings.set(Options::proxy, ProxyKind::Http));
    QVERIFY(settings.set(Options::proxyHost, canary + QStringLiteral(".example")));
    QVERIFY(settings.set(Options::updateAddress, QStringLiteral("https://canary-7f3a.example/")));
    const QString text = diagnosticsText(&settings, QStringLiteral("offscreen"));
    QVERIFY2(!text.contains(QStringLiteral("canary")), qPrintable(text));
    // That it is locked is told, by its key.
    QVERIFY2(text.contains(QStringLiteral("network/proxyUser")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("Proxy: http\n")), qPrintable(text));
    for (const QString &mine : {QSysInfo::machineHostName(), QString::fromLocal8Bit(qgetenv("HOME"))}) {
        if (mine.size() > 3)
            QVERIFY2(!text.contains(mine), qPrintable(text));
    }
    qunsetenv("https_proxy");
}

void TestDiagnostics::readsOnlyVersions_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("version");
    QTest::addColumn<QString>("page");
    const QString none;
    QTest::newRow("whole") << QByteArray(R"({"version":"1.2.3","page":"https://example.org/d"})")
                           << QStringLiteral("1.2.3") << QStringLiteral("https://example.org/d");
    QTest::newRow("no page") << QByteArray(R"({"version":"1.2"})") << QStringLiteral("1.2") << none;
    QTest::newRow("http") << QByteArray(R"({"version":"2","page":"http://example.org/"})")
                          << QStringLiteral("2") << none;
    QTest::newRow("a file") << QByteArray(R"({"version":"2","page":"file:///etc/passwd"})")
                            << QStringLiteral("2") << none;
    QTest::newRow("words behind it") << QByteArray(R"({"version":"2.0 <b>"})") << none << none;
    QTest::newRow("a number") << QByteArray(R"({"version":2})") << none << none;
    QTest::newRow("a page") << QByteArray("<html>") << none << none;
    QTest::newRow("nothing") << QByteArray() << none << none;
}

void TestDiagnostics::readsOnlyVersions()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QString, version);
    QFETCH(const QString, page);
    const std::optional<NewerVersion> newer = UpdateCheck::read(json);
    QCOMPARE(newer.has_value(), !version.isEmpty());
    if (newer) {
        QCOMPARE(newer->version.toString(), version);
        QCOMPARE(newer->page.toString(), page);
    }
}

void TestDiagnostics::asksNobodyByDefault()
{
    const QTemporaryDir folder;
    Settings settings(folder.filePath(QStringLiteral("a.ini")), {});
    QVERIFY(settings.set(Options::updateAddress, QStringLiteral("https://example.org/v.json")));
    QCOMPARE(UpdateCheck::address(settings), QUrl());
    QVERIFY(settings.set(Options::checkForUpdates, true));
    QCOMPARE(UpdateCheck::address(settings), QUrl(QStringLiteral("https://example.org/v.json")));
    for (const QString &bad : {QStringLiteral("http://example.org/"), QStringLiteral("file:///x"),
                               QStringLiteral("https://me:secret@example.org/"), QStringLiteral("nonsense")})
        QVERIFY2(!settings.set(Options::updateAddress, bad), qPrintable(bad));
    // Who locks it off, keeps it off.
    Settings locked(folder.filePath(QStringLiteral("a.ini")),
                    {{QStringLiteral("x"), {{QStringLiteral("locked/update/check"), false}}}});
    QCOMPARE(UpdateCheck::address(locked), QUrl());
}

QTEST_GUILESS_MAIN(TestDiagnostics)

#include "tst_diagnostics.moc"
