#include "accounts/accountstore.h"
#include "session/networkoptions.h"
#include "settings/options.h"
#include "settings/settings.h"

#include <QFile>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace Keyturn;

Q_DECLARE_METATYPE(const OptionInfo *)

namespace {

/// A person's file and the administrator's folders, as the program finds them.
struct Desk
{
    Desk()
    {
        qputenv("XDG_CONFIG_HOME", QFile::encodeName(home.path()));
        qputenv("XDG_CONFIG_DIRS", QFile::encodeName(first.path() + u':' + second.path()));
    }

    static void put(const QString &path, const QByteArray &bytes)
    {
        QVERIFY(QDir().mkpath(QFileInfo(path).absolutePath()));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    static QByteArray bytesOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static QString fileIn(const QTemporaryDir &folder)
    {
        return folder.filePath(QStringLiteral("Keyturn/Keyturn.ini"));
    }

    std::unique_ptr<Settings> open() const { return std::make_unique<Settings>(fileIn(home)); }

    QTemporaryDir home;
    QTemporaryDir first;
    QTemporaryDir second;
};

/// Expects one warning that names both.
void expectWarning(const QString &key, const QString &file)
{
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(u".*" + QRegularExpression::escape(key) + u"\\b.*"
                                            + QRegularExpression::escape(file)));
}

} // namespace

class TestSettings final : public QObject
{
    Q_OBJECT

private slots:
    void optionsAreDeclaredSoundly()
    {
        QSet<QString> keys;
        for (const OptionInfo *option : Options::all) {
            QVERIFY2(isWithinLimits(*option, defaultOf(*option)), option->key.data());
            QVERIFY(!keys.contains(option->key));
            keys.insert(option->key);
            QCOMPARE(readOption(*option, writtenOption(*option, defaultOf(*option))), defaultOf(*option));
        }
    }

    void valuesThatCanAndCannotBe_data()
    {
        QTest::addColumn<const OptionInfo *>("option");
        QTest::addColumn<QVariant>("stored");
        QTest::addColumn<QVariant>("read"); // invalid: it cannot be
        const auto row = [](const char *name, const OptionInfo &option, const QVariant &stored,
                            const QVariant &read) { QTest::newRow(name) << &option << stored << read; };
        row("number", Options::lockAfterMinutes, QStringLiteral(" 20 "), 20);
        row("lowest", Options::lockAfterMinutes, QStringLiteral("0"), 0);
        row("highest", Options::lockAfterMinutes, 480, 480);
        row("too low", Options::lockAfterMinutes, QStringLiteral("-1"), {});
        row("too high", Options::lockAfterMinutes, QStringLiteral("481"), {});
        row("beyond int", Options::lockAfterMinutes, QStringLiteral("99999999999"), {});
        row("no number", Options::lockAfterMinutes, QStringLiteral("ten"), {});
        row("empty number", Options::lockAfterMinutes, QString(), {});
        row("half a number", Options::lockAfterMinutes, 1.5, {});
        row("flag", Options::lockWithScreen, QStringLiteral("False"), false);
        row("flag of a registry", Options::lockWithScreen, 0, false);
        row("flag of a property list", Options::lockWithScreen, true, true);
        row("no flag", Options::lockWithScreen, QStringLiteral("yes, please"), {});
        row("flag out of range", Options::lockWithScreen, 2, {});
        row("word", Options::proxy, QStringLiteral("SOCKS5"), static_cast<int>(ProxyKind::Socks5));
        row("no word", Options::proxy, QStringLiteral("2"), {});
        row("host", Options::proxyHost, QStringLiteral("proxy.contoso.example"),
            QStringLiteral("proxy.contoso.example"));
        row("no host", Options::proxyHost, QString(), QString());
        row("IPv6", Options::proxyHost, QStringLiteral("2001:db8::1"), QStringLiteral("2001:db8::1"));
        row("address", Options::proxyHost, QStringLiteral("http://proxy"), {});
        row("host and port", Options::proxyHost, QStringLiteral("proxy:8080"), {});
        row("blank", Options::proxyHost, QStringLiteral("pro xy"), {});
        row("long", Options::proxyHost, QString(254, u'a'), {});
        row("user", Options::proxyUser, QStringLiteral("CONTOSO\\desk"), QStringLiteral("CONTOSO\\desk"));
        row("line break", Options::proxyUser, QStringLiteral("a\nb"), {});
        row("list", Options::proxyUser, QStringList({QStringLiteral("a"), QStringLiteral("b")}), {});
        row("nothing", Options::proxyUser, QVariant(), {});
    }
    void valuesThatCanAndCannotBe()
    {
        QFETCH(const OptionInfo *, option);
        QFETCH(QVariant, stored);
        QFETCH(QVariant, read);
        const std::optional<QVariant> value = readOption(*option, stored);
        QCOMPARE(value.has_value(), read.isValid());
        if (value)
            QCOMPARE(*value, read);
    }

