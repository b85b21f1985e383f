#include "summarypdf.h"

#include "bulk/bulkwords.h"
#include "pdffile.h"
#include "widgets/displaytext.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::SummaryPdf)
};

constexpr double titlePoints = 18;
constexpr double textPoints = 10;
constexpr double tablePoints = 7.5;
// In millimetres.
constexpr double gap = 1;
constexpr double footer = 8;
constexpr double labelWidth = 60;
constexpr double mostRowHeight = 40;
constexpr double thin = 0.1;

// Shares of the width: line, person, outcome, why, code, tracking ID.
constexpr std::array<double, 6> shares{0.085, 0.27, 0.10, 0.265, 0.10, 0.18};

using Cells = std::array<QString, shares.size()>;

/// The order of the table, gravest first: what nobody knows, what somebody must do something about, and what
/// was left out on purpose.
constexpr std::array tableOrder{BulkRowState::Unknown, BulkRowState::InFlight, BulkRowState::Refused,
                                BulkRowState::NotSent, BulkRowState::Waiting,  BulkRowState::Excluded};

QFont boldFont()
{
    QFont bold;
    bold.setBold(true);
    return bold;
}

QString stateText(BulkRowState state)
{
    BulkRow row;
    row.state = state;
    return rowStateText(row);
}

/// Why a row is out of the run.
QString exclusionText(BulkVerdict verdict)
{
    return verdict == BulkVerdict::Ready ? Texts::tr("Left out by hand") : verdictText(verdict);
}

QString codeText(const BulkRow &row)
{
    if (row.httpStatus == 0)
        return {};
    if (row.zoomCode == 0)
        return QString::number(row.httpStatus);
    return Texts::tr("%1 / %2", "HTTP status and Zoom's error code").arg(row.httpStatus).arg(row.zoomCode);
}

Cells cellsOf(const BulkRow &row)
{
    const auto lines = [](const QString &first, const QString &second) {
        return second.isEmpty() || first.contains(second) ? first
            : first.isEmpty()                             ? second
                                                          : first + QChar::LineSeparator + second;
    };
    const QString target = displayText(row.target);
    const QString name = displayText(row.name);
    const QString message = displayText(row.message);
    const bool isExcluded = row.state == BulkRowState::Excluded;
    return {row.line > 0 ? QLocale().toString(row.line) : QString(),
            name.isEmpty() ? target : lines(name, target),
            rowStateText(row),
            isExcluded ? exclusionText(row.verdict) : lines(rowReason(row), message),
            codeText(row),
            displayText(row.trackingId)};
}

/// The rows of the table, by their outcome.
std::vector<int> rowsInOrder(const BulkPlan &plan)
{
    std::vector<int> rows;
    for (const BulkRowState state : tableOrder) {
        for (int row = 0; row < plan.count(); ++row) {
            if (plan.state(row) == state)
                rows.push_back(row);
        }
    }
    return rows;
}

/// What the plan's rows add up to.
struct Totals
{
    explicit Totals(const BulkPlan &plan)
    {
        for (int row = 0; row < plan.count(); ++row) {
            ++states[std::size_t(plan.state(row))];
            if (plan.state(row) == BulkRowState::Excluded)
                ++exclusions[std::size_t(plan.verdict(row))];
            lastMsecs = std::max(lastMsecs, plan.facts(row).msecs);
        }
    }
    std::array<int, 7> states = {};
    std::array<int, bulkVerdictCount> exclusions = {};
    qint64 lastMsecs = 0; ///< when the last outcome came
};

/// Lays out twice: first nothing is drawn and only the pages are counted, so that each can say of how many it
/// is one.
class Summary
{
public:
    Summary(PdfFile &pdf, const BulkPlan &plan, const SummaryFacts &facts, ExportProgress &progress)
        : m_pdf(pdf)
        , m_plan(plan)
        , m_facts(facts)
        , m_totals(plan)
        , m_rows(rowsInOrder(plan))
        , m_progress(progress)
    {
        m_progress.total = int(m_rows.size() * 2);
    }

