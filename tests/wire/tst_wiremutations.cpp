#include "core/clock.h"
#include "net/httpclient.h"
#include "reset/passwordreset.h"
#include "support/fixedtoken.h"
#include "wire/mutationserver.h"
#include "words/errorwords.h"
#include "words/replylines.h"
#include "zoom/zoomclient.h"

#include <QElapsedTimer>
#include <QTest>
#include <QThread>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

constexpr int lanes = 24;
const QByteArray token = "eyJ0b2tlbiI6Im9mIHRoZSB6b28ifQ";
const QByteArray password = "Sunny-Harbour-42";

/// KEYTURN_MUTATIONS: how many; the long run makes a million. KEYTURN_MUTATION_SEED: the first, to look at
/// one again.
quint64 number(const char *variable, quint64 otherwise)
{
    bool isNumber = false;
    const quint64 given = qEnvironmentVariable(variable).toULongLong(&isNumber);
    return isNumber ? given : otherwise;
}

} // namespace

/// Answers that nobody has seen yet: whatever comes, a password is told as changed only where a whole 204 of
/// this very request was sent, every reset ends, every text says something and none gives a secret away.
class TestWireMutations final : public QObject
{
    Q_OBJECT

private:
    const QList<Wire::Recorded> m_zoo = Wire::zoo();
    const quint64 m_first = number("KEYTURN_MUTATION_SEED", 1);
    const quint64 m_end = m_first + number("KEYTURN_MUTATIONS", 5000);
    QStringList m_wrong;
    QHash<Outcome::Kind, int> m_told;
    quint64 m_next = m_first;
    int m_running = 0;

    void note(quint64 seed, const char *what, const QString &text = {})
    {
        if (m_wrong.size() < 20)
            m_wrong += u"seed %1: %2 %3"_s.arg(seed).arg(QLatin1String(what), text);
    }
    void judge(quint64 seed, const ResetResult &result)
    {
        const bool wasSent = [&] {
            const bool asForm = Wire::holdsNoContent(Wire::mutation(m_zoo, seed).bytes());
            return asForm
                || (result.triedBothFormats
                    && Wire::holdsNoContent(Wire::mutation(m_zoo, Wire::seedOfJson(seed)).bytes()));
        }();
        const Outcome &outcome = result.outcome;
        ++m_told[outcome.kind()];
        if (outcome.kind() == Outcome::Kind::Changed && !wasSent)
            note(seed, "told as changed");
        if (outcome.kind() == Outcome::Kind::NotSent)
            note(seed, "told as not sent");
        if (outcome.kind() != Outcome::Kind::Changed && Wire::mutation(m_zoo, seed).isPlainSuccess)
            note(seed, "a plain 204 is told otherwise");
        const ErrorWords words = wordsFor(outcome);
        for (const QString &text : {words.happened, words.changed, words.next}) {
            if (text.trimmed().isEmpty())
                note(seed, "an empty sentence");
        }
        const QString all = words.happened + words.changed + words.next
            + replyLines(outcome.facts()).join(u'\n') + outcome.error().missingScopes.join(u' ');
        for (const QByteArray &secret : {token, password}) {
            if (all.contains(QString::fromLatin1(secret)))
                note(seed, "a secret in the words", all);
        }
    }
    // A client each: after a 429, calls of one client wait.
    void begin(HttpClient *http, FixedToken *tokens, const QUrl &baseUrl)
    {
        if (m_next == m_end)
            return;
        const quint64 seed = m_next++;
        ++m_running;
        auto *client = new ZoomClient(http, tokens, baseUrl, http);
        auto *reset = new PasswordReset(client, nullptr, client);
        connect(reset, &PasswordReset::finished, this, [=, this](const ResetResult &result) {
            judge(seed, result);
            client->deleteLater();
            --m_running;
            QMetaObject::invokeMethod(
                http, [=, this] { begin(http, tokens, baseUrl); }, Qt::QueuedConnection);
        });
        reset->start({QString::number(seed), {}, {}}, Secret::fromUtf8(QByteArray(password)));
    }

private slots:
    void knowsASuccessWhenItSeesOne_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("is");
        QTest::newRow("plain") << QByteArray("HTTP/1.1 204 No Content\r\n\r\n") << true;
        QTest::newRow("no reason") << QByteArray("HTTP/1.0 204 \r\nA: b\r\n\r\n{}") << true;
        QTest::newRow("after hints") << QByteArray("HTTP/1.1 103 x\r\nA: b\r\n\r\nHTTP/1.1 204 x\r\n\r\n")
                                     << true;
        QTest::newRow("line feeds") << QByteArray("HTTP/1.1 204 x\nA: b\n\n") << true;
        QTest::newRow("behind an answer")
            << QByteArray("HTTP/1.1 400 x\r\n\r\nHTTP/1.1 204 x\r\n\r\n") << false;
        QTest::newRow("behind a switch")
            << QByteArray("HTTP/1.1 101 x\r\n\r\nHTTP/1.1 204 x\r\n\r\n") << false;
        QTest::newRow("four digits") << QByteArray("HTTP/1.1 0204 x\r\n\r\n") << false;
        QTest::newRow("cut") << QByteArray("HTTP/1.1 204 x\r\nA: b\r\n") << false;
    }
    void knowsASuccessWhenItSeesOne()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, is);
        QCOMPARE(Wire::holdsNoContent(bytes), is);
    }

    void nothingIsToldThatWasNotSaid()
    {
        QThread thread;
        Wire::MutationServer server(m_zoo);
        const QUrl baseUrl = server.listen();
        server.moveToThread(&thread);
        thread.start();
        {
            const SystemClock clock;
            FixedToken tokens(token);
            HttpClient::Options options;
            options.replyTimeout = std::chrono::seconds(10);
            HttpClient http(options, clock);
            for (int lane = 0; lane < lanes; ++lane)
                begin(&http, &tokens, baseUrl);
            // No hang: each reset ends in less than its time.
            QElapsedTimer quiet;
            quiet.start();
            quint64 seen = m_next;
            while ((m_running > 0 || m_next < m_end) && quiet.elapsed() < 60'000) {
                QTest::qWait(200);
                if (std::exchange(seen, m_next) != m_next)
                    quiet.restart();
            }
            QCOMPARE(m_running, 0);
        }
        thread.quit();
        thread.wait();
        qInfo("changed %d, refused %d, unknown %d", m_told[Outcome::Kind::Changed],
              m_told[Outcome::Kind::Refused], m_told[Outcome::Kind::Unknown]);
        QVERIFY2(m_wrong.isEmpty(), qPrintable(m_wrong.join(u'\n')));
        // All of them come about, or this has tested little.
        for (const Outcome::Kind kind :
             {Outcome::Kind::Changed, Outcome::Kind::Refused, Outcome::Kind::Unknown})
            QVERIFY(m_told[kind] > int((m_end - m_first) / 100));
    }
};

QTEST_GUILESS_MAIN(TestWireMutations)
#include "tst_wiremutations.moc"
