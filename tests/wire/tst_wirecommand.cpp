#include "wire/wireserver.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <deque>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

const QString token = u"token-of-the-zoo"_s;
constexpr int programsAtOnce = 3;

/// What the program said of one person.
struct Told
{
    int exitCode = -1;
    QString errors;
    QHash<QString, QString> report; ///< by column
};

QStringList cellsOf(const QByteArray &line)
{
    QStringList cells(1);
    bool quoted = false;
    for (const QChar unit : QString::fromUtf8(line)) {
        if (unit == u'"')
            quoted = !quoted; // a doubled one opens again at once; none of these texts hold one
        else if (unit == u',' && !quoted)
            cells.append(QString());
        else
            cells.last() += unit;
    }
    return cells;
}

} // namespace

/// Every recorded answer, met by the program that people start: keyturn --bulk with an account in a keyring.
class TestWireCommand final : public QObject
{
    Q_OBJECT

private:
    const QList<Wire::Recorded> m_zoo = Wire::zoo();
    Wire::WireServer m_server{m_zoo};
    QTemporaryDir m_folder;
    QHash<QString, Told> m_told;

    QString path(const Wire::Recorded &answer, const char *end) const
    {
        return m_folder.filePath(answer.name + QLatin1String(end));
    }
    void write(const QString &file, const QByteArray &text) const
    {
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly) && out.write(text) == text.size());
    }
    /// One account for each: an account remembers what format it needs, and has one run at a time.
    void addAccount(const Wire::Recorded &answer)
    {
        QProcess program;
        program.start(QStringLiteral(KEYTURN_PROGRAM), {u"--add-account"_s, u"-"_s});
        program.write(u"{\"name\":\"%1\",\"baseUrl\":\"%2\",\"token\":\"%3\"}"_s
                          .arg(answer.name, m_server.baseUrl().toString(), token)
                          .toUtf8());
        program.closeWriteChannel();
        QVERIFY(program.waitForFinished());
        QVERIFY2(program.exitCode() == 0, program.readAllStandardError().constData());
    }
    std::unique_ptr<QProcess> start(const Wire::Recorded &answer) const
    {
        write(path(answer, ".csv"), "id,password\n" + Wire::WireServer::idOf(answer) + ",Sunny-Harbour-42\n");
        auto program = std::make_unique<QProcess>();
        program->start(QStringLiteral(KEYTURN_PROGRAM),
                       {u"--bulk"_s, path(answer, ".csv"), u"--account"_s, answer.name, u"--yes"_s,
                        u"--report"_s, path(answer, "-report.csv")});
        return program;
    }
    void read(const Wire::Recorded &answer, QProcess &program)
    {
        Told told;
        told.exitCode = program.exitStatus() == QProcess::NormalExit ? program.exitCode() : -1;
        told.errors = QString::fromUtf8(program.readAllStandardError());
        QFile file(path(answer, "-report.csv"));
        if (file.open(QIODevice::ReadOnly)) {
            const QByteArrayList lines = file.readAll().mid(3).split('\n');
            const QStringList names = cellsOf(lines.value(0).trimmed());
            const QStringList cells = cellsOf(lines.value(1).trimmed());
            for (qsizetype column = 0; column < names.size(); ++column)
                told.report.insert(names[column], cells.value(column));
        }
        m_told.insert(answer.name, told);
    }

private slots:
    void initTestCase()
    {
        std::deque<Wire::Recorded> waiting;
        for (const Wire::Recorded &answer : m_zoo) {
            addAccount(answer);
            waiting.push_back(answer);
        }
        std::vector<std::pair<Wire::Recorded, std::unique_ptr<QProcess>>> running;
        const auto step = [&] {
            std::erase_if(running, [this](const auto &one) {
                if (one.second->state() != QProcess::NotRunning)
                    return false;
                read(one.first, *one.second);
                return true;
            });
            while (!waiting.empty() && running.size() < programsAtOnce) {
                running.emplace_back(waiting.front(), start(waiting.front()));
                waiting.pop_front();
            }
            return running.empty();
        };
        QVERIFY2(QTest::qWaitFor(step, 280'000), "a program never ended");
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
        const Told told = m_told[answer.name];
        // 0: all changed, 1: not all, 4: stopped before the end.
        const int wanted = !answer.bulkEnd.isEmpty() ? 4 : answer.bulkState == u"changed" ? 0 : 1;
        QVERIFY2(told.exitCode == wanted, qPrintable(u"%1: %2"_s.arg(told.exitCode).arg(told.errors)));
        QCOMPARE(told.report[u"outcome"_s], answer.bulkState);
        const QString reason = told.report[u"reason"_s];
        if (answer.bulkState == u"unknown")
            QVERIFY2(answer.isSaidBy(reason, u" Going on sends the same password once more, which tells."_s),
                     qPrintable(reason));
        else if (!answer.bulkEnd.isEmpty())
            QVERIFY2(told.errors.contains(answer.sentence), qPrintable(told.errors));
        else if (answer.bulkState == u"refused")
            QVERIFY2(answer.isSaidBy(reason), qPrintable(reason));
        else
            QVERIFY2(reason.isEmpty(), qPrintable(reason));
        // Nothing empty, no words of the network layer, no secrets.
        const QStringList lines = told.errors.split(u'\n');
        for (const QString &line : lines.first(std::max<qsizetype>(lines.size() - 1, 0)))
            QVERIFY2(!line.trimmed().isEmpty(), qPrintable(told.errors));
        const QString all = told.errors + told.report.values().join(u' ');
        for (const QString &never :
             {token, u"Sunny-Harbour-42"_s, u"Operation canceled"_s, u"Unknown error"_s})
            QVERIFY2(!all.contains(never), qPrintable(all));
    }
};

QTEST_GUILESS_MAIN(TestWireCommand)
#include "tst_wirecommand.moc"
