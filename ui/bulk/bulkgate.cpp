#include "bulkgate.h"

#include "bulk/bulkplan.h"
#include "bulk/bulkwords.h"
#include "bulk/runlock.h"
#include "bulkquestions.h"
#include "core/whenready.h"
#include "secrets/secretstore.h"
#include "widgets/displaytext.h"

#include <QLocale>
#include <QMessageBox>

#include <algorithm>

namespace Keyturn {

BulkGate::BulkGate(QWidget *window, QString journals, QString accountId, SecretStore *keychain)
    : QObject(window)
    , m_window(window)
    , m_journals(std::move(journals))
    , m_accountId(std::move(accountId))
    , m_keychain(keychain)
{
}

void BulkGate::ask(const std::shared_ptr<const BulkPlan> &plan)
{
    m_plan = plan;
    const Result<std::shared_ptr<RunLock>> lock = RunLock::take(m_journals, m_accountId);
    if (!lock) {
        refuse(runUnderWayText(lock.error()));
        return;
    }
    m_lock = *lock;
    whenReady(findEarlierRuns(m_plan, m_journals, m_accountId), this,
              [this](const EarlierRuns &earlier) { judge(earlier); });
}

void BulkGate::refuse(const QString &why)
{
    m_lock.reset();
    m_plan.reset();
    emit refused(why);
}

void BulkGate::judge(const EarlierRuns &earlier)
{
    for (const QString &key : earlier.strayKeys)
        m_keychain->remove(key); // of no use to anybody; it is tried
    if (!earlier.unreadable.isEmpty()) {
        askAboutUnreadable(earlier);
        return;
    }
    if (const SharedRun *open = earlier.unfinished()) {
        askAboutUnfinished(*open);
        return;
    }
    QStringList warnings;
    if (!earlier.changes.isEmpty()) {
        const auto newest = std::ranges::max_element(earlier.changes, {}, &EarlierRuns::Change::time);
        const QString when = QLocale().toString(newest->time.toLocalTime(), QLocale::ShortFormat);
        warnings.append(earlier.changes.size() == 1
                            ? tr("1 of these people was changed by an earlier run, on %1.").arg(when)
                            : tr("%1 of these people were changed by an earlier run, the last of them on %2.")
                                  .arg(QLocale().toString(earlier.changes.size()), when));
    }
    m_plan.reset();
    emit passed(std::exchange(m_lock, nullptr), warnings);
}

void BulkGate::askAboutUnreadable(const EarlierRuns &earlier)
{
    const UnreadableRun run = earlier.unreadable.first();
    m_question = askToSetAside(
        m_window, displayText(unreadableText(run)),
        [this, run] {
            if (setAside(run.path))
                whenReady(findEarlierRuns(m_plan, m_journals, m_accountId), this,
                          [this](const EarlierRuns &again) { judge(again); });
            else
                refuse(displayText(unreadableText(run)));
        },
        [this] { refuse({}); });
}

void BulkGate::askAboutUnfinished(const SharedRun &open)
{
    m_question = askAboutOpenRun(
        m_window, open.shared, unfinishedText(open.run),
        [this] {
            refuse({});
            emit unfinishedWanted();
        },
        [this] { refuse({}); });
}

} // namespace Keyturn
