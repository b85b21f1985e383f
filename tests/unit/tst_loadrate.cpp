#include "directory/loadrate.h"
#include "support/fakeclock.h"

#include <QTest>

using namespace Keyturn;
using namespace std::chrono_literals;

class TestLoadRate final : public QObject
{
    Q_OBJECT

private slots:
    void saysNothingBeforeItKnows()
    {
        FakeClock clock;
        LoadRate rate(clock);
        QVERIFY(!rate.perSecond());
        rate.note(5); // before it began
        QVERIFY(!rate.perSecond());
        rate.begin(0);
        clock.advance(LoadRate::leastSeen - 1ms);
        rate.note(1000);
        QVERIFY(!rate.perSecond());
        QVERIFY(!rate.timeLeft(1000));
    }

    void tellsRateAndTime()
    {
        FakeClock clock;
        LoadRate rate(clock);
        rate.begin(0);
        for (int second = 1; second <= 4; ++second) {
            clock.advance(1s);
            rate.note(second * 500);
        }
        QCOMPARE(*rate.perSecond(), 500.0);
        QCOMPARE(*rate.timeLeft(1000), 2s);
        QCOMPARE(*rate.timeLeft(1001), 3s); // never a promise that is too short
        QCOMPARE(*rate.timeLeft(0), 0s);
    }

    void forgetsHowItWasLongAgo()
    {
        FakeClock clock;
        LoadRate rate(clock);
        rate.begin(0);
        qint64 count = 0;
        for (int i = 0; i < 30; ++i) {
            clock.advance(1s);
            rate.note(count += 1000);
        }
        for (int i = 0; i < 16; ++i) {
            clock.advance(1s);
            rate.note(count += 10);
        }
        QCOMPARE(*rate.perSecond(), 10.0);
    }

    void doesNotCountPauses()
    {
        FakeClock clock;
        LoadRate rate(clock);
        rate.begin(0);
        clock.advance(2s);
        rate.note(200);
        rate.pause();
        clock.advance(3600s);
        rate.note(300); // the page that was under way: counted by begin()
        rate.begin(200);
        clock.advance(2s);
        rate.note(400);
        QCOMPARE(*rate.perSecond(), 100.0);
    }

    void beginsAnewWithACountThatFell()
    {
        FakeClock clock;
        LoadRate rate(clock);
        rate.begin(0);
        clock.advance(5s);
        rate.note(5000);
        QVERIFY(rate.perSecond());
        clock.advance(1s);
        rate.note(100);
        QVERIFY(!rate.perSecond());
    }

    void standsStillWithoutAPromise()
    {
        FakeClock clock;
        LoadRate rate(clock);
        rate.begin(7);
        clock.advance(10s);
        rate.note(7);
        QCOMPARE(*rate.perSecond(), 0.0);
        QVERIFY(!rate.timeLeft(10));
    }
};

QTEST_GUILESS_MAIN(TestLoadRate)
#include "tst_loadrate.moc"
