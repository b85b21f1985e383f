#include "bench/figure.h"
#include "bench/windowmeter.h"

#include <QCommandLineParser>
#include <QCoreApplication>

// benchwindow start_ratio|rss_ratio --runs N KEYTURN BAREMAINWINDOW
// How long Keyturn's window takes to come, and how much memory it rests in, against a program that is nothing
// but a QMainWindow. Both start from a warm disk cache, in turns.

using namespace Keyturn::Bench;
using namespace Qt::StringLiterals;

namespace {

struct Way
{
    QStringList arguments;
    QString words;
};

const QList<Way> &ways()
{
    static const QList<Way> all{{{u"--practice"_s}, u"keyturn --practice"_s},
                                {{}, u"keyturn without an account"_s}};
    return all;
}

template<typename Measure>
Pairs measure(int runs, const QStringList &ours, const QStringList &theirs, Measure once)
{
    once(ours);
    once(theirs);
    Pairs pairs;
    for (int run = 0; run < runs; ++run) {
        // Whoever goes second may find something warm: take turns at that too.
        const bool oursFirst = run % 2 == 0;
        const double first = once(oursFirst ? ours : theirs);
        const double second = once(oursFirst ? theirs : ours);
        oursFirst ? pairs.add(first, second) : pairs.add(second, first);
    }
    return pairs;
}

/// The way that fares worse is the figure; the other one is only said.
template<typename Measure>
void compare(Figure figure, const QStringList &programs, int runs, const QString &unit, Measure once)
{
    const QString how = figure.against;
    for (const Way &way : ways()) {
        const Pairs pairs = measure(runs, QStringList{programs[0]} + way.arguments, {programs[1]}, once);
        const QString medians = u"%1: median %2 %4 against %3 %4, %5 pairs in turns"_s.arg(
            way.words, QString::number(median(pairs.ours), 'f', 1),
            QString::number(median(pairs.theirs), 'f', 1), unit, QString::number(runs));
        say(u"%1 %2 (%3)"_s.arg(figure.name, QString::number(pairs.ratio(), 'f', 3), medians));
        if (pairs.ratio() > figure.value) {
            figure.value = pairs.ratio();
            figure.against = how + u"; "_s + medians;
        }
    }
    print(figure);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption runsOption(u"runs"_s, {}, u"N"_s);
    parser.addOption(runsOption);
    parser.process(app);
    const QStringList arguments = parser.positionalArguments();
    if (arguments.size() != 3)
        fail(u"usage: benchwindow NAME [--runs N] KEYTURN BAREMAINWINDOW"_s);
    const auto runs = [&](int byDefault) {
        return parser.isSet(runsOption) ? qMax(1, parser.value(runsOption).toInt()) : byDefault;
    };

    WindowMeter meter;
    if (arguments[0] == "start_ratio"_L1) {
        compare(
            {u"start_ratio"_s, 0, u"ratio"_s, 1.5, u"a bare QMainWindow, process start to mapped window"_s},
            arguments.mid(1), runs(30), u"ms"_s,
            [&](const QStringList &command) { return meter.timeToWindow(command); });
    } else if (arguments[0] == "rss_ratio"_L1) {
        compare({u"rss_ratio"_s, 0, u"ratio"_s, 1.6, u"a bare QMainWindow, VmRSS at rest"_s},
                arguments.mid(1), runs(7), u"MiB"_s,
                [&](const QStringList &command) { return meter.residentWhenIdle(command); });
    } else {
        fail(u"benchwindow knows no figure \"%1\""_s.arg(arguments[0]));
    }
    return 0;
}
