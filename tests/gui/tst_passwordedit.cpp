#include "password/passwordedit.h"

#include <QAccessible>
#include <QClipboard>
#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusReply>
#include <QGuiApplication>
#include <QMimeData>
#include <QTest>

using namespace Keyturn;

namespace {

/// What a listener on the accessibility bus would have been told.
QStringList heard;

void listen(QAccessibleEvent *event)
{
    switch (event->type()) {
    case QAccessible::TextInserted:
        heard += static_cast<QAccessibleTextInsertEvent *>(event)->textInserted();
        break;
    case QAccessible::TextRemoved:
        heard += static_cast<QAccessibleTextRemoveEvent *>(event)->textRemoved();
        break;
    case QAccessible::TextUpdated:
        heard += static_cast<QAccessibleTextUpdateEvent *>(event)->textInserted();
        heard += static_cast<QAccessibleTextUpdateEvent *>(event)->textRemoved();
        break;
    default:
        break;
    }
    heard.removeAll(QString()); // setText() tells of no text, too
}

bool heardAnyOf(const QString &secret)
{
    for (const QString &text : std::as_const(heard)) {
        for (const QChar unit : text) {
            if (secret.contains(unit))
                return true;
        }
    }
    return false;
}

const QString canary = QStringLiteral("Canary-Zq7");

} // namespace

/// Everything in which the field must differ from QLineEdit.
class TestPasswordEdit final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void masksWhatAccessibilityHears();
    void shownTextIsHeard();
    void otherFieldsAreHeard();
    void accessibleTextIsMasked();
    void nothingComesBackAfterForgetting();
    void nothingComesBackAfterShowing();
    void undoKeysDoNothing();
    void hiddenTextIsNotCopied();
    void shownTextIsCopiedAsASecret();
    void cutTakesWhatItCopied();
    void whatIsSelectedIsNotCopied();
    void tellsInputMethodsNotToLearn();
    void inputMethodsAreNotToldTheText();
    void nothingIsDraggedOut();
    void nothingIsCheckedOrCompleted();
};

void TestPasswordEdit::initTestCase()
{
    // Qt sends no events before it has seen an accessibility bus, and is told to use it.
    QVERIFY(qEnvironmentVariableIsSet("QT_LINUX_ACCESSIBILITY_ALWAYS_ON"));
    QVERIFY(
        QDBusConnection::sessionBus().interface()->startService(QStringLiteral("org.a11y.Bus")).isValid());
    QTRY_VERIFY(QAccessible::isActive());
    // Before the first field, as the platform's own bridge would be.
    QAccessible::installUpdateHandler(listen);
}

void TestPasswordEdit::init()
{
    heard.clear();
    QGuiApplication::clipboard()->clear();
}

void TestPasswordEdit::masksWhatAccessibilityHears()
{
    PasswordEdit edit;
    QTest::keyClicks(&edit, canary); // inserted
    QVERIFY(!heard.isEmpty());
    edit.setText(canary + canary); // updated
    QTest::keyClick(&edit, Qt::Key_Backspace); // removed
    edit.selectAll();
    QTest::keyClicks(&edit, QStringLiteral("x"));
    edit.setText(canary);
    edit.setShown(true);
    heard.clear(); // that was a person's wish
    edit.setShown(false);
    edit.forget();
    QVERIFY(!heard.isEmpty());
    QVERIFY2(!heardAnyOf(canary), qPrintable(heard.join(u'|')));
}

void TestPasswordEdit::shownTextIsHeard()
{
    PasswordEdit edit;
    edit.setShown(true);
    QTest::keyClicks(&edit, QStringLiteral("ab"));
    QCOMPARE(heard, QStringList({QStringLiteral("a"), QStringLiteral("b")}));
}

void TestPasswordEdit::otherFieldsAreHeard()
{
    const PasswordEdit installsTheMask;
    QLineEdit plain;
    QTest::keyClicks(&plain, QStringLiteral("ab"));
    QCOMPARE(heard, QStringList({QStringLiteral("a"), QStringLiteral("b")}));
}

void TestPasswordEdit::accessibleTextIsMasked()
{
    PasswordEdit edit;
    edit.setText(canary);
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(&edit);
    QVERIFY(interface);
    QVERIFY(!interface->text(QAccessible::Value).contains(canary));
    QVERIFY(interface->state().passwordEdit);
    QAccessibleTextInterface *text = interface->textInterface();
    QVERIFY(text);
    QVERIFY(!text->text(0, text->characterCount()).contains(canary));
}

