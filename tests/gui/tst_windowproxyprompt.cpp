#include "shell/windowproxyprompt.h"
#include "support/pages/proxypage.h"

#include <QDialog>
#include <QKeyEvent>
#include <QSignalSpy>

#include <memory>

using namespace Keyturn;
using namespace Keyturn::Pages;
using namespace Qt::StringLiterals;
using Answer = ProxyPrompt::Answer;

namespace {

ProxyQuestion questionOf(const QString &host, const QString &realm = {}, const QString &user = u"desk"_s)
{
    return {host, 8080, realm, user};
}

ProxyPage awaitQuestion()
{
    return ProxyPage(awaitWindow("proxySignIn"));
}

/// A window and what asks over it.
struct Rig
{
    Rig()
    {
        window->show();
        prompt.setWindow(window.get());
    }

    std::unique_ptr<QWidget> window = std::make_unique<QWidget>();
    WindowProxyPrompt prompt;
};

bool isCancelled(QFuture<Result<Answer>> &future)
{
    if (!QTest::qWaitFor([&future] { return future.isFinished(); }, 30'000))
        return false;
    const Result<Answer> answer = future.takeResult();
    return !answer && answer.error().kind == ErrorKind::Cancelled;
}

} // namespace

/// The question alone, with no network behind it.
class TestWindowProxyPrompt final : public QObject
{
    Q_OBJECT

private slots:
    void answersWithWhatWasEntered()
    {
        Rig rig;
        QFuture<Result<Answer>> future = rig.prompt.ask(questionOf(u"proxy.example.com"_s), false);
        const ProxyPage page = awaitQuestion();
        QVERIFY2(page.heading().contains("proxy.example.com:8080"_L1), qPrintable(page.heading()));
        QVERIFY(!page.showsRealm());
        QVERIFY(!page.saysRefused());
        QVERIFY(!page.password()->isShown());
        QCOMPARE(page.user()->text(), u"desk"_s);
        QCOMPARE(keyTarget(rig.window.get()), page.password());
        page.user()->setText(u" desk-2 "_s);
        page.remember()->setChecked(true);
        QTest::keyClicks(page.password(), u"proxy Passw0rd "_s);
        QTest::keyClick(page.password(), Qt::Key_Return);
        QTRY_VERIFY(future.isFinished());
        const Result<Answer> answer = future.takeResult();
        QVERIFY(answer.has_value());
        QCOMPARE(answer->login.user, u"desk-2"_s);
        QCOMPARE(answer->login.password.exposeUtf8().toByteArray(), QByteArray("proxy Passw0rd "));
        QVERIFY(answer->remember);
        QTRY_VERIFY(!openWindow("proxySignIn"));
    }

    void nothingIsMadeBeforeItIsNeeded()
    {
        const Rig rig;
        QCoreApplication::processEvents();
        QVERIFY(rig.window->findChildren<QDialog *>().isEmpty());
    }

    void keptOnlyIfAskedFor()
    {
        Rig rig;
        QFuture<Result<Answer>> future = rig.prompt.ask(questionOf(u"proxy.example.com"_s), false);
        awaitQuestion().answer(u"x"_s);
        QTRY_VERIFY(future.isFinished());
        QVERIFY(!future.takeResult()->remember);
    }

    void cancelled_data()
    {
        QTest::addColumn<QString>("how");
        for (const QString &how : {u"button"_s, u"Escape"_s, u"closed"_s, u"window destroyed"_s})
            QTest::newRow(qPrintable(how)) << how;
    }
    void cancelled()
    {
        QFETCH(QString, how);
        Rig rig;
        QFuture<Result<Answer>> future = rig.prompt.ask(questionOf(u"proxy.example.com"_s), false);
        const ProxyPage page = awaitQuestion();
        page.password()->setText(u"typed"_s);
        if (how == "button"_L1)
            page.cancel();
        else if (how == "Escape"_L1)
            QTest::keyClick(page.password(), Qt::Key_Escape);
        else if (how == "closed"_L1)
            openWindow("proxySignIn")->close();
        else
            rig.window.reset();
        QVERIFY(isCancelled(future));
        QVERIFY(!openWindow("proxySignIn"));
    }

    void cancelledWhenThereIsNoWindow()
    {
        Rig rig;
        rig.window->hide();
        QFuture<Result<Answer>> future = rig.prompt.ask(questionOf(u"proxy.example.com"_s), false);
        QVERIFY(isCancelled(future));
    }

    void cancelledWhenThePromptGoes()
    {
        auto rig = std::make_unique<Rig>();
        QFuture<Result<Answer>> first = rig->prompt.ask(questionOf(u"one.example.com"_s), false);
        QFuture<Result<Answer>> second = rig->prompt.ask(questionOf(u"two.example.com"_s), false);
        awaitQuestion();
        rig.reset();
        QVERIFY(isCancelled(first));
        QVERIFY(isCancelled(second));
    }

    void oneAtATime()
    {
        Rig rig;
        QFuture<Result<Answer>> first = rig.prompt.ask(questionOf(u"one.example.com"_s), false);
        QFuture<Result<Answer>> second = rig.prompt.ask(questionOf(u"two.example.com"_s), false);
        ProxyPage page = awaitQuestion();
        QVERIFY(page.heading().contains("one.example.com"_L1));
        QCOMPARE(rig.window->findChildren<QDialog *>().size(), 1);
        page.cancel();
        QVERIFY(isCancelled(first));
        QTRY_VERIFY(rig.window->findChildren<QDialog *>().size() == 1 && openWindow("proxySignIn")
                    && ProxyPage(openWindow("proxySignIn")).heading().contains("two.example.com"_L1));
        QVERIFY(!second.isFinished());
        awaitQuestion().answer(u"x"_s);
        QTRY_VERIFY(second.isFinished());
        QVERIFY(second.takeResult().has_value());
    }

    // Whatever the proxy sends: it is text, it is short, and it hides nothing.
    void theProxysWordsAreText()
    {
        Rig rig;
        const QString realm = u"<b>Sign in</b> \u202eevil\r\n"_s + u"long "_s.repeated(20'000);
        QFuture<Result<Answer>> future = rig.prompt.ask(questionOf(u"proxy.example.com"_s, realm), true);
        const ProxyPage page = awaitQuestion();
        QVERIFY(page.showsRealm());
        QVERIFY(page.saysRefused());
        QVERIFY(page.realm().contains("<b>Sign in</b> evil"_L1));
        QVERIFY(!page.realm().contains(u'\u202e') && !page.realm().contains(u'\n'));
        QVERIFY(page.realm().size() < 300);
        QCOMPARE(find<QLabel>(openWindow("proxySignIn"), "proxyRealm")->textFormat(), Qt::PlainText);
        QVERIFY(openWindow("proxySignIn")->height() < 600);
        page.cancel();
        QVERIFY(isCancelled(future));
    }

    void halfASignInIsNotSent()
    {
        Rig rig;
        QFuture<Result<Answer>> future = rig.prompt.ask(questionOf(u"fe80::1"_s, {}, QString()), false);
        const ProxyPage page = awaitQuestion();
        QVERIFY(page.heading().contains("[fe80::1]:8080"_L1));
        QCOMPARE(keyTarget(rig.window.get()), page.user());
        QVERIFY(!page.ok()->isEnabled());
        QTest::keyClick(page.user(), Qt::Key_Return);
        page.user()->setText(u"desk"_s);
        QTest::keyClick(page.password(), Qt::Key_Return);
        QCoreApplication::processEvents();
        QVERIFY(!future.isFinished());
        page.password()->setText(u"x"_s);
        QVERIFY(page.ok()->isEnabled());
        QKeyEvent held(QEvent::KeyPress, Qt::Key_Return, Qt::NoModifier, u"\r"_s, true);
        QCoreApplication::sendEvent(page.password(), &held);
        QCoreApplication::processEvents();
        QVERIFY(!future.isFinished());
        QTest::keyClick(page.password(), Qt::Key_Return);
        QTRY_VERIFY(future.isFinished());
    }

    // It can be answered though another dialog blocks the window, and outlives that dialog.
    void overTheDialogThatIsOpen()
    {
        Rig rig;
        auto *other = new QDialog(rig.window.get());
        other->open();
        QFuture<Result<Answer>> future = rig.prompt.ask(questionOf(u"proxy.example.com"_s), false);
        awaitQuestion();
        QCOMPARE(openWindow("proxySignIn")->parentWidget(), other);
        QCOMPARE(QApplication::activeModalWidget(), openWindow("proxySignIn"));
        delete other;
        awaitQuestion();
        QCOMPARE(openWindow("proxySignIn")->parentWidget(), rig.window.get());
        QVERIFY(!future.isFinished());
        awaitQuestion().answer(u"x"_s);
        QTRY_VERIFY(future.isFinished());
        QVERIFY(future.takeResult().has_value());
    }

    void everythingIsNamed()
    {
        Rig rig;
        QFuture<Result<Answer>> future = rig.prompt.ask(questionOf(u"proxy.example.com"_s), false);
        awaitQuestion();
        const QWidget *dialog = openWindow("proxySignIn");
        int reached = 0;
        for (const QWidget *widget : dialog->findChildren<QWidget *>()) {
            if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible())
                continue;
            ++reached;
            QVERIFY2(!widget->objectName().isEmpty(), widget->metaObject()->className());
            QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
        }
        QCOMPARE(reached, 5);
        QVERIFY(!dialog->accessibleDescription().isEmpty());
        ProxyPage(openWindow("proxySignIn")).cancel();
        QVERIFY(isCancelled(future));
    }
};

QTEST_MAIN(TestWindowProxyPrompt)
#include "tst_windowproxyprompt.moc"
