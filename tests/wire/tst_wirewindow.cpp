#include "support/pages/outcomepage.h"
#include "support/windowfixture.h"
#include "wire/wireserver.h"

using namespace Keyturn;
using namespace Keyturn::Pages;
using Keyturn::Test::WindowFixture;

namespace {

const QString password = QStringLiteral("Sunny-Harbour-42");

QDialog *outcomeDialog()
{
    for (const char *name : {"outcomeChanged", "outcomeRefused", "outcomeNotSent", "outcomeUnknown"}) {
        if (auto *dialog = qobject_cast<QDialog *>(openWindow(name)))
            return dialog;
    }
    return nullptr;
}

/// Picks, types, confirms, and waits for the outcome.
QDialog *reset(const WindowFixture &fixture, const QString &email)
{
    const MainPage page = fixture.page();
    page.pick(email);
    page.typePassword(password);
    click(page.window(), "updatePassword");
    QWidget *confirm = awaitWindow("confirmDialog");
    if (!confirm)
        return nullptr;
    confirmReset(confirm);
    QDialog *outcome = nullptr;
    return QTest::qWaitFor([&] { return (outcome = outcomeDialog()) != nullptr; }, 30'000) ? outcome
                                                                                           : nullptr;
}

} // namespace

/// Every recorded answer, met by the window.
class TestWireWindow final : public QObject
{
    Q_OBJECT

private:
    const QList<Wire::Recorded> m_zoo = Wire::zoo();
    std::unique_ptr<Wire::WireServer> m_server;
    std::unique_ptr<WindowFixture> m_fixture;

    void open()
    {
        m_fixture = std::make_unique<WindowFixture>();
        m_server = std::make_unique<Wire::WireServer>(m_zoo);
        m_fixture->sessions.elsewhere = m_server->baseUrl();
        m_fixture->showLoaded(int(m_zoo.size()));
    }

private slots:
    void tellsWhatItMeans_data()
    {
        QTest::addColumn<int>("row");
        for (int row = 0; row < m_zoo.size(); ++row)
            QTest::newRow(qPrintable(m_zoo[row].name)) << row;
    }
    void tellsWhatItMeans()
    {
        QFETCH(int, row);
        const Wire::Recorded &answer = m_zoo[row];
        // An account remembers JSON once it has needed it, and an outcome that is open goes along with its
        // person: then the next one begins with a window of its own.
        if (!m_fixture)
            open();
        QPointer<QDialog> dialog = reset(*m_fixture, Wire::WireServer::emailOf(answer));
        QVERIFY2(dialog, "no outcome was shown");
        const OutcomePage outcome(dialog);
        QString name = dialog->objectName();
        QCOMPARE(name.remove(QStringLiteral("outcome")).toLower(), answer.window);
        QVERIFY2(answer.isSaidBy(outcome.happened()), qPrintable(outcome.happened()));
        QCOMPARE(m_server->puts(answer).size(), answer.puts);
        QVERIFY(!outcome.change().isEmpty() && !outcome.next().isEmpty());
        QCOMPARE(outcome.offersCheck(), answer.window == QLatin1String("unknown"));
        QCOMPARE(m_server->password(answer), password.toUtf8());
        if (answer.puts == 2) {
            QCOMPARE(m_server->puts(answer)[0].format, QByteArray("multipart/form-data"));
            QCOMPARE(m_server->puts(answer)[1].format, QByteArray("application/json"));
        }
        click(dialog, "details");
        for (const QString &text :
             {outcome.happened(), outcome.change(), outcome.next(), outcome.details()->toPlainText()}) {
            QVERIFY(!text.contains(password));
            QVERIFY(!text.contains(m_fixture->server->token()));
        }
        if (answer.puts == 2 || answer.window == QLatin1String("unknown"))
            m_fixture.reset();
        else
            outcome.close();
    }
    void cleanupTestCase() { m_fixture.reset(); }
};

QTEST_MAIN(TestWireWindow)
#include "tst_wirewindow.moc"