void TestPasswordEdit::nothingComesBackAfterForgetting()
{
    PasswordEdit edit;
    edit.setShown(true);
    QTest::keyClicks(&edit, canary);
    edit.forget();
    QVERIFY(!edit.isUndoAvailable());
    edit.undo();
    QVERIFY(edit.text().isEmpty());
}

void TestPasswordEdit::nothingComesBackAfterShowing()
{
    PasswordEdit edit;
    QTest::keyClicks(&edit, canary);
    edit.selectAll();
    QTest::keyClicks(&edit, QStringLiteral("other"));
    edit.setShown(true);
    edit.undo();
    QCOMPARE(edit.text(), QStringLiteral("other"));
    QCOMPARE(edit.echoMode(), QLineEdit::Normal);
}

void TestPasswordEdit::undoKeysDoNothing()
{
    PasswordEdit edit;
    edit.setShown(true);
    QTest::keyClicks(&edit, canary);
    edit.selectAll();
    QTest::keyClicks(&edit, QStringLiteral("x"));
    QTest::keySequence(&edit, QKeySequence::Undo);
    QCOMPARE(edit.text(), QStringLiteral("x"));
}

void TestPasswordEdit::hiddenTextIsNotCopied()
{
    PasswordEdit edit;
    edit.setText(canary);
    edit.selectAll();
    QTest::keySequence(&edit, QKeySequence::Copy);
    QTest::keySequence(&edit, QKeySequence::Cut);
    QVERIFY(QGuiApplication::clipboard()->text().isEmpty());
    QCOMPARE(edit.text(), canary);
}

void TestPasswordEdit::shownTextIsCopiedAsASecret()
{
    PasswordEdit edit;
    edit.setShown(true);
    edit.setText(canary);
    edit.selectAll();
    QTest::keySequence(&edit, QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text(), canary);
    QCOMPARE(QGuiApplication::clipboard()->mimeData()->data(QStringLiteral("x-kde-passwordManagerHint")),
             QByteArray("secret"));
}

void TestPasswordEdit::cutTakesWhatItCopied()
{
    PasswordEdit edit;
    edit.setShown(true);
    edit.setText(canary);
    edit.setSelection(0, 6);
    QTest::keySequence(&edit, QKeySequence::Cut);
    QCOMPARE(QGuiApplication::clipboard()->text(), canary.left(6));
    QCOMPARE(edit.text(), canary.mid(6));
}

void TestPasswordEdit::whatIsSelectedIsNotCopied()
{
    QClipboard *clipboard = QGuiApplication::clipboard();
    if (!clipboard->supportsSelection())
        QSKIP("there is no selection to paste from here");
    // Puts what it selects where a middle click pastes from.
    const auto selectEveryWay = [clipboard](QLineEdit *edit) {
        QStringList copied;
        const auto look = [clipboard, &copied] {
            copied += clipboard->text(QClipboard::Selection);
            clipboard->clear(QClipboard::Selection);
        };
        QTest::keySequence(edit, QKeySequence::SelectAll);
        look();
        QTest::keyClick(edit, Qt::Key_Home);
        for (int times = 0; times < 3; ++times)
            QTest::keyClick(edit, Qt::Key_Right, Qt::ShiftModifier);
        look();
        QTest::keyClick(edit, Qt::Key_End, Qt::ShiftModifier);
        look();
        QTest::mouseDClick(edit, Qt::LeftButton, {}, edit->rect().center());
        look();
        edit->deselect();
        QTest::mousePress(edit, Qt::LeftButton, {}, QPoint(4, edit->height() / 2));
        const QPointF end(QPoint(edit->width() - 4, edit->height() / 2));
        QMouseEvent drag(QEvent::MouseMove, end, edit->mapToGlobal(end), Qt::NoButton, Qt::LeftButton,
                         Qt::NoModifier);
        QCoreApplication::sendEvent(edit, &drag);
        QTest::mouseRelease(edit, Qt::LeftButton, {}, QPoint(edit->width() - 4, edit->height() / 2));
        look();
        copied.removeAll(QString());
        return copied;
    };
    QLineEdit ordinary(canary);
    ordinary.show();
    QVERIFY(selectEveryWay(&ordinary).size() >= 2); // with the keyboard, and with the mouse
    for (const bool readOnly : {false, true}) { // as it is typed, and as it is handed over
        PasswordEdit edit;
        edit.setShown(true);
        edit.setText(canary);
        edit.setReadOnly(readOnly);
        edit.show();
        QCOMPARE(selectEveryWay(&edit), QStringList());
        QVERIFY(edit.hasSelectedText());
    }
}

