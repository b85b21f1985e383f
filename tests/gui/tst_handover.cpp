#include "outcome/outcomedialog.h"
#include "outcome/readoutview.h"
#include "outcome/spelling.h"
#include "support/pages/outcomepage.h"
#include "support/windowfixture.h"
#include "widgets/secretclipboard.h"

#include <QAccessible>
#include <QClipboard>
#include <QGroupBox>
#include <QMimeData>

using namespace Keyturn;
using namespace Keyturn::Pages;
using namespace Qt::StringLiterals;
using Keyturn::Test::WindowFixture;

namespace {

const QString typed = u"Sunny-Harbour-42"_s;

QString saidIn(const QString &text)
{
    QStringList said;
    for (const SpelledCharacter &one : spell(text))
        said += one.said;
    return said.join(u", "_s);
}

QString onClipboard()
{
    return QGuiApplication::clipboard()->text();
}

/// A generated password that nobody has seen, on its way. Returns it.
QString sendGenerated(const WindowFixture &fixture, const QString &user)
{
    const MainPage page = fixture.page();
    page.pick(user + u"@practice.example"_s);
    click(page.window(), "generate");
    const QString password = page.password()->text();
    click(page.window(), "updatePassword");
    confirmReset(awaitWindow("confirmDialog"));
    return password;
}

void sendTyped(const WindowFixture &fixture, const QString &user)
{
    const MainPage page = fixture.page();
    page.pick(user + u"@practice.example"_s);
    page.typePassword(typed);
    click(page.window(), "updatePassword");
    confirmReset(awaitWindow("confirmDialog"));
}

/// All words of a window that is shown, as the accessibility tree tells them.
QString accessibleWords(QAccessibleInterface *node)
{
    QStringList words{node->text(QAccessible::Name), node->text(QAccessible::Description),
                      node->text(QAccessible::Value)};
    for (int i = 0; i < node->childCount(); ++i) {
        if (QAccessibleInterface *child = node->child(i))
            words += accessibleWords(child);
    }
    return words.join(u'\n');
}

QString accessibleWords(QWidget *window)
{
    return accessibleWords(QAccessible::queryAccessibleInterface(window));
}

} // namespace

/// The moment after a reset: how the password gets from the screen to the person, and nowhere else.
class TestHandOver final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QGuiApplication::clipboard()->clear(); }
    void spells();
    void spellsEveryPrintableCharacter();
    void readsOut();
    void nothingOfItCanBeCopiedOrDragged();
    void handedOverWipesIt();
    void asksBeforeItIsLost();
    void doesNotLoseWhatIsOpen();
    void speaksOfItsOwnCopyOnly();
    void theNextOutcomeTakesTheOlderCopyBack_data();
    void theNextOutcomeTakesTheOlderCopyBack();
    void doesNotAskForWhatSomebodyHas_data();
    void doesNotAskForWhatSomebodyHas();
    void doesNotAskAboutATypedOne();
    void saysWhatARepeatProves_data();
    void saysWhatARepeatProves();
    void signsOut();
    void saysThatTheSignOutWasRefused();
    void saysThatTheSignOutIsUnknown();
    void staysWhileItSignsOut();
    void lockingForgetsWhatIsReadOut();
};

void TestHandOver::spells()
{
    QCOMPARE(saidIn(u"aK7-"_s), u"alfa, capital Kilo, seven, hyphen"_s);
    QCOMPARE(saidIn(u"0O1lI"_s), u"zero, capital Oscar, one, lima, capital India"_s);
    QCOMPARE(saidIn(u"x X"_s), u"x-ray, space, capital X-ray"_s);
    QCOMPARE(saidIn(u"\u00fc\u00c9\u00df"_s),
             u"uniform with two dots above, capital Echo with acute accent, sharp s"_s);
    QCOMPARE(saidIn(u"\U0001F511"_s), u"the character with the Unicode number 1F511"_s);
    QCOMPARE(spell(u"a\U0001F511b").size(), 3);
    QVERIFY(spell(u"").isEmpty());
}

