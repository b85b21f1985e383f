#include "auth/proxyrecord.h"
#include "settings/options.h"
#include "support/pages/outcomepage.h"
#include "support/pages/settingspage.h"
#include "support/windowfixture.h"

#include <QAction>
#include <QFile>

using namespace Keyturn;
using namespace Keyturn::Pages;
using Keyturn::Test::WindowFixture;

namespace {

const QString canary = QStringLiteral("canary-proxy-password");

AdministratorSettings administrators(const IniFile::Values &values)
{
    return {QStringLiteral("the administrator's file"), values};
}

SettingsPage openSettings(const WindowFixture &fixture)
{
    fixture.window->findChild<QAction *>(QStringLiteral("settingsAction"))->trigger();
    return SettingsPage(awaitWindow("settingsDialog"));
}

QByteArray fileOf(const WindowFixture &fixture)
{
    QFile file(fixture.settings.fileName());
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

int kindOf(ProxyKind kind)
{
    return static_cast<int>(kind);
}

void enterProxy(const SettingsPage &page)
{
    page.choose(kindOf(ProxyKind::Http));
    page.host()->setText(QStringLiteral(" proxy.example.com "));
    page.port()->setValue(3128);
    page.user()->setText(QStringLiteral("desk"));
}

/// As it lies in the keychain.
QByteArray entryOf(const QString &user = QStringLiteral("desk"))
{
    const ProxyRecord record{
        QStringLiteral("proxy.example.com"), 3128, {user, Secret::fromText(canary), false}};
    return record.toSecret().exposeUtf8().toByteArray();
}

} // namespace

class TestSettingsDialog final : public QObject
{
    Q_OBJECT

private slots:
    void showsAndSaves();
    void cancelSavesNothing_data();
    void cancelSavesNothing();
    void enterSaves();
    void whatDoesNotApplyIsDisabled();
    void saysWhatIsWrongBesideTheField_data();
    void saysWhatIsWrongBesideTheField();
    void whatDoesNotApplyIsNotChecked();
    void thePasswordGoesToTheKeychainAlone();
    void thePasswordIsKeptOrForgotten();
    void anotherUserHasAnotherPassword();
    void aPasswordThatDoesNotApplyIsNotStored();
    void keychainTroubleSavesNothing();
    void cancelledWhileTheKeychainIsAsked();
    void settingsThatCannotBeWritten();
    void lockedIsShownAsSuch();
    void everythingIsNamedAndReached();
    void theClipboardForgetsInTime();
    void waitsForTheResetToEnd();
};

void TestSettingsDialog::showsAndSaves()
{
    WindowFixture fixture({}, {administrators({{QStringLiteral("lock/afterMinutes"), 7}})});
    fixture.show();
    SettingsPage page = openSettings(fixture);
    QCOMPARE(page.proxy()->currentData().toInt(), kindOf(ProxyKind::System));
    QCOMPARE(page.lockAfter()->value(), 7);
    QVERIFY(page.lockWithScreen()->isChecked());
    QVERIFY(!page.saysLocked("lockAfter"));
    page.choose(kindOf(ProxyKind::Socks5));
    page.host()->setText(QStringLiteral(" proxy.contoso.example "));
    page.port()->setValue(1080);
    page.user()->setText(QStringLiteral("desk"));
    page.timeout()->setValue(60);
    page.lockAfter()->setValue(0);
    page.lockWithScreen()->setChecked(false);
    page.clipboard()->setValue(10);
    page.save();
    QTRY_VERIFY(!openWindow("settingsDialog"));

    const Settings next(fixture.settings.fileName(), {});
    QCOMPARE(next.value(Options::proxy), ProxyKind::Socks5);
    QCOMPARE(next.value(Options::proxyHost), QStringLiteral("proxy.contoso.example"));
    QCOMPARE(next.value(Options::proxyPort), 1080);
    QCOMPARE(next.value(Options::proxyUser), QStringLiteral("desk"));
    QCOMPARE(next.value(Options::replyTimeoutSeconds), 60);
    QCOMPARE(next.value(Options::lockAfterMinutes), 0);
    QCOMPARE(next.value(Options::lockWithScreen), false);
    QCOMPARE(next.value(Options::clipboardSeconds), 10);
    QCOMPARE(fixture.keychain.writes + fixture.keychain.removals, 0);

    page = openSettings(fixture);
    QCOMPARE(page.host()->text(), QStringLiteral("proxy.contoso.example"));
    QCOMPARE(page.lockAfter()->text(), page.lockAfter()->specialValueText());
}

void TestSettingsDialog::cancelSavesNothing_data()
{
    QTest::addColumn<bool>("byKey");
    QTest::newRow("button") << false;
    QTest::newRow("Escape") << true;
}

void TestSettingsDialog::cancelSavesNothing()
{
    QFETCH(bool, byKey);
    WindowFixture fixture;
    fixture.show();
    const SettingsPage page = openSettings(fixture);
    const QByteArray before = fileOf(fixture);
    page.timeout()->setValue(60);
    page.password()->setText(canary);
    page.forgetPassword()->setChecked(true);
    if (byKey)
        fixture.page().press(Qt::Key_Escape);
    else
        page.cancel();
    QTRY_VERIFY(!openWindow("settingsDialog"));
    QCOMPARE(fileOf(fixture), before);
    QCOMPARE(fixture.options.value(Options::replyTimeoutSeconds), 30);
    QCOMPARE(fixture.keychain.writes + fixture.keychain.removals, 0);
}

void TestSettingsDialog::enterSaves()
{
    WindowFixture fixture;
    fixture.show();
    const SettingsPage page = openSettings(fixture);
    page.timeout()->setFocus();
    page.timeout()->selectAll();
    fixture.page().type(QStringLiteral("45"));
    fixture.page().press(Qt::Key_Return);
    QTRY_VERIFY(!openWindow("settingsDialog"));
    QCOMPARE(fixture.options.value(Options::replyTimeoutSeconds), 45);
}

void TestSettingsDialog::whatDoesNotApplyIsDisabled()
{
    WindowFixture fixture;
    fixture.show();
    const SettingsPage page = openSettings(fixture);
    const auto enabled = [&page] {
        return QList<bool>{page.host()->isEnabled(), page.port()->isEnabled(), page.user()->isEnabled(),
                           page.password()->isEnabled()};
    };
    // Which proxy the system's is, is known only when it asks.
    QCOMPARE(enabled(), QList<bool>({false, false, false, false}));
    QVERIFY(page.signInNote().contains(QStringLiteral("asks you")));
    page.choose(kindOf(ProxyKind::None));
    QCOMPARE(enabled(), QList<bool>({false, false, false, false}));
    QVERIFY(page.signInNote().isEmpty());
    page.choose(kindOf(ProxyKind::Http));
    QCOMPARE(enabled(), QList<bool>({true, true, true, true}));
    page.forgetPassword()->setChecked(true);
    QCOMPARE(enabled(), QList<bool>({true, true, true, false}));
    QVERIFY(page.forgetPassword()->isEnabled());
}

void TestSettingsDialog::saysWhatIsWrongBesideTheField_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("words");
    QTest::newRow("none") << QStringLiteral("  ") << QStringLiteral("Enter the address");
    QTest::newRow("URL") << QStringLiteral("http://proxy.example.com") << QStringLiteral("without");
    QTest::newRow("port") << QStringLiteral("proxy.example.com:8080") << QStringLiteral("without");
}

