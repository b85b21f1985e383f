#include "auth/proxyrecord.h"
#include "session/networkoptions.h"
#include "settings/options.h"
#include "support/pages/accountpage.h"
#include "support/pages/outcomepage.h"
#include "support/pages/proxypage.h"
#include "support/proxyrig.h"
#include "support/windowfixture.h"

#include <QAction>

using namespace Keyturn;
using namespace Keyturn::Pages;
using namespace Qt::StringLiterals;
using Test::WindowFixture;
using Test::ZoomBehindAProxy;

namespace {

const QString right = u"proxy-Passw0rd"_s;

/// How often the question came up.
class QuestionCounter final : public QObject
{
public:
    QuestionCounter() { qApp->installEventFilter(this); }
    int count = 0;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Show && !event->spontaneous()
            && watched->objectName() == "proxySignIn"_L1)
            ++count;
        return false;
    }
};

/// A desk whose settings name the proxy, with the program's own way from the settings to the network.
struct Desk
{
    Desk(const ZoomBehindAProxy &zoom, const TestProxy &proxy, ProxyKind kind = ProxyKind::Http)
    {
        SettingChanges changes;
        changes.set(Options::proxy, kind);
        changes.set(Options::proxyHost, u"127.0.0.1"_s);
        changes.set(Options::proxyPort, proxy.port());
        changes.set(Options::proxyUser, u"desk"_s);
        if (!window.options.apply(changes))
            qFatal("no settings");
        window.sessions.setServer(*zoom.practice);
        window.sessions.elsewhere = ZoomBehindAProxy::baseUrl();
        window.sessions.network = networkOptions(window.options, &window.proxySignIn);
        window.sessions.network.extraCaCertificates = ResetRig::options(false).extraCaCertificates;
    }

    bool loads() const
    {
        return QTest::qWaitFor([this] { return window.page().rows() == 500; }, 60'000);
    }
    QString failure() const { return textOf(find(window.window.get(), "loadFailure"), "messageText"); }
    /// False when it is not Changed.
    bool resets(const QString &password) const
    {
        const MainPage main = window.page();
        main.pick(ZoomBehindAProxy::user());
        main.typePassword(password);
        click(main.window(), "updatePassword");
        confirmReset(awaitWindow("confirmDialog"));
        QWidget *outcome = awaitWindow("outcomeChanged");
        if (outcome)
            OutcomePage(outcome).close();
        return outcome;
    }

    WindowFixture window;
};

} // namespace

/// The window behind a proxy that wants a sign-in, over the real wire.
class TestProxyInTheWindow final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<ZoomBehindAProxy> m_zoom;

    int puts() const { return m_zoom->practice->counters().passwordPuts; }

