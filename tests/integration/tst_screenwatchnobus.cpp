#include "lock/screenwatch.h"

#include <QSignalSpy>
#include <QTest>

using namespace Keyturn;

/// A computer on which nothing tells.
class TestScreenWatchNoBus final : public QObject
{
    Q_OBJECT

private slots:
    void saysNothing()
    {
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/session");
        qputenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/system");
        ScreenWatch watch;
        const QSignalSpy locked(&watch, &ScreenWatch::screenLocked);
        const QSignalSpy sleeping(&watch, &ScreenWatch::goingToSleep);
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
        watch.start();
        QCoreApplication::processEvents();
        QCOMPARE(locked.count() + sleeping.count(), 0);
    }
};

QTEST_GUILESS_MAIN(TestScreenWatchNoBus)
#include "tst_screenwatchnobus.moc"