void TestSettingsDialog::saysWhatIsWrongBesideTheField()
{
    QFETCH(QString, host);
    QFETCH(QString, words);
    WindowFixture fixture;
    fixture.show();
    const SettingsPage page = openSettings(fixture);
    page.choose(kindOf(ProxyKind::Http));
    page.host()->setText(host);
    page.password()->setText(canary);
    page.save();
    QVERIFY(openWindow("settingsDialog"));
    QVERIFY2(page.problem("proxyHost").contains(words), qPrintable(page.problem("proxyHost")));
    QCOMPARE(openWindow("settingsDialog")->focusWidget()->objectName(), QStringLiteral("proxyHost"));
    QCOMPARE(fixture.options.value(Options::proxy), ProxyKind::System);
    QCOMPARE(fixture.keychain.writes, 0);
    page.host()->setText(QStringLiteral("proxy.example.com"));
    page.save();
    QTRY_VERIFY(!openWindow("settingsDialog"));
    QCOMPARE(fixture.options.value(Options::proxyHost), QStringLiteral("proxy.example.com"));
}

void TestSettingsDialog::whatDoesNotApplyIsNotChecked()
{
    WindowFixture fixture;
    fixture.show();
    const SettingsPage page = openSettings(fixture);
    page.choose(kindOf(ProxyKind::Http));
    page.host()->setText(QStringLiteral("half a na"));
    page.choose(kindOf(ProxyKind::None));
    page.save();
    QTRY_VERIFY(!openWindow("settingsDialog"));
    QCOMPARE(fixture.options.value(Options::proxy), ProxyKind::None);
    QCOMPARE(fixture.options.value(Options::proxyHost), QString());
}

