#include "pdffile.h"

#include <QCoreApplication>
#include <QFile>
#include <QLocale>
#include <QPageLayout>

namespace Keyturn {

namespace {

constexpr int resolution = 1200;
constexpr double millimetresAnInch = 25.4;
constexpr double pointsAnInch = 72;
constexpr double marginMm = 12;
/// The painter counts in millimetres, and Qt rounds a font's size to whole units: fonts are made so many
/// times larger, and what they draw smaller again.
constexpr double fontScale = 100;

} // namespace

PdfFile::PdfFile(const QString &path, const QString &title)
    : m_file(path)
{
    if (!m_file.open(QIODevice::WriteOnly)
        || !m_file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)) // before there is anything in it
        return;
    m_writer = std::make_unique<QPdfWriter>(&m_file);
    m_writer->setTitle(title);
    m_writer->setCreator(QCoreApplication::applicationName());
    m_writer->setResolution(resolution);
    const bool isLetter = QLocale().measurementSystem() == QLocale::ImperialUSSystem;
    m_writer->setPageLayout(
        QPageLayout(QPageSize(isLetter ? QPageSize::Letter : QPageSize::A4), QPageLayout::Portrait,
                    QMarginsF(marginMm, marginMm, marginMm, marginMm), QPageLayout::Millimeter));
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
    m_file.cancelWriting();
}

void PdfFile::setFont(QFont font, double points)
{
    font.setPixelSize(qRound(points / pointsAnInch * millimetresAnInch * fontScale));
    font.setHintingPreference(QFont::PreferNoHinting);
    font.setKerning(false);
    m_painter.setFont(font);
}

double PdfFile::heightOf(const QString &text, double width) const
{
    const QRectF area(0, 0, width * fontScale, 1e6);
    return QFontMetricsF(m_painter.font())
               .boundingRect(area, int(Qt::TextWrapAnywhere) | int(Qt::AlignLeft), text)
               .height()
        / fontScale;
}

void PdfFile::drawText(const QRectF &area, const QString &text, int flags)
{
    m_painter.save();
    m_painter.translate(area.topLeft());
    m_painter.scale(1 / fontScale, 1 / fontScale);
    m_painter.drawText(QRectF(0, 0, area.width() * fontScale, area.height() * fontScale),
                       flags | int(Qt::TextWrapAnywhere), text);
    m_painter.restore();
}

Result<void> PdfFile::commit()
{
    if (m_painter.isActive() && !m_painter.end())
        return std::unexpected(problem());
    m_writer.reset();
    if (!m_file.commit())
        return std::unexpected(problem());
    return {};
}

Error PdfFile::problem() const
{
    return Error::of(ErrorKind::SettingsFailed, m_file.errorString());
}

} // namespace Keyturn