    void startsWithTheDefaults()
    {
        const Desk desk;
        const auto settings = desk.open();
        QCOMPARE(settings->value(Options::proxy), ProxyKind::System);
        QCOMPARE(settings->value(Options::http2), Http2Setting::Automatic);
        QCOMPARE(settings->value(Options::replyTimeoutSeconds), 30);
        QCOMPARE(settings->value(Options::lockAfterMinutes), 15);
        QCOMPARE(settings->value(Options::lockWithScreen), true);
        QCOMPARE(settings->value(Options::proxyHost), QString());
        QCOMPARE(settings->source(Options::proxy), Settings::Source::Default);
        QVERIFY(!QFile::exists(Desk::fileIn(desk.home)));
    }

    void whatIsSetIsThereAtTheNextStart()
    {
        const Desk desk;
        const auto settings = desk.open();
        const QSignalSpy changed(settings.get(), &Settings::changed);
        QVERIFY(settings->set(Options::proxy, ProxyKind::Http));
        QVERIFY(settings->set(Options::proxyUser, QStringLiteral("Müller, \"desk\"; 50% \\ =#")));
        QVERIFY(settings->set(Options::lockWithScreen, false));
        QVERIFY(settings->set(Options::lockAfterMinutes, 0));
        QCOMPARE(changed.count(), 4);
        const auto next = desk.open();
        QCOMPARE(next->value(Options::proxy), ProxyKind::Http);
        QCOMPARE(next->value(Options::proxyUser), QStringLiteral("Müller, \"desk\"; 50% \\ =#"));
        QCOMPARE(next->value(Options::lockWithScreen), false);
        QCOMPARE(next->value(Options::lockAfterMinutes), 0);
        QCOMPARE(next->source(Options::lockAfterMinutes), Settings::Source::Person);
        QVERIFY(Desk::bytesOf(Desk::fileIn(desk.home)).contains("proxy=http"));
    }

    void accountsAndOptionsLeaveEachOtherAlone()
    {
        const Desk desk;
        const QString file = Desk::fileIn(desk.home);
        Desk::put(file, "[somebody]\nelse=1\n");
        const QSettings ini(file, QSettings::IniFormat);
        AccountStore accounts(&ini);
        const auto settings = desk.open();
        Account account;
        account.id = QStringLiteral("contoso-00000001");
        account.name = QStringLiteral("Contoso");
        account.baseUrl = QUrl(Account::defaultBaseUrl());
        QVERIFY(settings->set(Options::proxyPort, 3128));
        QVERIFY(accounts.save(account));
        QVERIFY(settings->set(Options::clipboardSeconds, 60));
        accounts.setLastUsedId(account.id);
        QVERIFY(settings->set(Options::proxyPort, 8080)); // the default: it leaves the file

        QCOMPARE(AccountStore(&ini).account(account.id)->name, account.name);
        QCOMPARE(AccountStore(&ini).lastUsedId(), account.id);
        QCOMPARE(desk.open()->value(Options::clipboardSeconds), 60);
        QVERIFY(Desk::bytesOf(file).contains("else=1"));
        QVERIFY(!Desk::bytesOf(file).contains("proxyPort"));
    }

    void personThenPresetThenDefault()
    {
        const Desk desk;
        Desk::put(Desk::fileIn(desk.first), "[lock]\nafterMinutes=5\n");
        const auto settings = desk.open();
        QCOMPARE(settings->value(Options::lockAfterMinutes), 5);
        QCOMPARE(settings->source(Options::lockAfterMinutes), Settings::Source::Preset);
        QVERIFY(!settings->isLocked(Options::lockAfterMinutes));
        QVERIFY(settings->set(Options::lockAfterMinutes, 15)); // not the preset: written though the default
        QCOMPARE(desk.open()->value(Options::lockAfterMinutes), 15);
        QVERIFY(settings->set(Options::lockAfterMinutes, 5));
        QCOMPARE(settings->source(Options::lockAfterMinutes), Settings::Source::Preset);
        Desk::put(Desk::fileIn(desk.first), "[lock]\nafterMinutes=7\n");
        QCOMPARE(desk.open()->value(Options::lockAfterMinutes), 7);
    }