void TestHandOver::spellsEveryPrintableCharacter()
{
    QSet<QString> said;
    for (char16_t unit = u' '; unit <= u'~'; ++unit) {
        const QList<SpelledCharacter> spelled = spell(QString(QChar(unit)));
        QCOMPARE(spelled.size(), 1);
        QVERIFY2(!spelled.first().said.contains(u"Unicode"), qPrintable(QString(QChar(unit))));
        said.insert(spelled.first().said);
    }
    QCOMPARE(said.size(), u'~' - u' ' + 1); // no two are called the same
}

void TestHandOver::readsOut()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const QString password = sendGenerated(fixture, u"works"_s);
    QWidget *dialog = awaitWindow("outcomeChanged");
    QVERIFY(!dialog->findChild<QWidget *>(u"spelledPassword"_s));
    QVERIFY(!accessibleWords(dialog).contains(saidIn(password).section(u", "_s, 0, 0)));

    click(dialog, "readOutPassword");
    auto *spelled = find<QListView>(dialog, "spelledPassword");
    QVERIFY(spelled->isVisible());
    QCOMPARE(keyTarget(fixture.page().window()), spelled);
    QCOMPARE(spelled->model()->rowCount(), password.size());
    // What is on the screen, and what a screen reader says at each press of an arrow key.
    QString shown;
    QStringList said;
    QAccessibleInterface *list = QAccessible::queryAccessibleInterface(spelled);
    for (int i = 0; i < password.size(); ++i) {
        QCOMPARE(spelled->currentIndex().row(), i);
        shown += spelled->currentIndex().data().toString();
        QAccessibleInterface *item = list->child(i);
        QVERIFY(item);
        said += item->text(QAccessible::Name);
        QTest::keyClick(spelled, Qt::Key_Right);
    }
    QCOMPARE(shown, password);
    QCOMPARE(said.join(u", "_s), saidIn(password));
    // Large, and as wide as the dialog: nothing is cut off sideways.
    QVERIFY(spelled->visualRect(spelled->currentIndex()).height() > 3 * dialog->fontMetrics().height());
    for (int i = 0; i < password.size(); ++i)
        QVERIFY(spelled->visualRect(spelled->model()->index(i, 0)).right() <= spelled->viewport()->width());

    click(dialog, "readOutPassword");
    QVERIFY(!dialog->findChild<QWidget *>(u"spelledPassword"_s));
    OutcomePage(dialog).close(); // somebody has it: no question
    QTRY_VERIFY(!openWindow("outcomeChanged"));
}

void TestHandOver::nothingOfItCanBeCopiedOrDragged()
{
    ReadOutView view(Secret::fromText(u"Canary-Zq7"));
    view.show();
    view.selectAll();
    QTest::keySequence(&view, QKeySequence::Copy);
    QVERIFY(onClipboard().isEmpty());
    QVERIFY(!view.dragEnabled());
    QCOMPARE(view.editTriggers() & QAbstractItemView::EditKeyPressed
                 && view.model()->flags(view.currentIndex()).testFlag(Qt::ItemIsEditable),
             false);
}

void TestHandOver::handedOverWipesIt()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const QString password = sendGenerated(fixture, u"works"_s);
    QWidget *dialog = awaitWindow("outcomeChanged");
    click(dialog, "copyPassword");
    QCOMPARE(onClipboard(), password);
    click(dialog, "revealPassword");
    click(dialog, "handedOver");
    QVERIFY(onClipboard().isEmpty());
    QVERIFY(find<PasswordEdit>(dialog, "handOverPassword")->text().isEmpty());
    QVERIFY(fixture.page().password()->text().isEmpty()); // nor where it was made
    QVERIFY(!isShown(dialog, "handOver"));
    QVERIFY(!accessibleWords(dialog).contains(password));
    QVERIFY(OutcomePage(dialog).next().contains(u"does not have it any more"_s));
    QVERIFY(isShown(dialog, "signOut")); // that does not need it
    // What another program copies meanwhile is not ours to wipe.
    OutcomePage(dialog).close();
    QTRY_VERIFY(!openWindow("outcomeChanged"));
    QVERIFY(!openWindow("keepQuestion"));
}

