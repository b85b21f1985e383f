#include "bulk/bulkrun.h"
#include "bulk/bulkwords.h"
#include "core/clock.h"
#include "support/fakesecretstore.h"
#include "support/fixedtoken.h"
#include "wire/wireserver.h"
#include "words/terminaltext.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

const QByteArray secretToken = "token-of-the-zoo";

QString stateName(BulkRowState state)
{
    switch (state) {
    case BulkRowState::Changed:
        return u"changed"_s;
    case BulkRowState::Refused:
        return u"refused"_s;
    case BulkRowState::Unknown:
        return u"unknown"_s;
    case BulkRowState::Waiting:
        return u"waiting"_s;
    default:
        return u"other"_s;
    }
}

QString endName(BulkEnd end)
{
    switch (end) {
    case BulkEnd::AllDone:
        return {};
    case BulkEnd::TokenRefused:
        return u"TokenRefused"_s;
    case BulkEnd::PermissionDenied:
        return u"PermissionDenied"_s;
    case BulkEnd::DailyLimit:
        return u"DailyLimit"_s;
    default:
        return u"another"_s;
    }
}

/// A run of one person.
struct Run
{
    Run(const QUrl &baseUrl, const Wire::Recorded &answer)
        : tokens(secretToken)
    {
        BulkRun::Setup setup;
        setup.account.id = u"zoo"_s;
        setup.account.name = u"Zoo"_s;
        setup.account.baseUrl = baseUrl;
        setup.tokens = &tokens;
        setup.clock = &clock;
        setup.keychain = &keychain;
        setup.folder = folder.path();
        BulkRun::Options options;
        options.canary = 0;
        work = std::make_unique<BulkRun>(setup, options);
        const auto plan = std::make_shared<BulkPlan>();
        plan->setVerdict(plan->add(Wire::WireServer::idOf(answer)), BulkVerdict::Ready);
        work->start(plan);
    }

    SystemClock clock;
    FixedToken tokens;
    Test::FakeSecretStore keychain;
    QTemporaryDir folder;
    std::unique_ptr<BulkRun> work;
};

} // namespace

/// Every recorded answer, met by a bulk run.
class TestWireBulk final : public QObject
{
    Q_OBJECT

private:
    const QList<Wire::Recorded> m_zoo = Wire::zoo();
    std::unique_ptr<Wire::WireServer> m_server;
    std::map<QString, std::unique_ptr<Run>> m_runs;

private slots:
    // All at once: some of them wait for seconds.
    void initTestCase()
    {
        m_server = std::make_unique<Wire::WireServer>(m_zoo);
        for (const Wire::Recorded &answer : m_zoo)
            m_runs[answer.name] = std::make_unique<Run>(m_server->baseUrl(), answer);
        (void)QTest::qWaitFor(
            [this] {
                return std::ranges::all_of(
                    m_runs, [](const auto &run) { return run.second->work->state() == BulkState::Finished; });
            },
            60'000);
    }

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
        const BulkRun &work = *m_runs[answer.name]->work;
        QVERIFY2(work.state() == BulkState::Finished, "the run never ended");
        const BulkRow told = work.plan()->row(0);
        QVERIFY2(stateName(told.state) == answer.bulkState,
                 qPrintable(u"%1: %2 %3"_s.arg(stateName(told.state), rowReason(told), told.message)));
        QCOMPARE(endName(work.end()), answer.bulkEnd);

        const qsizetype sent = m_server->puts(answer).size();
        // What is unknown is sent once more, and what is to be followed is followed; nothing else is.
        QCOMPARE(sent, answer.isFollowed() || answer.bulkState == u"unknown" ? 2 : 1);
        const QString sentence = answer.bulkEnd.isEmpty() ? rowReason(told) : terminalText(work.endError());
        if (answer.bulkState == u"unknown")
            QVERIFY2(
                answer.isSaidBy(sentence, u" Going on sends the same password once more, which tells."_s),
                qPrintable(sentence));
        else if (!answer.bulkEnd.isEmpty())
            QVERIFY2(answer.isSaidBy(sentence, u" …"_s), qPrintable(sentence));
        else if (answer.bulkState != u"changed")
            QVERIFY2(answer.isSaidBy(sentence), qPrintable(sentence));
        for (const QString &text : {sentence, told.message, endText(work.end(), work.endError())}) {
            QVERIFY(!text.contains(QString::fromUtf8(secretToken)));
            QVERIFY(!text.contains(QString::fromUtf8(m_server->password(answer))));
        }
    }

    void waitsAsLongAsItIsTold()
    {
        for (const Wire::Recorded &answer : m_zoo) {
            if (answer.heldMs == 0)
                continue;
            const auto puts = m_server->puts(answer);
            QCOMPARE(puts.size(), 2);
            const qint64 waited = puts[1].atMs - puts[0].atMs;
            // Whole seconds on the wire: the answer's own second may be nearly over.
            QVERIFY2(waited > answer.heldMs - 1000 && waited < answer.heldMs + 20'000,
                     qPrintable(u"%1: %2 ms"_s.arg(answer.name).arg(waited)));
        }
    }
};

QTEST_GUILESS_MAIN(TestWireBulk)
#include "tst_wirebulk.moc"
