#include "bench/figure.h"
#include "history/historyfile.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include <algorithm>

// benchhistory NAME --users N: a history of so many entries; how long its slowest question takes, which is
// one that hardly anything answers, and how long another entry.

using namespace Keyturn;
using namespace Keyturn::Bench;
using namespace Qt::StringLiterals;

namespace {

HistoryEntry entryOf(int number)
{
    HistoryEntry entry;
    entry.at = QDateTime::fromMSecsSinceEpoch(qint64(1'700'000'000'000) + number * qint64(7'000)).toUTC();
    entry.account = u"Contoso University"_s;
    entry.operatorName = u"desk%1@helpdesk-%2"_s.arg(number % 17).arg(number % 5);
    entry.userId = u"q2Iz9QmSTkOaSsuB%1"_s.arg(number, 6, 36, QLatin1Char('0'));
    entry.email = u"ann.lee.%1@students.contoso.example"_s.arg(number);
    entry.name = u"Ann Lee %1"_s.arg(number);
    entry.result = number % 50 == 0 ? HistoryEntry::Result::Refused : HistoryEntry::Result::Changed;
    entry.httpStatus = number % 50 == 0 ? 400 : 204;
    entry.trackingId = u"WEB_%1"_s.arg(number * 7919LL, 0, 16);
    return entry;
}

double msOf(const std::function<void()> &work)
{
    constexpr int runs = 5;
    std::vector<double> times;
    for (int i = 0; i < runs; ++i) {
        QElapsedTimer timer;
        timer.start();
        work();
        times.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    return median(times);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption countOption(u"users"_s, {}, u"N"_s);
    parser.addOption(countOption);
    parser.process(app);
    const QString name = parser.positionalArguments().value(0);
    const int count = parser.value(countOption).toInt();
    if (name != "history_1m_search_ms"_L1 || count <= 0)
        fail(u"usage: benchhistory history_1m_search_ms --users N"_s);

    const QTemporaryDir folder;
    HistoryFile file(folder.filePath(u"history.sqlite"_s));
    const Secret key = Secret::fromText(u"a key"_s);
    constexpr int batch = 10'000;
    for (int done = 0; done < count; done += batch) {
        QList<HistoryEntry> entries;
        for (int i = done; i < std::min(count, done + batch); ++i)
            entries.append(entryOf(i));
        if (!file.append(entries, key))
            fail(u"the history was not written: %1"_s.arg(file.error()));
    }
    const QString rare = u"lee.%1@"_s.arg(count / 3);
    const double rareMs = msOf([&] {
        if (file.search({.text = rare})->size() != 1)
            fail(u"it was not found"_s);
    });
    const double newestMs = msOf([&] {
        if (file.search({})->isEmpty())
            fail(u"nothing was found"_s);
    });
    const double appendMs = msOf([&] {
        if (!file.append(entryOf(count), key))
            fail(u"it was not written"_s);
    });
    QElapsedTimer timer;
    timer.start();
    if (file.check(key).finding != HistoryCheck::Finding::Sound)
        fail(u"the history is not sound"_s);
    print({name, rareMs, u"ms"_s, 1000,
           u"to find the only match among %L1 entries, median of 5; the newest 500 take %2 ms, another entry "
           "%3 ms, on disk; the check of all %4 s"_s.arg(count)
               .arg(newestMs, 0, 'f', 1)
               .arg(appendMs, 0, 'f', 1)
               .arg(double(timer.elapsed()) / 1000, 0, 'f', 1)});
    return 0;
}