void TestHandOver::asksBeforeItIsLost()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const QString password = sendGenerated(fixture, u"works"_s);
    QWidget *dialog = awaitWindow("outcomeChanged");
    QTest::keyClick(dialog, Qt::Key_Escape);
    QWidget *question = awaitWindow("keepQuestion");
    QVERIFY(openWindow("outcomeChanged"));
    QTest::keyClick(question, Qt::Key_Escape);
    QTRY_VERIFY(!openWindow("keepQuestion"));
    QCOMPARE(find<PasswordEdit>(dialog, "handOverPassword")->text(), password);

    QVERIFY(!dialog->close()); // as the window's own button does
    question = awaitWindow("keepQuestion");
    click(question, "loseAnyway");
    QTRY_VERIFY(!openWindow("outcomeChanged"));
    QVERIFY(fixture.page().password()->text().isEmpty());
}

void TestHandOver::doesNotLoseWhatIsOpen()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const QString password = sendGenerated(fixture, u"dropped"_s);
    QWidget *dialog = awaitWindow("outcomeUnknown");
    // Nobody knows yet whether there is anything to hand over.
    QVERIFY(!isShown(dialog, "copyPassword"));
    QVERIFY(!isShown(dialog, "handOverPassword"));
    QVERIFY(!isShown(dialog, "handedOver"));
    OutcomePage(dialog).close();
    QTRY_VERIFY(!openWindow("outcomeUnknown"));
    QVERIFY(!openWindow("keepQuestion")); // it is kept
    click(fixture.page().window(), "showOpenOutcomes");
    click(awaitWindow("openOutcomesDialog"), "findOut");
    QWidget *changed = awaitWindow("outcomeChanged");
    QCOMPARE(find<PasswordEdit>(changed, "handOverPassword")->text(), password);
    OutcomePage(changed).close();
    QVERIFY(awaitWindow("keepQuestion")); // now it would be lost
}

void TestHandOver::speaksOfItsOwnCopyOnly()
{
    WindowFixture fixture;
    fixture.showLoaded();
    sendGenerated(fixture, u"works"_s);
    QWidget *dialog = awaitWindow("outcomeChanged");
    click(dialog, "copyPassword");
    QVERIFY(textOf(dialog, "clipboardCountdown").startsWith(u"Copied."_s));
    // Another one is copied while this is open: the box does not say that it is this person's.
    auto *clipboard = fixture.window->findChild<SecretClipboard *>(QString(), Qt::FindDirectChildrenOnly);
    clipboard->copy(Secret::fromText(u"Somebody-Elses-7"_s));
    QCOMPARE(textOf(dialog, "clipboardCountdown"), u"The password is no longer on the clipboard."_s);
}

void TestHandOver::theNextOutcomeTakesTheOlderCopyBack_data()
{
    QTest::addColumn<QString>("next");
    QTest::addColumn<QByteArray>("dialog");
    QTest::newRow("changed") << u"early-hints"_s << QByteArray("outcomeChanged");
    QTest::newRow("refused") << u"sso"_s << QByteArray("outcomeRefused");
    QTest::newRow("unknown") << u"dropped"_s << QByteArray("outcomeUnknown");
}

void TestHandOver::theNextOutcomeTakesTheOlderCopyBack()
{
    QFETCH(QString, next);
    QFETCH(QByteArray, dialog);
    WindowFixture fixture;
    fixture.showLoaded();
    const QString first = sendGenerated(fixture, u"works"_s);
    click(awaitWindow("outcomeChanged"), "copyPassword");
    OutcomePage(openWindow("outcomeChanged")).close();
    QTRY_VERIFY(!openWindow("outcomeChanged"));
    QCOMPARE(onClipboard(), first);
    sendGenerated(fixture, next);
    QWidget *second = awaitWindow(dialog.constData());
    QVERIFY(onClipboard().isEmpty());
    if (dialog != "outcomeRefused")
        QVERIFY(textOf(second, "clipboardCountdown").isEmpty()); // it has copied nothing
}

