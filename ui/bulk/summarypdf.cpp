#include "summarypdf.h"

#include "bulkwords.h"
#include "pdffile.h"
#include "widgets/displaytext.h"

#include <QCoreApplication>
#include <QLocale>

#include <array>
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
constexpr double gap = 1; // mm
constexpr double footer = 8;
constexpr double mostRowHeight = 20;

// Shares of the width: line, person, name, outcome, why, tracking ID.
constexpr std::array<double, 6> shares{0.06, 0.24, 0.16, 0.10, 0.26, 0.18};

using Cells = std::array<QString, shares.size()>;

/// One page after the other, with its number.
class Pages
{
public:
    explicit Pages(PdfFile &pdf)
        : m_pdf(pdf)
    {
        number();
    }
    double y = 0;
    double left() const { return m_pdf.height() - footer - y; }
    bool next()
    {
        if (!m_pdf.newPage())
            return false;
        ++m_page;
        y = 0;
        number();
        return true;
    }
    void line(const QFont &font, double points, const QString &text)
    {
        m_pdf.setFont(font, points);
        const double height = m_pdf.heightOf(text, m_pdf.width());
        m_pdf.drawText({0, y, m_pdf.width(), height}, text);
        y += height + gap;
    }

private:
    void number()
    {
        m_pdf.setFont(QFont(), tablePoints);
        m_pdf.drawText({0, m_pdf.height() - footer / 2, m_pdf.width(), footer / 2},
                       Texts::tr("Page %1").arg(QLocale().toString(m_page)), Qt::AlignRight | Qt::AlignTop);
    }

    PdfFile &m_pdf;
    int m_page = 1;
};

void drawCells(PdfFile &pdf, Pages &pages, const QFont &font, const Cells &cells)
{
    pdf.setFont(font, tablePoints);
    double height = 0;
    for (std::size_t i = 0; i < cells.size(); ++i)
        height = std::max(height, pdf.heightOf(cells[i], pdf.width() * shares[i] - gap * 2));
    height = std::min(height, mostRowHeight);
    double x = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const double width = pdf.width() * shares[i];
        pdf.drawText({x, pages.y, width - gap * 2, height}, cells[i]);
        x += width;
    }
    pages.y += height + gap;
}

void drawFacts(Pages &pages, const BulkPlan &plan, const SummaryFacts &facts)
{
    const QLocale locale;
    QFont bold;
    bold.setBold(true);
    pages.line(bold, titlePoints, Texts::tr("Reset of many passwords"));
    pages.line({}, textPoints, Texts::tr("Zoom account: %1").arg(displayText(facts.accountName)));
    pages.line({}, textPoints, Texts::tr("By: %1").arg(displayText(facts.operatorName)));
    pages.line({}, textPoints,
               Texts::tr("Begun: %1").arg(locale.toString(facts.begun.toLocalTime(), QLocale::LongFormat)));
    pages.line({}, textPoints, Texts::tr("Run: %1").arg(facts.runId));
    pages.y += gap * 3;
    pages.line({}, textPoints, facts.end);
    pages.y += gap * 3;

    std::array<int, 7> states = {};
    for (int row = 0; row < plan.count(); ++row)
        ++states[std::size_t(plan.state(row))];
    for (const BulkRowState state : {BulkRowState::Changed, BulkRowState::Refused, BulkRowState::NotSent,
                                     BulkRowState::Unknown, BulkRowState::Waiting, BulkRowState::Excluded}) {
        BulkRow row;
        row.state = state;
        if (const int count = states[std::size_t(state)]; count > 0)
            pages.line(bold, textPoints,
                       Texts::tr("%1: %2", "an outcome, and for how many people")
                           .arg(rowStateText(row), locale.toString(count)));
    }
    if (facts.badLines > 0)
        pages.line(
            bold, textPoints,
            Texts::tr("Lines of the file that could not be read: %1").arg(locale.toString(facts.badLines)));
    pages.y += gap * 3;
}

} // namespace

Result<void> writeSummaryPdf(const QString &path, const BulkPlan &plan, const SummaryFacts &facts,
                             ExportProgress &progress)
{
    PdfFile pdf(path, Texts::tr("Reset of many passwords"));
    if (!pdf.isOpen())
        return std::unexpected(pdf.problem());
    Pages pages(pdf);
    drawFacts(pages, plan, facts);
    QFont bold;
    bold.setBold(true);
    const Cells titles{Texts::tr("Line"),    Texts::tr("E-mail or ID"), Texts::tr("Name"),
                       Texts::tr("Outcome"), Texts::tr("Why"),          Texts::tr("Tracking ID")};
    progress.total = plan.count();
    bool begun = false;
    for (int index = 0; index < plan.count(); ++index) {
        progress.done = index;
        if (progress.cancelled)
            return std::unexpected(Error::of(ErrorKind::Cancelled));
        if (plan.state(index) == BulkRowState::Changed)
            continue;
        if (!std::exchange(begun, true)) {
            pages.line(bold, textPoints, Texts::tr("Not changed:"));
            drawCells(pdf, pages, bold, titles);
        } else if (pages.left() < mostRowHeight) {
            if (!pages.next())
                return std::unexpected(pdf.problem());
            drawCells(pdf, pages, bold, titles);
        }
        const BulkRow row = plan.row(index);
        drawCells(pdf, pages, {},
                  {row.line > 0 ? QLocale().toString(row.line) : QString(), displayText(row.target),
                   displayText(row.name), rowStateText(row), rowReason(row), displayText(row.trackingId)});
    }
    return pdf.commit();
}

} // namespace Keyturn
