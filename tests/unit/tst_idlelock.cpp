#include "lock/idlelock.h"
#include "lock/screenwatch.h"
#include "settings/options.h"
#include "settings/settings.h"
#include "support/fakeclock.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Keyturn;
using namespace std::chrono_literals;

namespace {

/// Counts what is delivered to it.
class Receiver final : public QObject
{
public:
    bool event(QEvent *event) override
    {
        ++delivered;
        return QObject::event(event);
    }
    int delivered = 0;
};

struct Rig
{
    Rig() { QCoreApplication::sendPostedEvents(); }

    /// Whether it was delivered.
    bool input(QEvent::Type type = QEvent::KeyPress)
    {
        const int before = receiver.delivered;
        QEvent event(type);
        event.ignore();
        QCoreApplication::sendEvent(&receiver, &event);
        accepted = event.isAccepted();
        return receiver.delivered > before;
    }
    QList<IdleLock::Reason> reasons() const
    {
        QList<IdleLock::Reason> all;
        for (const QList<QVariant> &arguments : locked)
            all.append(arguments.first().value<IdleLock::Reason>());
        return all;
    }

    QTemporaryDir home;
    Settings settings{home.filePath(QStringLiteral("Keyturn.ini")), {}};
    FakeClock clock;
    ScreenWatch screen; // not started: its signals are the test's to emit
    Receiver receiver;
    IdleLock lock{clock, &settings, &screen};
    QSignalSpy locked{&lock, &IdleLock::locked};
    bool accepted = false;
};

using Reasons = QList<IdleLock::Reason>;

} // namespace

class TestIdleLock final : public QObject
{
    Q_OBJECT

private slots:
    void locksWhenTheTimeIsOverAndNotBefore()
    {
        Rig rig;
        rig.clock.advance(15min - 1ms);
        rig.lock.check();
        QCOMPARE(rig.locked.count(), 0);
        rig.clock.advance(1ms);
        rig.lock.check();
        QCOMPARE(rig.reasons(), Reasons{IdleLock::Reason::NoInput});
        QCOMPARE(rig.locked.first().at(1).toInt(), 15);
    }

    void inputBeginsTheTimeAnew_data()
    {
        QTest::addColumn<QEvent::Type>("type");
        QTest::addColumn<bool>("counts");
        QTest::newRow("key") << QEvent::KeyPress << true;
        QTest::newRow("shortcut") << QEvent::ShortcutOverride << true;
        QTest::newRow("input method") << QEvent::InputMethod << true;
        QTest::newRow("mouse moved") << QEvent::MouseMove << true;
        QTest::newRow("mouse pressed") << QEvent::MouseButtonPress << true;
        QTest::newRow("wheel") << QEvent::Wheel << true;
        QTest::newRow("touch") << QEvent::TouchBegin << true;
        QTest::newRow("pen") << QEvent::TabletPress << true;
        QTest::newRow("timer") << QEvent::Timer << false;
        QTest::newRow("paint") << QEvent::Paint << false;
        QTest::newRow("focus") << QEvent::FocusIn << false;
    }
    void inputBeginsTheTimeAnew()
    {
        QFETCH(QEvent::Type, type);
        QFETCH(bool, counts);
        Rig rig;
        rig.clock.advance(14min);
        QVERIFY(rig.input(type));
        rig.clock.advance(14min);
        rig.lock.check();
        QCOMPARE(rig.locked.isEmpty(), counts);
    }

    void aSleepCountsThoughTheUptimeStoodStill()
    {
        Rig rig;
        rig.clock.jump(8h);
        rig.lock.check();
        QCOMPARE(rig.locked.count(), 1);
    }

    void aClockPutBackDoesNotHelp()
    {
        Rig rig;
        rig.clock.jump(-24h);
        rig.clock.advance(15min);
        rig.lock.check();
        QCOMPARE(rig.locked.count(), 1);
    }

    // An Enter on a question from before the sleep must not answer it.
    void theInputThatComesTooLateLocksAndIsNotDelivered()
    {
        Rig rig;
        rig.clock.jump(8h);
        QVERIFY(!rig.input(QEvent::ShortcutOverride));
        QVERIFY(rig.accepted); // else its shortcut would be looked for
        QVERIFY(!rig.input(QEvent::KeyPress));
        QVERIFY(!rig.input(QEvent::KeyRelease));
        QCOMPARE(rig.reasons(), Reasons{IdleLock::Reason::NoInput});
        rig.clock.advance(IdleLock::deafFor);
        QVERIFY(rig.input());
        QCOMPARE(rig.locked.count(), 1);
    }

    void whatIsNoInputIsDeliveredAlways()
    {
        Rig rig;
        rig.clock.jump(8h);
        QVERIFY(rig.input(QEvent::Timer));
        QVERIFY(!rig.input());
        QVERIFY(rig.input(QEvent::Timer));
    }

    void locksAgainAfterAnotherTime()
    {
        Rig rig;
        for (int i = 1; i <= 3; ++i) {
            rig.clock.advance(15min);
            rig.lock.check();
            rig.lock.check();
            QCOMPARE(rig.locked.count(), i);
        }
    }

    void neverWhenItIsSwitchedOff()
    {
        Rig rig;
        QVERIFY(rig.settings.set(Options::lockAfterMinutes, 0));
        rig.clock.advance(100h);
        rig.lock.check();
        QVERIFY(rig.input());
        QCOMPARE(rig.locked.count(), 0);
    }

    void aNewLimitCountsAtOnce()
    {
        Rig rig;
        rig.clock.advance(10min);
        QVERIFY(rig.settings.set(Options::lockAfterMinutes, 5));
        QCOMPARE(rig.locked.count(), 1);
        QCOMPARE(rig.locked.first().at(1).toInt(), 5);
    }

    void locksWithTheScreen()
    {
        Rig rig;
        emit rig.screen.screenLocked();
        emit rig.screen.goingToSleep();
        QCOMPARE(rig.reasons(), Reasons({IdleLock::Reason::ScreenLocked, IdleLock::Reason::Sleep}));
        QVERIFY(!rig.input()); // half a second
        QVERIFY(rig.settings.set(Options::lockWithScreen, false));
        emit rig.screen.screenLocked();
        emit rig.screen.goingToSleep();
        QCOMPARE(rig.locked.count(), 2);
    }

    void locksByItself()
    {
        Rig rig;
        QVERIFY(rig.settings.set(Options::lockAfterMinutes, 1));
        rig.clock.advance(59'900ms);
        QVERIFY(rig.settings.set(Options::clipboardSeconds, 60)); // any change: it looks when to wake
        QCOMPARE(rig.locked.count(), 0);
        rig.clock.advance(1min);
        QTRY_COMPARE_WITH_TIMEOUT(rig.locked.count(), 1, 60'000);
    }

    void afterItsDeathInputIsDelivered()
    {
        Receiver receiver;
        {
            Rig rig;
            rig.clock.jump(8h);
            QVERIFY(!rig.input());
        }
        QEvent key(QEvent::KeyPress);
        QCoreApplication::sendEvent(&receiver, &key);
        QCOMPARE(receiver.delivered, 1);
    }
};

QTEST_GUILESS_MAIN(TestIdleLock)
#include "tst_idlelock.moc"