void TestHandOver::doesNotAskForWhatSomebodyHas_data()
{
    QTest::addColumn<QByteArray>("taken");
    QTest::newRow("revealed") << QByteArray("revealPassword");
    QTest::newRow("read out") << QByteArray("readOutPassword");
    QTest::newRow("copied") << QByteArray("copyPassword");
    QTest::newRow("handed over") << QByteArray("handedOver");
}

void TestHandOver::doesNotAskForWhatSomebodyHas()
{
    QFETCH(QByteArray, taken);
    WindowFixture fixture;
    fixture.showLoaded();
    sendGenerated(fixture, u"works"_s);
    QWidget *dialog = awaitWindow("outcomeChanged");
    click(dialog, taken.constData());
    OutcomePage(dialog).close();
    QTRY_VERIFY(!openWindow("outcomeChanged"));
    QVERIFY(!openWindow("keepQuestion"));
}

void TestHandOver::doesNotAskAboutATypedOne()
{
    WindowFixture fixture;
    fixture.showLoaded();
    sendTyped(fixture, u"works"_s);
    OutcomePage(awaitWindow("outcomeChanged")).close();
    QTRY_VERIFY(!openWindow("outcomeChanged"));
    QVERIFY(!openWindow("keepQuestion"));
}

void TestHandOver::saysWhatARepeatProves_data()
{
    QTest::addColumn<bool>("generated");
    QTest::newRow("generated") << true;
    QTest::newRow("typed") << false;
}

void TestHandOver::saysWhatARepeatProves()
{
    QFETCH(bool, generated);
    WindowFixture fixture;
    fixture.showLoaded();
    if (generated)
        sendGenerated(fixture, u"dropped"_s);
    else
        sendTyped(fixture, u"dropped"_s);
    QWidget *unknown = awaitWindow("outcomeUnknown");
    const QString before = textOf(unknown, "outcomeProof");
    QVERIFY(before.contains(u"204"_s));
    QVERIFY(before.contains(u"can not match the old password"_s));
    QCOMPARE(before.contains(u"beyond doubt"_s), generated);
    QCOMPARE(before.contains(u"almost certainly"_s), !generated);
    QVERIFY(unknown->accessibleDescription().contains(before));

    click(unknown, "checkAgain");
    const QString after = textOf(awaitWindow("outcomeChanged"), "outcomeProof");
    QCOMPARE(after.contains(u"beyond doubt"_s), generated);
    QCOMPARE(after.contains(u"almost certain"_s), !generated);
    QCOMPARE(fixture.server->counters().passwordChanges, 1);
}

void TestHandOver::signsOut()
{
    WindowFixture fixture;
    fixture.showLoaded();
    sendTyped(fixture, u"works"_s);
    QWidget *dialog = awaitWindow("outcomeChanged");
    QCOMPARE(fixture.server->counters().signOutCalls, 0); // never by itself
    // In the order of reading, for screen readers and for Tab.
    const QObjectList &children = dialog->children();
    const auto place = [&](const char *name) { return children.indexOf(find(dialog, name)); };
    QVERIFY(place("outcomeNext") < place("handOver"));
    QVERIFY(place("handOver") < place("signOutBox"));
    QVERIFY(place("signOutBox") < children.indexOf(find(dialog, "details")->parentWidget()));
    QStringList order;
    QWidget *widget = find(dialog, "revealPassword");
    do {
        if (widget->isVisible() && widget->focusPolicy() & Qt::TabFocus)
            order += widget->objectName();
        widget = widget->nextInFocusChain();
    } while (widget->objectName() != u"handOverPassword" && order.size() < 20);
    QCOMPARE(order,
             QStringList({u"revealPassword"_s, u"readOutPassword"_s, u"copyPassword"_s, u"handedOver"_s,
                          u"signOut"_s, u"details"_s, u"copyDetails"_s, u"closeOutcome"_s}));
    click(dialog, "signOut");
    QTRY_COMPARE(textOf(dialog, "signOutText"),
                 u"The password was changed. Zoom has accepted the sign-out: it ends the current Zoom "
                 u"session of people "
                 "who sign in with SSO, and Zoom promises nothing more."_s);
    QCOMPARE(fixture.server->counters().signOuts, 1);
    QCOMPARE(fixture.server->counters().passwordPuts, 1);
    QVERIFY(!isShown(dialog, "signOut"));
    QVERIFY(fixture.page().lastOutcome().startsWith(u"Password changed, and the sign-out accepted: "_s));
    click(dialog, "details");
    QVERIFY(OutcomePage(dialog).details()->toPlainText().contains(u"Sign-out: done"_s));
    OutcomePage(dialog).close();
    QTRY_VERIFY(!openWindow("outcomeChanged"));
}

