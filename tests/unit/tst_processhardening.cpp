#include "core/processhardening.h"

#include <QTest>

#include <sys/resource.h>
#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif

using namespace Keyturn;

/// What the system then says of this very process.
class TestProcessHardening final : public QObject
{
    Q_OBJECT

private slots:
    void insideSnapTheProcessStaysOpenToPortals()
    {
        qputenv("SNAP", "/snap/keyturn/1");
        hardenProcess();
        qunsetenv("SNAP");
#ifdef Q_OS_LINUX
        QCOMPARE(prctl(PR_GET_DUMPABLE), 1);
#endif
        dumpsNoCore();
    }

    void elsewhereNobodyLooksIntoIt()
    {
        hardenProcess();
#ifdef Q_OS_LINUX
        QCOMPARE(prctl(PR_GET_DUMPABLE), 0);
#endif
        dumpsNoCore();
    }

private:
    static void dumpsNoCore()
    {
        rlimit limit{1, 1};
        QCOMPARE(getrlimit(RLIMIT_CORE, &limit), 0);
        QCOMPARE(limit.rlim_cur, rlim_t(0));
        QCOMPARE(limit.rlim_max, rlim_t(0));
    }
};

QTEST_GUILESS_MAIN(TestProcessHardening)
#include "tst_processhardening.moc"