void TestSettingsDialog::thePasswordGoesToTheKeychainAlone()
{
    WindowFixture fixture;
    fixture.show();
    const SettingsPage page = openSettings(fixture);
    enterProxy(page);
    page.password()->setText(canary);
    page.save();
    QTRY_VERIFY(!openWindow("settingsDialog"));
    QCOMPARE(fixture.keychain.entries.size(), std::size_t(1));
    QCOMPARE(fixture.keychain.entries.at(ProxySignIn::key()), entryOf());
    // And is the one that counts from now on.
    QFuture<Result<ProxyLogin>> known =
        fixture.proxySignIn.credentials({QStringLiteral("proxy.example.com"), 3128, {}, {}});
    QVERIFY(known.isFinished());
    QVERIFY(known.takeResult()->password.equals(Secret::fromText(canary)));
    QVERIFY(fileOf(fixture).contains("proxyUser=desk"));
    QVERIFY(!fileOf(fixture).contains(canary.toUtf8()));
    QVERIFY(openSettings(fixture).password()->text().isEmpty()); // never read back into a field
}

void TestSettingsDialog::thePasswordIsKeptOrForgotten()
{
    WindowFixture fixture;
    fixture.keychain.entries[ProxySignIn::key()] = entryOf();
    fixture.show();
    SettingsPage page = openSettings(fixture);
    enterProxy(page);
    QVERIFY(page.password()->placeholderText().isEmpty()); // which speaks of a proxy that is known
    page.save();
    QTRY_VERIFY(!openWindow("settingsDialog"));
    QCOMPARE(fixture.keychain.entries.at(ProxySignIn::key()), entryOf());
    QFuture<Result<ProxyLogin>> known =
        fixture.proxySignIn.credentials({QStringLiteral("proxy.example.com"), 3128, {}, {}});
    QTRY_VERIFY(known.isFinished());
    page = openSettings(fixture);
    QVERIFY(!page.password()->placeholderText().isEmpty());
    page.password()->setText(QStringLiteral("typed before the change of mind"));
    page.forgetPassword()->setChecked(true);
    page.save();
    QTRY_VERIFY(!openWindow("settingsDialog"));
    QVERIFY(!fixture.keychain.entries.contains(ProxySignIn::key()));
    // Not in this run, either.
    const auto asked = fixture.proxySignIn.credentials({QStringLiteral("proxy.example.com"), 3128, {}, {}});
    click(awaitWindow("proxySignIn"), "cancelProxySignIn");
    QTRY_VERIFY(asked.isFinished());
}

void TestSettingsDialog::anotherUserHasAnotherPassword()
{
    WindowFixture fixture;
    fixture.keychain.entries[ProxySignIn::key()] = entryOf();
    fixture.show();
    SettingsPage page = openSettings(fixture);
    enterProxy(page);
    page.save();
    QTRY_VERIFY(!openWindow("settingsDialog"));
    page = openSettings(fixture);
    page.user()->setText(QStringLiteral("desk-2"));
    QVERIFY(page.password()->placeholderText().isEmpty()); // which says that it is kept
    page.save();
    QTRY_VERIFY(!openWindow("settingsDialog"));
    QVERIFY(!fixture.keychain.entries.contains(ProxySignIn::key()));
}

