#include "pdffile.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPageLayout>
#include <QTextOption>

#include <algorithm>
#include <array>

namespace Keyturn {

namespace {

constexpr int resolution = 1200;
constexpr double millimetresAnInch = 25.4;
constexpr double pointsAnInch = 72;
constexpr double marginMm = 12;
/// The painter counts in millimetres, and Qt rounds a font's size to whole units: fonts are made so many
/// times larger, and what they draw smaller again.
constexpr double fontScale = 100;
/// Qt multiplies it with the resolution: about a thousandth of a letter.
constexpr double invisibleSpacing = 0.05;

/// Where printers hold Letter, which is not quite where people measure in inches.
bool usesLetter(QLocale::Territory territory)
{
    constexpr std::array territories{QLocale::UnitedStates, QLocale::Canada,           QLocale::Mexico,
                                     QLocale::Philippines,  QLocale::PuertoRico,       QLocale::Chile,
                                     QLocale::Colombia,     QLocale::Venezuela,        QLocale::Guatemala,
                                     QLocale::CostaRica,    QLocale::ElSalvador,       QLocale::Nicaragua,
                                     QLocale::Panama,       QLocale::DominicanRepublic};
    return std::ranges::find(territories, territory) != territories.end();
}

/// The left is the left, also for a name that is written from the right. Between words first, and within one
/// that is too long for a line.
QTextOption optionFor(Qt::Alignment alignment)
{
    QTextOption option(alignment | Qt::AlignAbsolute);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    return option;
}

} // namespace

QPageSize::PageSizeId printedPageSize(const QLocale &locale)
{
    return usesLetter(locale.territory()) ? QPageSize::Letter : QPageSize::A4;
}

PdfFile::PdfFile(const QString &path, const QString &title)
    : m_file(path, OutputFile::Readers::OwnerOnly)
{
    if (!m_file.open())
        return;
    m_writer = std::make_unique<QPdfWriter>(&m_file);
    m_writer->setTitle(title);
    m_writer->setCreator(QCoreApplication::applicationName());
    m_writer->setResolution(resolution);
    m_writer->setPageLayout(QPageLayout(QPageSize(printedPageSize(QLocale())), QPageLayout::Portrait,
                                        QMarginsF(marginMm, marginMm, marginMm, marginMm),
                                        QPageLayout::Millimeter));
    const QRectF area = m_writer->pageLayout().paintRect(QPageLayout::Millimeter);
    m_width = area.width();
    m_height = area.height();
    if (m_painter.begin(m_writer.get()))
        m_painter.scale(resolution / millimetresAnInch, resolution / millimetresAnInch);
}

PdfFile::~PdfFile()
{
    if (m_painter.isActive())
        m_painter.end();
    m_writer.reset();
}

void PdfFile::setFont(QFont font, double points)
{
    font.setPixelSize(qRound(points / pointsAnInch * millimetresAnInch * fontScale));
    font.setHintingPreference(QFont::PreferNoHinting);
    font.setKerning(false);
    // The end of ligatures: an address that is copied or looked for has "ff" in it, not one letter that looks
    // like it.
    font.setLetterSpacing(QFont::AbsoluteSpacing, invisibleSpacing);
    m_painter.setFont(font);
}

double PdfFile::heightOf(const QString &text, double width)
{
    const QRectF area(0, 0, width * fontScale, 1e6);
    return m_painter.boundingRect(area, text, optionFor(Qt::AlignLeft)).height() / fontScale;
}

double PdfFile::widthOf(const QString &text) const
{
    return QFontMetricsF(m_painter.font()).horizontalAdvance(text) / fontScale;
}

QString PdfFile::elided(const QString &text, double width) const
{
    return QFontMetricsF(m_painter.font()).elidedText(text, Qt::ElideMiddle, width * fontScale);
}

void PdfFile::drawText(const QRectF &area, const QString &text, Qt::Alignment alignment)
{
    m_painter.save();
    m_painter.translate(area.topLeft());
    m_painter.scale(1 / fontScale, 1 / fontScale);
    m_painter.drawText(QRectF(0, 0, area.width() * fontScale, area.height() * fontScale), text,
                       optionFor(alignment));
    m_painter.restore();
}

Result<void> PdfFile::commit()
{
    if (m_painter.isActive() && !m_painter.end())
        return std::unexpected(problem());
    m_writer.reset();
    return m_file.commit();
}

Error PdfFile::problem() const
{
    return m_file.error();
}

} // namespace Keyturn