    // QSettings itself writes the key of a group in a group with a backslash.
    void lockedCountsWhateverElseIsSet_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::newRow("slash") << QByteArray("[locked]\nlock/afterMinutes=10\n");
        QTest::newRow("backslash") << QByteArray("[locked]\nlock\\afterMinutes=10\n");
        QTest::newRow("and preset") << QByteArray("[lock]\nafterMinutes=3\n[locked]\nlock/afterMinutes=10\n");
    }
    void lockedCountsWhateverElseIsSet()
    {
        QFETCH(QByteArray, file);
        const Desk desk;
        const QByteArray mine("[lock]\nafterMinutes=100\n");
        Desk::put(Desk::fileIn(desk.home), mine);
        Desk::put(Desk::fileIn(desk.second), file);
        const auto settings = desk.open();
        QCOMPARE(settings->value(Options::lockAfterMinutes), 10);
        QVERIFY(settings->isLocked(Options::lockAfterMinutes));
        QVERIFY(!settings->isLocked(Options::lockWithScreen));

        SettingChanges changes;
        changes.set(Options::clipboardSeconds, 60);
        changes.set(Options::lockAfterMinutes, 20);
        const Result<void> refused = settings->apply(changes);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::InvalidInput);
        QCOMPARE(refused.error().field, QStringLiteral("lock/afterMinutes"));
        QCOMPARE(Desk::bytesOf(Desk::fileIn(desk.home)), mine);
        QCOMPARE(settings->value(Options::clipboardSeconds), 30);
    }

    void theFirstFolderCountsMost()
    {
        const Desk desk;
        Desk::put(Desk::fileIn(desk.first), "[network]\nproxyPort=1111\nreplyTimeoutSeconds=11\n");
        Desk::put(Desk::fileIn(desk.second),
                  "[network]\nproxyPort=2222\nproxyUser=desk\n[locked]\nnetwork/replyTimeoutSeconds=22\n");
        const auto settings = desk.open();
        QCOMPARE(settings->value(Options::proxyPort), 1111);
        QCOMPARE(settings->value(Options::proxyUser), QStringLiteral("desk"));
        QCOMPARE(settings->value(Options::replyTimeoutSeconds), 22);
    }

    void whatCannotBeIsPassedOverAndNamed()
    {
        const Desk desk;
        const QString preset = Desk::fileIn(desk.first);
        const QString person = Desk::fileIn(desk.home);
        Desk::put(preset,
                  "[network]\nproxy=carrier pigeon\nreplyTimeoutSeconds=60\n[Lock]\nafterMinutes=1\n"
                  "[locked]\nclipboard/seconds=1\n");
        Desk::put(person,
                  "[network]\nreplyTimeoutSeconds=4\nproxyPassword=canary-secret\n"
                  "[accounts]\nx\\name=X\n");
        expectWarning(QStringLiteral("network/proxy"), preset);
        expectWarning(QStringLiteral("Lock/afterMinutes"), preset);
        expectWarning(QStringLiteral("locked/clipboard/seconds"), preset);
        expectWarning(QStringLiteral("network/replyTimeoutSeconds"), person);
        expectWarning(QStringLiteral("network/proxyPassword"), person);
        QTest::failOnWarning(QRegularExpression(QStringLiteral("canary|pigeon|accounts")));
        const auto settings = desk.open();
        QCOMPARE(settings->value(Options::proxy), ProxyKind::System);
        QCOMPARE(settings->value(Options::replyTimeoutSeconds), 60); // the preset's
        QCOMPARE(settings->value(Options::clipboardSeconds), 30);
        QVERIFY(!settings->isLocked(Options::clipboardSeconds));
    }

    void aFileThatIsNoneIsLeftAlone()
    {
        const Desk desk;
        const QByteArray noise("this is\nno settings file\n");
        Desk::put(Desk::fileIn(desk.first), noise);
        Desk::put(Desk::fileIn(desk.home), noise);
        QTest::ignoreMessage(QtWarningMsg,
                             QRegularExpression(QStringLiteral("cannot all be read") + u".*"
                                                + QRegularExpression::escape(desk.first.path())));
        const auto settings = desk.open();
        QCOMPARE(settings->value(Options::lockAfterMinutes), 15);
        const Result<void> done = settings->set(Options::lockAfterMinutes, 20);
        QVERIFY(!done);
        QCOMPARE(done.error().kind, ErrorKind::SettingsFailed);
        QCOMPARE(settings->value(Options::lockAfterMinutes), 15);
        QCOMPARE(Desk::bytesOf(Desk::fileIn(desk.home)), noise);
    }

    void allOrNone()
    {
        const Desk desk;
        const auto settings = desk.open();
        SettingChanges changes;
        changes.set(Options::clipboardSeconds, 60);
        changes.set(Options::proxyHost, QStringLiteral("http://proxy"));
        const Result<void> done = settings->apply(changes);
        QVERIFY(!done);
        QCOMPARE(done.error().field, QStringLiteral("network/proxyHost"));
        QCOMPARE(settings->value(Options::clipboardSeconds), 30);
        QVERIFY(!QFile::exists(Desk::fileIn(desk.home)));
    }

    void whatCannotBeWrittenDoesNotCount()
    {
        const Desk desk;
        Desk::put(desk.home.filePath(QStringLiteral("Keyturn")), "a file where the folder should be");
        const auto settings = desk.open();
        const QSignalSpy changed(settings.get(), &Settings::changed);
        const Result<void> done = settings->set(Options::lockAfterMinutes, 20);
        QVERIFY(!done);
        QCOMPARE(done.error().kind, ErrorKind::SettingsFailed);
        QCOMPARE(settings->value(Options::lockAfterMinutes), 15);
        QCOMPARE(changed.count(), 0);
    }

    void theNetworkHears()
    {
        const Desk desk;
        const auto settings = desk.open();
        QCOMPARE(networkOptions(*settings).replyTimeout, std::chrono::milliseconds(30'000));
        QVERIFY(settings->set(Options::replyTimeoutSeconds, 60));
        QVERIFY(settings->set(Options::http2, Http2Setting::On));
        QCOMPARE(networkOptions(*settings).replyTimeout, std::chrono::milliseconds(60'000));
        QVERIFY(networkOptions(*settings).allowHttp2);
        QVERIFY(settings->set(Options::http2, Http2Setting::Off));
        QVERIFY(!networkOptions(*settings).allowHttp2);
    }

    void theNetworkHearsOfTheProxy_data()
    {
        QTest::addColumn<ProxyKind>("kind");
        QTest::addColumn<ProxyChoice::Mode>("mode");
        QTest::newRow("system") << ProxyKind::System << ProxyChoice::Mode::System;
        QTest::newRow("none") << ProxyKind::None << ProxyChoice::Mode::None;
        QTest::newRow("HTTP") << ProxyKind::Http << ProxyChoice::Mode::Http;
        QTest::newRow("SOCKS5") << ProxyKind::Socks5 << ProxyChoice::Mode::Socks5;
    }
    void theNetworkHearsOfTheProxy()
    {
        QFETCH(ProxyKind, kind);
        QFETCH(ProxyChoice::Mode, mode);
        const Desk desk;
        const auto settings = desk.open();
        QCOMPARE(networkOptions(*settings).proxy.mode, ProxyChoice::Mode::System);
        QVERIFY(settings->set(Options::proxy, kind));
        QVERIFY(settings->set(Options::proxyHost, QStringLiteral("[fd00::1]")));
        QVERIFY(settings->set(Options::proxyPort, 3128));
        QVERIFY(settings->set(Options::proxyUser, QStringLiteral("desk")));
        const ProxyChoice choice = networkOptions(*settings).proxy;
        QCOMPARE(choice.mode, mode);
        if (choice.isManual())
            QCOMPARE(choice.host, QStringLiteral("fd00::1"));
        QCOMPARE(choice.port, 3128);
        QCOMPARE(choice.user, QStringLiteral("desk"));
    }

    // An administrator's file may name the kind alone. Requests must not go the straight way then.
    void aProxyWithoutAnAddressStaysAProxy()
    {
        const Desk desk;
        const auto settings = desk.open();
        QVERIFY(settings->set(Options::proxy, ProxyKind::Http));
        QCOMPARE(networkOptions(*settings).proxy.mode, ProxyChoice::Mode::Http);
        QVERIFY(!checkedProxy(networkOptions(*settings).proxy));
    }

    void anotherInstancesChangeIsSeen()
    {
        const Desk desk;
        const auto settings = desk.open();
        const QSignalSpy changed(settings.get(), &Settings::changed);
        QVERIFY(desk.open()->set(Options::lockAfterMinutes, 20));
        settings->reload();
        QCOMPARE(settings->value(Options::lockAfterMinutes), 20);
        QCOMPARE(changed.count(), 1);
        settings->reload();
        QCOMPARE(changed.count(), 1);
    }
};

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
