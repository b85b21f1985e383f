#include "bulkreport.h"

#include "core/csvcell.h"
#include "core/outputfile.h"

#include "bulk/bulkimport.h"
#include "bulk/bulkplan.h"
#include "bulk/bulkrun.h"
#include "bulk/bulkwords.h"

#include <QCoreApplication>

#include <array>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::BulkReport)
};

// For scripts: never translated.
constexpr std::array stateWords = {"waiting",  "in-flight", "changed", "refused",
                                   "not-sent", "unknown",   "excluded"};
constexpr std::array verdictWords = {"unchecked",         "ready",       "unknown-user", "duplicate",
                                     "repeated-password", "breaks-rule", "yourself",     "owner-or-admin",
                                     "pending",           "inactive",    "sso-only"};

QByteArray outcomeOf(const BulkRow &row)
{
    return row.isTakenOnly() ? "accepted" : stateWords[std::size_t(row.state)]; // as the history names it
}

QByteArray lineOf(const BulkPlan &plan, int index, bool dryRun)
{
    const BulkRow row = plan.row(index);
    const auto number = [](int value) { return value == 0 ? QByteArray() : QByteArray::number(value); };
    const bool isOut = row.excluded || !BulkPlan::mayInclude(row.verdict);
    QByteArray outcome = outcomeOf(row);
    QString reason = rowReason(row);
    if (dryRun) {
        outcome = isOut ? "excluded" : "would-change";
        reason = isOut ? verdictText(row.verdict) : QString();
    }
    QByteArray line = number(int(row.line)) + ',' + csvCell(row.target) + ',' + csvCell(row.userId) + ','
        + csvCell(row.name) + ',' + verdictWords[std::size_t(row.verdict)] + ',' + outcome + ','
        + number(row.httpStatus) + ',' + number(row.zoomCode) + ',' + csvCell(row.message) + ','
        + csvCell(row.trackingId) + ',';
    if (row.time.isValid())
        line += row.time.toString(Qt::ISODateWithMs).toUtf8();
    return line + ',' + csvCell(reason) + "\r\n";
}

bool flushTo(OutputFile &file, QByteArray &text, bool isLast)
{
    constexpr qsizetype piece = 256 * 1024;
    if (!isLast && text.size() < piece)
        return true;
    const bool written = file.write(text) == text.size();
    wipe(text);
    return written;
}

} // namespace

Result<void> writeBulkReport(const QString &path, const BulkPlan &plan, bool dryRun,
                             const QList<BadLine> &badLines)
{
    OutputFile file(path, OutputFile::Readers::Usual);
    if (!file.open())
        return std::unexpected(file.error());
    QByteArray text = "\xEF\xBB\xBFline,person,user_id,name,verdict,outcome,http_status,code,message,"
                      "tracking_id,time,reason\r\n";
    for (int row = 0; row < plan.count(); ++row) {
        text += lineOf(plan, row, dryRun);
        if (!flushTo(file, text, false))
            return std::unexpected(file.error());
    }
    for (const BadLine &line : badLines) {
        text += QByteArray::number(line.line) + ',' + csvCell(line.target) + ",,,bad-line,excluded,,,"
            + csvCell(wordsOf(line.reason)) + ",,,\r\n";
    }
    if (!flushTo(file, text, true))
        return std::unexpected(file.error());
    return file.commit();
}

Result<void> writePasswordsCsv(const QString &path, const BulkRun &run)
{
    OutputFile file(path, OutputFile::Readers::OwnerOnly);
    if (!file.open())
        return std::unexpected(file.error());
    const std::shared_ptr<BulkPlan> plan = run.plan();
    if (file.write("\xEF\xBB\xBFperson,name,outcome,password,note\r\n") < 0)
        return std::unexpected(file.error());
    for (int index = 0; index < plan->count(); ++index) {
        if (!mayHoldNewPassword(plan->state(index)))
            continue;
        const Result<Secret> password = run.password(index);
        if (!password)
            return std::unexpected(password.error());
        const BulkRow row = plan->row(index);
        QString text = QString::fromUtf8(password->exposeUtf8());
        QByteArray cell = csvCell(text);
        QByteArray line = csvCell(row.target) + ',' + csvCell(row.name) + ',' + outcomeOf(row) + ',' + cell
            + (looksLikeFormula(text) ? ",apostrophe-added\r\n" : ",\r\n");
        const bool written = file.write(line) == line.size();
        wipe(text);
        wipe(cell);
        wipe(line);
        if (!written)
            return std::unexpected(file.error());
    }
    return file.commit();
}

QString reportWord(BulkRowState state)
{
    return QString::fromLatin1(stateWords[std::size_t(state)]);
}

} // namespace Keyturn