void TestPasswordEdit::tellsInputMethodsNotToLearn()
{
    PasswordEdit edit;
    QVERIFY(edit.inputMethodHints().testFlag(Qt::ImhHiddenText));
    edit.setShown(true);
    QVERIFY(edit.inputMethodHints().testFlag(Qt::ImhSensitiveData));
    QVERIFY(!edit.inputMethodHints().testFlag(Qt::ImhHiddenText));
}

void TestPasswordEdit::inputMethodsAreNotToldTheText()
{
    PasswordEdit edit;
    edit.setText(canary);
    for (const bool shown : {false, true}) {
        edit.setShown(shown);
        edit.setSelection(2, 5);
        // In both ways in which Qt asks: with an event, and by name.
        QInputMethodQueryEvent query(Qt::ImQueryAll | Qt::ImTextBeforeCursor | Qt::ImTextAfterCursor);
        QCoreApplication::sendEvent(&edit, &query);
        for (int bit = 0; bit < 32; ++bit) {
            const auto property = static_cast<Qt::InputMethodQuery>(1U << bit);
            QVariant named;
            QVERIFY(QMetaObject::invokeMethod(&edit, "inputMethodQuery", Q_RETURN_ARG(QVariant, named),
                                              Q_ARG(Qt::InputMethodQuery, property),
                                              Q_ARG(QVariant, QVariant(3))));
            for (const QVariant &told : {query.value(property), named, edit.inputMethodQuery(property)}) {
                if (told.typeId() == QMetaType::QString)
                    QCOMPARE(told.toString(), QString());
            }
        }
    }
    // The control: an ordinary field tells.
    QLineEdit ordinary(canary);
    QCOMPARE(ordinary.inputMethodQuery(Qt::ImSurroundingText).toString(), canary);
    // What is composed still arrives.
    edit.forget();
    QInputMethodEvent commit;
    commit.setCommitString(QStringLiteral("composed"));
    QCoreApplication::sendEvent(&edit, &commit);
    QCOMPARE(edit.text(), QStringLiteral("composed"));
}

void TestPasswordEdit::nothingIsDraggedOut()
{
    // A drag would show as a selection that the mouse leaves alone.
    const auto dragSelected = [](QLineEdit *edit) {
        edit->selectAll();
        const QPoint middle(edit->fontMetrics().horizontalAdvance(canary) / 2, edit->height() / 2);
        QTest::mousePress(edit, Qt::LeftButton, {}, middle);
        QCoreApplication::processEvents();
        return edit->selectedText();
    };
    for (const bool readOnly : {false, true}) {
        PasswordEdit edit;
        edit.setShown(true);
        edit.setText(canary);
        edit.setReadOnly(readOnly);
        edit.show();
        QVERIFY(!edit.dragEnabled());
        QVERIFY(dragSelected(&edit).isEmpty()); // the press began another selection, and no drag
        QTest::mouseRelease(&edit, Qt::LeftButton);
    }
    QLineEdit ordinary(canary);
    ordinary.setDragEnabled(true);
    ordinary.show();
    QCOMPARE(dragSelected(&ordinary), canary); // it waits whether it will be dragged
    QTest::mouseRelease(&ordinary, Qt::LeftButton);
}

void TestPasswordEdit::nothingIsCheckedOrCompleted()
{
    PasswordEdit edit;
    for (const bool shown : {false, true}) {
        edit.setShown(shown);
        // What spell checkers and word lists of the platform go by.
        QVERIFY(edit.inputMethodHints().testFlag(Qt::ImhNoPredictiveText));
        QVERIFY(edit.inputMethodHints().testFlag(Qt::ImhNoAutoUppercase));
        QVERIFY(edit.inputMethodHints().testFlag(Qt::ImhSensitiveData));
        QVERIFY(!edit.completer());
    }
}

QTEST_MAIN(TestPasswordEdit)
#include "tst_passwordedit.moc"