void TestSettingsDialog::aPasswordThatDoesNotApplyIsNotStored()
{
    WindowFixture fixture;
    fixture.show();
    const SettingsPage page = openSettings(fixture);
    enterProxy(page);
    page.password()->setText(canary);
    page.choose(kindOf(ProxyKind::System));
    page.save();
    QTRY_VERIFY(!openWindow("settingsDialog"));
    QCOMPARE(fixture.keychain.writes + fixture.keychain.removals, 0);
}

void TestSettingsDialog::keychainTroubleSavesNothing()
{
    WindowFixture fixture;
    fixture.keychain.writeError = ErrorKind::KeychainLocked;
    fixture.show();
    const SettingsPage page = openSettings(fixture);
    page.timeout()->setValue(60);
    enterProxy(page);
    page.password()->setText(canary);
    page.save();
    QTRY_VERIFY(page.message().contains(QStringLiteral("Nothing was saved")));
    QVERIFY(page.message().contains(QStringLiteral("locked")));
    QVERIFY(!page.isBusy());
    QCOMPARE(fixture.options.value(Options::replyTimeoutSeconds), 30);
    fixture.keychain.writeError.reset();
    page.save();
    QTRY_VERIFY(!openWindow("settingsDialog"));
    QCOMPARE(fixture.options.value(Options::replyTimeoutSeconds), 60);
    QCOMPARE(fixture.keychain.entries.at(ProxySignIn::key()), entryOf());
}

void TestSettingsDialog::cancelledWhileTheKeychainIsAsked()
{
    WindowFixture fixture;
    fixture.keychain.holdWrites = true;
    fixture.show();
    const SettingsPage page = openSettings(fixture);
    page.timeout()->setValue(60);
    enterProxy(page);
    page.password()->setText(canary);
    page.save();
    QVERIFY(page.isBusy());
    page.save(); // a second press does nothing
    QCOMPARE(fixture.keychain.writes, 1);
    page.cancel();
    QTRY_VERIFY(!openWindow("settingsDialog"));
    fixture.keychain.answerWrites();
    QTRY_VERIFY(!fixture.window->findChild<QWidget *>(QStringLiteral("settingsDialog")));
    QCOMPARE(fixture.options.value(Options::replyTimeoutSeconds), 30);
}

void TestSettingsDialog::settingsThatCannotBeWritten()
{
    WindowFixture fixture;
    fixture.show();
    QTRY_COMPARE_WITH_TIMEOUT(fixture.page().rows(), 500, 30'000);
    const QByteArray noise("no settings\nat all\n");
    QFile file(fixture.settings.fileName());
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(noise) == noise.size() && file.flush());
    const SettingsPage page = openSettings(fixture);
    page.timeout()->setValue(60);
    page.save();
    QVERIFY(page.message().contains(QStringLiteral("not saved")));
    enterProxy(page);
    page.password()->setText(canary);
    page.save();
    QTRY_VERIFY(page.message().contains(QStringLiteral("proxy password was made")));
    QVERIFY(openWindow("settingsDialog"));
    QCOMPARE(fileOf(fixture), noise);
    QCOMPARE(fixture.options.value(Options::replyTimeoutSeconds), 30);
}

void TestSettingsDialog::lockedIsShownAsSuch()
{
    WindowFixture fixture({},
                          {administrators({{QStringLiteral("locked/network/proxy"), QStringLiteral("http")},
                                           {QStringLiteral("locked/network/proxyHost"),
                                            QStringLiteral("proxy.contoso.example")},
                                           {QStringLiteral("locked/lock/withScreen"), true}})});
    fixture.show();
    const SettingsPage page = openSettings(fixture);
    QVERIFY(page.saysLocked("proxyKind"));
    QVERIFY(page.saysLocked("proxyHost"));
    QVERIFY(page.saysLocked("lockWithScreen"));
    QVERIFY(!page.saysLocked("proxyPort"));
    QVERIFY(!page.proxy()->isEnabled());
    QVERIFY(!page.host()->isEnabled());
    QVERIFY(!page.lockWithScreen()->isEnabled());
    QCOMPARE(page.proxy()->currentData().toInt(), kindOf(ProxyKind::Http));
    QCOMPARE(page.host()->text(), QStringLiteral("proxy.contoso.example"));
    QVERIFY(page.port()->isEnabled());
    page.port()->setValue(3128);
    page.save();
    QTRY_VERIFY(!openWindow("settingsDialog"));
    QCOMPARE(fixture.options.value(Options::proxyPort), 3128);
    QVERIFY(!fileOf(fixture).contains("contoso"));
}

