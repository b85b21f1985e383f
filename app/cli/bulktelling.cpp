#include "bulktelling.h"

#include "bulk/bulkimport.h"
#include "bulk/bulkplan.h"
#include "bulk/bulkreport.h"
#include "bulk/bulkwords.h"
#include "bulk/csvreader.h"
#include "core/clock.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QStringList>
#include <QTextStream>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Keyturn {

namespace {

constexpr auto firstWait = 3s;
constexpr auto nextWait = 60s;

} // namespace

QString peopleText(int count)
{
    return count == 1 ? BulkTelling::tr("1 person")
                      : BulkTelling::tr("%1 people").arg(QLocale().toString(count));
}

BulkTelling::BulkTelling(QTextStream &err, QTextStream *out, const Clock &clock)
    : m_err(err)
    , m_out(out)
    , m_clock(clock)
{
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &BulkTelling::sayAgain);
}

void BulkTelling::say(const QString &words)
{
    m_err << words << Qt::endl;
}

void BulkTelling::waitFor(const QString &what)
{
    if (what == m_waitsFor)
        return;
    m_waitsFor = what;
    if (what.isEmpty())
        m_again.stop();
    else
        m_again.start(firstWait);
}

void BulkTelling::sayAgain()
{
    say(m_waitsFor);
    m_again.start(nextWait);
}

void BulkTelling::follow(BulkRun *run)
{
    connect(run, &BulkRun::progressed, this, &BulkTelling::showProgress);
    if (m_out)
        connect(run, &BulkRun::rowSettled, this, [this, run](int row) { tellRow(*run->plan(), row, false); });
}

void BulkTelling::showProgress(const BulkProgress &progress)
{
    if (progress.state != BulkState::Preparing)
        waitFor({});
    constexpr qint64 everyMs = 1000;
    const qint64 now = m_clock.uptime().count();
    const bool waits = progress.heldUntil && m_clock.now().msecsTo(*progress.heldUntil) > everyMs;
    if (waits && *progress.heldUntil > m_heldUntil.addMSecs(everyMs)) {
        m_heldUntil = *progress.heldUntil;
        const QString until = QLocale().toString(m_heldUntil.toLocalTime(), QLocale::ShortFormat);
        say(tr("Zoom's limit is reached: it goes on at %1. Ctrl+C stops it; --resume goes on later.")
                .arg(until));
    }
    if (waits)
        waitFor(tr("Still waiting until %1.")
                    .arg(QLocale().toString(m_heldUntil.toLocalTime(), QLocale::ShortFormat)));
    if (progress.state != BulkState::Finished && now - m_saidAt < everyMs)
        return;
    QStringList parts{tr("%1 changed").arg(progress.changed)};
    if (progress.refused > 0)
        parts.append(tr("%1 refused").arg(progress.refused));
    if (progress.notSent > 0)
        parts.append(tr("%1 not sent").arg(progress.notSent));
    if (progress.unknown > 0)
        parts.append(tr("%1 unknown").arg(progress.unknown));
    const QString line = tr("%1 of %2: %3")
                             .arg(QString::number(progress.done() + progress.unknown),
                                  QString::number(progress.total), parts.join(u", "_s));
    if (line == m_said)
        return; // the same once more tells nothing
    m_said = line;
    m_saidAt = now;
    say(progress.rate > 0 ? tr("%1; %2 a second").arg(line, QLocale::c().toString(progress.rate, 'f', 1))
                          : line);
}

void BulkTelling::tell(const QJsonObject &line)
{
    *m_out << QString::fromUtf8(QJsonDocument(line).toJson(QJsonDocument::Compact)) << Qt::endl;
}

void BulkTelling::tellRow(const BulkPlan &plan, int index, bool dryRun)
{
    if (m_told.size() < std::size_t(plan.count()))
        m_told.resize(std::size_t(plan.count()));
    m_told[std::size_t(index)] = true;
    const BulkRow row = plan.row(index);
    QJsonObject line{{u"line"_s, qint64(row.line)},
                     {u"person"_s, row.target},
                     {u"userId"_s, row.userId},
                     {u"verdict"_s, verdictWord(row.verdict)},
                     {u"outcome"_s, dryRun ? dryRunWord(row) : reportWord(row)}};
    const auto add = [&line](const QString &key, const QString &value) {
        if (!value.isEmpty())
            line.insert(key, value);
    };
    add(u"name"_s, row.name);
    if (row.httpStatus != 0)
        line.insert(u"httpStatus"_s, row.httpStatus);
    if (row.zoomCode != 0)
        line.insert(u"code"_s, row.zoomCode);
    add(u"message"_s, row.message);
    add(u"trackingId"_s, row.trackingId);
    if (row.time.isValid())
        add(u"time"_s, row.time.toString(Qt::ISODateWithMs));
    add(u"reason"_s, rowReason(row));
    tell(line);
}

void BulkTelling::tellRest(const BulkPlan &plan, const QList<BadLine> &badLines, bool dryRun)
{
    if (!m_out)
        return;
    m_told.resize(std::size_t(plan.count()));
    for (int row = 0; row < plan.count(); ++row) {
        if (!m_told[std::size_t(row)])
            tellRow(plan, row, dryRun);
    }
    for (const BadLine &bad : badLines)
        tell({{u"line"_s, qint64(bad.line)},
              {u"person"_s, bad.target},
              {u"verdict"_s, u"bad-line"_s},
              {u"outcome"_s, u"excluded"_s},
              {u"reason"_s, wordsOf(bad.reason)}});
}

} // namespace Keyturn