private slots:
    void initTestCase()
    {
        QVERIFY2(!testCertificates().isEmpty(), "run through ctest, which makes certificates");
        m_zoom = std::make_unique<ZoomBehindAProxy>();
    }

    void oneQuestionForAll_data()
    {
        QTest::addColumn<bool>("socks");
        QTest::newRow("HTTP") << false;
        QTest::newRow("SOCKS5") << true;
    }
    void oneQuestionForAll()
    {
        QFETCH(bool, socks);
        TestProxy proxy(socks ? TestProxy::Kind::Socks5 : TestProxy::Kind::Http);
        proxy.demand("desk", right.toUtf8());
        m_zoom->isKnownTo(proxy);
        const QuestionCounter questions;
        Desk desk(*m_zoom, proxy, socks ? ProxyKind::Socks5 : ProxyKind::Http);
        desk.window.show();
        const int before = puts();
        const ProxyPage page(awaitWindow("proxySignIn"));
        QVERIFY(page.heading().contains(QString::number(proxy.port())));
        QCOMPARE(page.user()->text(), u"desk"_s);
        QVERIFY(!page.saysRefused());
        if (!socks)
            QVERIFY(page.realm().contains("Test proxy"_L1));
        QCOMPARE(proxy.signIns(), 0);
        page.answer(right);
        QVERIFY(desk.loads());
        QVERIFY(desk.resets(socks ? u"Sunny-Harbour-41"_s : u"Sunny-Harbour-42"_s));
        QCOMPARE(puts(), before + 1);
        QCOMPARE(questions.count, 1);
        QVERIFY(!desk.window.keychain.entries.contains(ProxySignIn::key()));
        QVERIFY(proxy.targets().contains("api.zoom.test:443"));

        // Nor does an account that is opened next ask.
        desk.window.window->findChild<QAction *>(u"reloadUsersAction"_s)->trigger();
        QTRY_COMPARE(desk.window.sessions.opened, 2);
        QVERIFY(desk.loads());
        QCOMPARE(questions.count, 1);
    }

    void cancelledSaysWhatToDo()
    {
        TestProxy proxy(TestProxy::Kind::Http);
        proxy.demand("desk", right.toUtf8());
        m_zoom->isKnownTo(proxy);
        Desk desk(*m_zoom, proxy);
        desk.window.show();
        ProxyPage(awaitWindow("proxySignIn")).cancel();
        QTRY_VERIFY(!desk.failure().isEmpty());
        QVERIFY2(desk.failure().contains(u"“Settings…”"_s), qPrintable(desk.failure()));
        QCOMPARE(proxy.signIns(), 0);
        QCOMPARE(desk.window.page().rows(), 0);
        QVERIFY(!openWindow("proxySignIn"));
    }

    void aWrongAnswerIsAskedForAnew()
    {
        TestProxy proxy(TestProxy::Kind::Http);
        proxy.demand("desk", right.toUtf8());
        m_zoom->isKnownTo(proxy);
        const QuestionCounter questions;
        Desk desk(*m_zoom, proxy);
        desk.window.show();
        ProxyPage(awaitWindow("proxySignIn")).answer(u"wrong-Passw0rd"_s);
        QTRY_VERIFY(!desk.failure().isEmpty());
        QVERIFY(!desk.failure().contains("wrong-"_L1));
        QCOMPARE(questions.count, 1); // not in a loop
        click(desk.window.window.get(), "loadAgain");
        const ProxyPage again(awaitWindow("proxySignIn"));
        QVERIFY(again.saysRefused());
        QVERIFY(again.password()->text().isEmpty());
        again.answer(right);
        QVERIFY(desk.loads());
    }

    void rememberedIsNotAskedForAgain()
    {
        TestProxy proxy(TestProxy::Kind::Http);
        proxy.demand("desk", right.toUtf8());
        m_zoom->isKnownTo(proxy);
        std::map<QString, QByteArray> kept;
        {
            Desk desk(*m_zoom, proxy);
            desk.window.show();
            const ProxyPage page(awaitWindow("proxySignIn"));
            page.remember()->setChecked(true);
            page.answer(right);
            QVERIFY(desk.loads());
            kept = desk.window.keychain.entries;
        }
        const auto record = ProxyRecord::fromSecret(Secret::fromUtf8(kept[ProxySignIn::key()]));
        QVERIFY(record.has_value());
        QCOMPARE(record->port, proxy.port());
        QCOMPARE(record->login.user, u"desk"_s);
        const QuestionCounter questions;
        Desk next(*m_zoom, proxy);
        next.window.keychain.entries = kept;
        next.window.show();
        QVERIFY(next.loads());
        QCOMPARE(questions.count, 0);
    }

    void theTestOfAConnectionAsksOverItsDialog()
    {
        TestProxy proxy(TestProxy::Kind::Http);
        proxy.demand("desk", right.toUtf8());
        m_zoom->isKnownTo(proxy);
        Desk desk(*m_zoom, proxy);
        desk.window.show(MainWindow::StartWith::LastAccount);
        desk.window.window->findChild<QAction *>(u"addAccountAction"_s)->trigger();
        QWidget *dialog = awaitWindow("accountDialog");
        const AccountPage account(dialog);
        account.fill(u"Contoso"_s, ZoomBehindAProxy::baseUrl().toString(), m_zoom->practice->token());
        click(dialog, "testConnection");
        QWidget *question = awaitWindow("proxySignIn");
        QCOMPARE(question->parentWidget(), dialog);
        ProxyPage(question).answer(right);
        QTRY_VERIFY(proxy.tunnels() > 0);
        QVERIFY(dialog->isVisible());
        account.cancel();
    }

    void closedWhileItAsks()
    {
        TestProxy proxy(TestProxy::Kind::Http);
        proxy.demand("desk", right.toUtf8());
        m_zoom->isKnownTo(proxy);
        {
            Desk desk(*m_zoom, proxy);
            desk.window.show();
            awaitWindow("proxySignIn");
        }
        QVERIFY(!openWindow("proxySignIn"));
        QCOMPARE(proxy.signIns(), 0);
    }
};

QTEST_MAIN(TestProxyInTheWindow)
#include "tst_proxy.moc"
