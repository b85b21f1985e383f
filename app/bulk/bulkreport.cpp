#include "bulkreport.h"

#include "core/csvcell.h"
#include "core/outputfile.h"

#include "bulk/bulkimport.h"
#include "bulk/bulkplan.h"
#include "bulk/bulkrun.h"
#include "bulk/bulkwords.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QSet>

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

QByteArray passwordSourceOf(const BulkPlan &plan, int index)
{
    if (plan.isOut(index))
        return {};
    return plan.hasPassword(index) || plan.isPasswordMissing(index) ? "list" : "generated";
}

bool isOut(const BulkRow &row)
{
    return row.excluded || !BulkPlan::mayInclude(row.verdict);
}

QByteArray dryRunOutcomeOf(const BulkRow &row)
{
    return isOut(row) ? "excluded" : "would-change";
}

QByteArray lineOf(const BulkPlan &plan, int index, bool dryRun)
{
    const BulkRow row = plan.row(index);
    const auto number = [](int value) { return value == 0 ? QByteArray() : QByteArray::number(value); };
    const QByteArray outcome = dryRun ? dryRunOutcomeOf(row) : outcomeOf(row);
    const QString reason = !dryRun ? rowReason(row) : isOut(row) ? verdictText(row.verdict) : QString();
    QByteArray line = number(int(row.line)) + ',' + csvCell(row.target) + ',' + csvCell(row.userId) + ','
        + csvCell(row.name) + ',' + verdictWords[std::size_t(row.verdict)] + ',' + outcome + ','
        + number(row.httpStatus) + ',' + number(row.zoomCode) + ',' + csvCell(row.message) + ','
        + csvCell(row.trackingId) + ',';
    if (row.time.isValid())
        line += row.time.toString(Qt::ISODateWithMs).toUtf8();
    return line + ',' + csvCell(reason) + ',' + passwordSourceOf(plan, index) + "\r\n";
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
    QByteArray text = bulkReportHeader.toByteArray();
    for (int row = 0; row < plan.count(); ++row) {
        text += lineOf(plan, row, dryRun);
        if (!flushTo(file, text, false))
            return std::unexpected(file.error());
    }
    for (const BadLine &line : badLines) {
        text += QByteArray::number(line.line) + ',' + csvCell(line.target) + ",,,bad-line,excluded,,,"
            + csvCell(wordsOf(line.reason)) + ",,,,\r\n";
    }
    if (!flushTo(file, text, true))
        return std::unexpected(file.error());
    return file.commit();
}

namespace {

constexpr QByteArrayView passwordsHeader = "\xEF\xBB\xBFperson,name,outcome,password,note\r\n";

/// The caller wipes it.
Result<QByteArray> passwordsLine(const BulkRun &run, const BulkRow &row, int index, QByteArrayView outcome)
{
    const Result<Secret> password = run.password(index);
    // Its list gave it and does not any more: the person is named, and no other password invented.
    const bool isMissing = !password && password.error().kind == ErrorKind::NotInList;
    if (!password && !isMissing)
        return std::unexpected(password.error());
    QString text = isMissing ? QString() : QString::fromUtf8(password->exposeUtf8());
    QByteArray cell = csvCell(text);
    QByteArray line = csvCell(row.target) + ',' + csvCell(row.name) + ',' + outcome + ',' + cell + ','
        + (isMissing                    ? "as-in-the-earlier-list"
               : looksLikeFormula(text) ? "apostrophe-added"
                                        : "")
        + "\r\n";
    wipe(text);
    wipe(cell);
    return line;
}

QByteArray digestOf(QByteArrayView line)
{
    return QCryptographicHash::hash(line, QCryptographicHash::Sha256);
}

} // namespace

Result<void> writePasswordsCsv(const QString &path, const BulkRun &run)
{
    OutputFile file(path, OutputFile::Readers::OwnerOnly);
    if (!file.open())
        return std::unexpected(file.error());
    const std::shared_ptr<BulkPlan> plan = run.plan();
    if (file.write(passwordsHeader.data(), passwordsHeader.size()) < 0)
        return std::unexpected(file.error());
    for (int index = 0; index < plan->count(); ++index) {
        if (!mayHoldNewPassword(plan->state(index)))
            continue;
        const BulkRow row = plan->row(index);
        Result<QByteArray> line = passwordsLine(run, row, index, outcomeOf(row));
        if (!line)
            return std::unexpected(line.error());
        const bool written = file.write(*line) == line->size();
        wipe(*line);
        if (!written)
            return std::unexpected(file.error());
    }
    return file.commit();
}

Result<bool> holdsOnlyPasswordsOf(const QString &path, const BulkRun &run)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return std::unexpected(Error::of(
            ErrorKind::InvalidInput, Texts::tr("\"%1\" cannot be read: %2").arg(path, file.errorString())));
    constexpr qint64 longestLine = 64 * 1024;
    if (file.readLine(longestLine) != passwordsHeader)
        return false;
    // Each line that the run would write of anybody, whatever becomes of them.
    const std::shared_ptr<BulkPlan> plan = run.plan();
    QSet<QByteArray> lines;
    for (int index = 0; index < plan->count(); ++index) {
        for (const QByteArrayView outcome : {"changed", "accepted", "unknown"}) {
            Result<QByteArray> line = passwordsLine(run, plan->row(index), index, outcome);
            if (!line)
                return std::unexpected(line.error());
            lines.insert(digestOf(*line));
            wipe(*line);
        }
    }
    while (!file.atEnd()) {
        QByteArray line = file.readLine(longestLine);
        const bool isKnown = lines.contains(digestOf(line));
        wipe(line);
        if (!isKnown)
            return false;
    }
    return file.error() == QFileDevice::NoError;
}

QString verdictWord(BulkVerdict verdict)
{
    return QString::fromLatin1(verdictWords[std::size_t(verdict)]);
}

QString dryRunWord(const BulkRow &row)
{
    return QString::fromLatin1(dryRunOutcomeOf(row));
}

QString reportWord(const BulkRow &row)
{
    return QString::fromLatin1(outcomeOf(row));
}

} // namespace Keyturn