    Result<void> write();

private:
    Result<void> pass();
    void drawFacts();
    void drawTotals();
    Result<void> drawTable();
    void line(const QFont &font, double points, const QString &text);
    void fact(const QString &label, const QString &value, double indent = 0);
    double heightOf(const Cells &cells);
    void drawCells(const Cells &cells, double height);
    void drawTitles();
    double left() const { return m_pdf.height() - footer - m_y; }
    Result<void> beginPage();

    PdfFile &m_pdf;
    const BulkPlan &m_plan;
    const SummaryFacts &m_facts;
    Totals m_totals;
    std::vector<int> m_rows;
    std::vector<float> m_heights; ///< of m_rows; measuring takes as long as drawing
    ExportProgress &m_progress;
    bool m_draws = false;
    int m_page = 0;
    int m_pages = 0;
    double m_y = 0;
};

Result<void> Summary::write()
{
    m_heights.reserve(m_rows.size());
    if (const Result<void> measured = pass(); !measured)
        return measured;
    m_pages = std::exchange(m_page, 0);
    m_draws = true;
    return pass();
}

Result<void> Summary::pass()
{
    if (const Result<void> begun = beginPage(); !begun)
        return begun;
    drawFacts();
    drawTotals();
    if (m_rows.empty()) {
        line(boldFont(), textPoints, Texts::tr("Everybody was changed."));
        return {};
    }
    return drawTable();
}

Result<void> Summary::beginPage()
{
    m_y = 0;
    ++m_page;
    if (!m_draws)
        return {};
    if (m_page > 1 && !m_pdf.newPage())
        return std::unexpected(m_pdf.problem());
    const QLocale locale;
    const double top = m_pdf.height() - footer / 2;
    m_pdf.setFont({}, tablePoints);
    m_pdf.drawText({0, top, m_pdf.width() / 2, footer / 2}, m_pdf.elided(m_facts.runId, m_pdf.width() / 2));
    m_pdf.drawText({m_pdf.width() / 2, top, m_pdf.width() / 2, footer / 2},
                   Texts::tr("Page %1 of %2").arg(locale.toString(m_page), locale.toString(m_pages)),
                   Qt::AlignRight);
    return {};
}

void Summary::line(const QFont &font, double points, const QString &text)
{
    m_pdf.setFont(font, points);
    const double height = m_pdf.heightOf(text, m_pdf.width());
    if (m_draws)
        m_pdf.drawText({0, m_y, m_pdf.width(), height}, text);
    m_y += height + gap;
}

void Summary::fact(const QString &label, const QString &value, double indent)
{
    if (value.isEmpty())
        return;
    m_pdf.setFont({}, textPoints);
    const double width = m_pdf.width() - labelWidth - indent;
    const double height = std::max(m_pdf.heightOf(label, labelWidth - gap), m_pdf.heightOf(value, width));
    if (m_draws) {
        m_pdf.drawText({indent, m_y, labelWidth - gap, height}, label);
        m_pdf.drawText({labelWidth + indent, m_y, width, height}, value);
    }
    m_y += height + gap / 2;
}

void Summary::drawFacts()
{
    const auto time = [](const QDateTime &utc) {
        return utc.isValid() ? QLocale().toString(utc.toLocalTime(), QLocale::LongFormat) : QString();
    };
    line(boldFont(), titlePoints, Texts::tr("Reset of many passwords"));
    m_y += gap;
    fact(Texts::tr("Zoom account:"), displayText(m_facts.accountName));
    fact(Texts::tr("By:"), displayText(m_facts.operatorName));
    fact(Texts::tr("Begun:"), time(m_facts.begun));
    if (m_totals.lastMsecs > 0)
        fact(Texts::tr("Last outcome:"), time(QDateTime::fromMSecsSinceEpoch(m_totals.lastMsecs).toUTC()));
    fact(Texts::tr("Run:"), m_facts.runId);
    m_y += gap * 2;
    line(boldFont(), textPoints, m_facts.end);
    m_y += gap * 2;
}