void TestSettingsDialog::everythingIsNamedAndReached()
{
    WindowFixture fixture;
    fixture.show();
    const SettingsPage page = openSettings(fixture);
    page.choose(kindOf(ProxyKind::Http));
    QWidget *dialog = openWindow("settingsDialog");
    QSet<QString> mnemonics;
    for (const QWidget *widget : dialog->findChildren<QWidget *>()) {
        const QString text = qobject_cast<const QLabel *>(widget)
            ? static_cast<const QLabel *>(widget)->text()
            : widget->property("text").toString();
        if (const qsizetype at = text.indexOf(u'&'); at >= 0 && !widget->inherits("QLineEdit")) {
            QVERIFY2(!mnemonics.contains(text.sliced(at, 2).toLower()), qPrintable(text));
            mnemonics.insert(text.sliced(at, 2).toLower());
        }
        if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible()
            || widget->objectName().startsWith(QStringLiteral("qt_")))
            continue;
        QVERIFY2(!widget->objectName().isEmpty(), widget->metaObject()->className());
        QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
    }
    QCOMPARE(mnemonics.size(), 15);

    page.proxy()->setFocus();
    QStringList order;
    for (int step = 0; step < 14; ++step) {
        order += keyTarget(dialog)->objectName();
        fixture.page().press(Qt::Key_Tab);
    }
    const QStringList expected{QStringLiteral("proxyKind"),        QStringLiteral("proxyHost"),
                               QStringLiteral("proxyPort"),        QStringLiteral("proxyUser"),
                               QStringLiteral("proxyPassword"),    QStringLiteral("forgetProxyPassword"),
                               QStringLiteral("replyTimeout"),     QStringLiteral("checkForUpdates"),
                               QStringLiteral("lockAfter"),        QStringLiteral("lockWithScreen"),
                               QStringLiteral("clipboardSeconds"), QStringLiteral("keepUserLists"),
                               QStringLiteral("saveSettings"),     QStringLiteral("cancelSettings")};
    QCOMPARE(order, expected);
}

void TestSettingsDialog::theClipboardForgetsInTime()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const SettingsPage page = openSettings(fixture);
    page.clipboard()->setValue(77);
    page.save();
    QTRY_VERIFY(!openWindow("settingsDialog"));
    const MainPage main = fixture.page();
    main.pick(QStringLiteral("works@practice.example"));
    main.typePassword(QStringLiteral("Sunny-Harbour-42"));
    click(main.window(), "updatePassword");
    confirmReset(awaitWindow("confirmDialog"));
    QWidget *outcome = awaitWindow("outcomeChanged");
    click(outcome, "copyPassword");
    QVERIFY(textOf(outcome, "clipboardCountdown").contains(QStringLiteral("77")));
}

void TestSettingsDialog::waitsForTheResetToEnd()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const auto *action = fixture.window->findChild<QAction *>(QStringLiteral("settingsAction"));
    QCOMPARE(action->shortcut(), QKeySequence(QStringLiteral("Ctrl+,")));
    QVERIFY(action->isEnabled());
    fixture.sessions.holdTokens = true;
    const MainPage main = fixture.page();
    main.pick(QStringLiteral("works@practice.example"));
    main.typePassword(QStringLiteral("Sunny-Harbour-42"));
    click(main.window(), "updatePassword");
    confirmReset(awaitWindow("confirmDialog"));
    QTRY_VERIFY(!action->isEnabled());
    QTRY_VERIFY(main.cancel()->isVisible());
    click(main.window(), "cancelReset");
    OutcomePage(awaitWindow("outcomeNotSent")).close();
    QTRY_VERIFY(action->isEnabled());
}

QTEST_MAIN(TestSettingsDialog)
#include "tst_settingsdialog.moc"
