#include "bulkearlier.h"

#include "bulk/bulkplan.h"
#include "bulk/bulkwords.h"
#include "cli/bulktelling.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace Keyturn {

namespace {

constexpr qsizetype mostPeopleNamed = 20;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::BulkEarlier)
};

EarlierDecision refuse(BulkExit exit, const QStringList &words)
{
    EarlierDecision decision;
    decision.what = EarlierDecision::What::Refuse;
    decision.exit = exit;
    decision.words = words;
    return decision;
}

QString timeText(const QDateTime &time)
{
    return QLocale().toString(time.toLocalTime(), QLocale::ShortFormat);
}

/// Who was changed before, and when.
QStringList changesText(const EarlierRuns &earlier, const BulkPlan &list)
{
    if (earlier.changes.isEmpty())
        return {};
    QStringList words{
        Texts::tr("Changed before, by an earlier run: %1.").arg(peopleText(int(earlier.changes.size())))};
    for (const EarlierRuns::Change &change :
         earlier.changes.first(std::min(earlier.changes.size(), mostPeopleNamed)))
        words.append(Texts::tr("%1: %2").arg(list.row(change.row).target, timeText(change.time)));
    if (earlier.changes.size() > mostPeopleNamed)
        words.append(Texts::tr("and %1 more").arg(earlier.changes.size() - mostPeopleNamed));
    return words;
}

QStringList differencesText(const SharedRun &run)
{
    QStringList words;
    if (run.onlyInList > 0)
        words.append(Texts::tr("In the list, but not in that run, and not sent now: %1.")
                         .arg(peopleText(run.onlyInList)));
    if (run.onlyInRun > 0)
        words.append(Texts::tr("In that run, but not in the list any more, and not sent now: %1.")
                         .arg(peopleText(run.onlyInRun)));
    return words;
}

EarlierDecision resumeWith(const EarlierRuns &earlier, const BulkPlan &list)
{
    EarlierDecision decision;
    if (const SharedRun *open = earlier.unfinished()) {
        decision.what = EarlierDecision::What::GoOn;
        decision.run = open->run;
        decision.words =
            QStringList{Texts::tr("Going on with an unfinished run.") + u' ' + unfinishedText(open->run)}
            + differencesText(*open);
        return decision;
    }
    if (const SharedRun *done = earlier.finished()) {
        decision.what = EarlierDecision::What::TellAgain;
        decision.run = done->run;
        decision.words = {
            Texts::tr("The run of these people, begun %1, has ended: %2 of %3 changed. Nothing is "
                      "sent. --yes without --resume begins anew.")
                .arg(timeText(done->run.record.created))
                .arg(done->run.changed)
                .arg(done->run.total)};
        return decision;
    }
    // Some were changed, and others were never tried: what is meant cannot be told.
    const bool isPart = std::ranges::any_of(
        earlier.runs, [](const SharedRun &run) { return run.run.isDone() && run.shared > 0; });
    if (isPart)
        return refuse(BulkExit::Unfinished,
                      changesText(earlier, list)
                          + QStringList{Texts::tr(
                              "The run that changed them has ended, and not everybody of this list was in "
                              "it. Take out those who are done, or let --yes without --resume change "
                              "everybody. Nothing was sent.")});
    decision.words = changesText(earlier, list);
    return decision;
}

} // namespace

EarlierDecision decide(const EarlierRuns &earlier, const BulkPlan &list, bool resume)
{
    if (!earlier.unreadable.isEmpty()) {
        QStringList words;
        for (const UnreadableRun &run : earlier.unreadable)
            words.append(unreadableText(run));
        words.append(Texts::tr("Nothing was sent. If nobody needs it any more, --discard sets it aside."));
        return refuse(BulkExit::NotBegun, words);
    }
    if (resume)
        return resumeWith(earlier, list);
    if (const SharedRun *open = earlier.unfinished())
        return refuse(BulkExit::Unfinished,
                      {Texts::tr("An earlier run is not finished, and has people of this list: %1.")
                           .arg(peopleText(open->shared)),
                       unfinishedText(open->run),
                       Texts::tr("--resume goes on with it; --discard gives it up. Nothing was sent.")});
    EarlierDecision decision;
    decision.words = changesText(earlier, list);
    return decision;
}

} // namespace Keyturn