void TestHandOver::saysThatTheSignOutWasRefused()
{
    WindowFixture fixture;
    fixture.showLoaded();
    sendTyped(fixture, u"sign-out-refused"_s);
    QWidget *dialog = awaitWindow("outcomeChanged");
    click(dialog, "signOut");
    QTRY_VERIFY(
        textOf(dialog, "signOutText").startsWith(u"The password was changed. The sign-out was refused: "_s));
    QVERIFY(textOf(dialog, "signOutText").contains(u"user:delete:token:admin"_s));
    QCOMPARE(OutcomePage(dialog).title(), u"Password changed"_s);
    QVERIFY(fixture.page().lastOutcome().startsWith(u"Password changed, but the sign-out was refused: "_s));
    QVERIFY(fixture.server->hasPassword(u"sign-out-refused@practice.example"_s, typed.toUtf8()));
    QCOMPARE(fixture.server->counters().signOuts, 0);
    // It can be tried again.
    click(dialog, "signOut");
    QTRY_COMPARE(fixture.server->counters().signOutCalls, 2);
}

void TestHandOver::saysThatTheSignOutIsUnknown()
{
    WindowFixture fixture;
    fixture.showLoaded();
    sendTyped(fixture, u"sign-out-lost"_s);
    QWidget *dialog = awaitWindow("outcomeChanged");
    click(dialog, "signOut");
    QTRY_VERIFY(textOf(dialog, "signOutText").contains(u"is not known"_s));
    QVERIFY(fixture.server->counters().signOuts >= 1);
    QVERIFY(isShown(dialog, "signOut"));
}

void TestHandOver::staysWhileItSignsOut()
{
    PracticeServer::Options options;
    options.replyDelay = std::chrono::milliseconds(1500);
    WindowFixture fixture(options);
    fixture.showLoaded();
    sendTyped(fixture, u"works"_s);
    QWidget *dialog = awaitWindow("outcomeChanged");
    click(dialog, "signOut");
    QTRY_VERIFY(textOf(dialog, "signOutText").contains(u"waiting for Zoom"_s));
    QVERIFY(isShown(dialog, "signOutProgress"));
    QTest::keyClick(dialog, Qt::Key_Escape);
    QVERIFY(!dialog->close());
    QVERIFY(!find<QPushButton>(dialog, "closeOutcome")->isEnabled());
    click(dialog, "stopSignOut");
    QTRY_VERIFY(textOf(dialog, "signOutText").contains(u"stopped waiting"_s));
    QVERIFY(textOf(dialog, "signOutText").startsWith(u"The password was changed."_s));
    OutcomePage(dialog).close();
    QTRY_VERIFY(!openWindow("outcomeChanged"));
}

void TestHandOver::lockingForgetsWhatIsReadOut()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const QString password = sendGenerated(fixture, u"works"_s);
    QWidget *dialog = awaitWindow("outcomeChanged");
    QTest::keyClick(dialog, Qt::Key_Escape);
    QVERIFY(awaitWindow("keepQuestion"));
    qobject_cast<OutcomeDialog *>(dialog)->forgetPassword(); // as ResetFlow does
    QVERIFY(!openWindow("keepQuestion")); // there is nothing to keep any more
    QVERIFY(!isShown(dialog, "handOver"));
    QVERIFY(!accessibleWords(dialog).contains(password));
    OutcomePage(dialog).close();
    QTRY_VERIFY(!openWindow("outcomeChanged"));
}

QTEST_MAIN(TestHandOver)
#include "tst_handover.moc"