void Summary::drawTotals()
{
    const QLocale locale;
    const auto count = [&](BulkRowState state) { return m_totals.states[std::size_t(state)]; };
    for (const BulkRowState state :
         {BulkRowState::Changed, BulkRowState::Refused, BulkRowState::NotSent, BulkRowState::Unknown,
          BulkRowState::InFlight, BulkRowState::Waiting, BulkRowState::Excluded}) {
        if (count(state) > 0)
            fact(Texts::tr("%1:", "an outcome; how many people follows").arg(stateText(state)),
                 locale.toString(count(state)));
    }
    constexpr double indent = 6;
    for (int verdict = 0; verdict < bulkVerdictCount; ++verdict) {
        if (const int people = m_totals.exclusions[std::size_t(verdict)]; people > 0)
            fact(exclusionText(BulkVerdict(verdict)), locale.toString(people), indent);
    }
    if (m_facts.badLines > 0)
        fact(Texts::tr("Lines that could not be read:"), locale.toString(m_facts.badLines));
    m_y += gap * 3;
}

double Summary::heightOf(const Cells &cells)
{
    double height = 0;
    for (std::size_t i = 0; i < cells.size(); ++i)
        height = std::max(height, m_pdf.heightOf(cells[i], m_pdf.width() * shares[i] - gap * 2));
    return std::min(height, mostRowHeight);
}

void Summary::drawCells(const Cells &cells, double height)
{
    double x = 0;
    for (std::size_t i = 0; m_draws && i < cells.size(); ++i) {
        const double width = m_pdf.width() * shares[i];
        if (!cells[i].isEmpty())
            m_pdf.drawText({x, m_y, width - gap * 2, height}, cells[i]);
        x += width;
    }
    m_y += height + gap / 2;
    if (m_draws) {
        m_pdf.painter().setPen(QPen(Qt::lightGray, thin));
        m_pdf.painter().drawLine(QPointF(0, m_y), QPointF(m_pdf.width(), m_y));
        m_pdf.painter().setPen(Qt::black);
    }
    m_y += gap / 2;
}

void Summary::drawTitles()
{
    const Cells titles{Texts::tr("Line"), Texts::tr("Person"), Texts::tr("Outcome"),
                       Texts::tr("Why"),  Texts::tr("Code"),   Texts::tr("Tracking ID")};
    m_pdf.setFont(boldFont(), tablePoints);
    drawCells(titles, heightOf(titles));
    m_pdf.setFont({}, tablePoints);
}

Result<void> Summary::drawTable()
{
    line(boldFont(), textPoints, Texts::tr("Who was not changed, the uncertain ones first:"));
    drawTitles();
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        ++m_progress.done;
        if (m_progress.cancelled)
            return std::unexpected(Error::of(ErrorKind::Cancelled));
        const Cells cells = cellsOf(m_plan.row(m_rows[i]));
        if (!m_draws)
            m_heights.push_back(float(heightOf(cells)));
        if (left() < double(m_heights[i]) + gap) {
            if (const Result<void> begun = beginPage(); !begun)
                return begun;
            drawTitles();
        }
        drawCells(cells, double(m_heights[i]));
    }
    return {};
}

} // namespace

Result<void> writeSummaryPdf(const QString &path, const BulkPlan &plan, const SummaryFacts &facts,
                             ExportProgress &progress)
{
    PdfFile pdf(path, Texts::tr("Reset of many passwords"));
    if (!pdf.isOpen())
        return std::unexpected(pdf.problem());
    if (const Result<void> written = Summary(pdf, plan, facts, progress).write(); !written)
        return written;
    if (progress.cancelled)
        return std::unexpected(Error::of(ErrorKind::Cancelled));
    return pdf.commit();
}

} // namespace Keyturn
