#pragma once

#include "core/error.h"
#include "core/outputfile.h"

#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>

#include <atomic>
#include <memory>

class QLocale;

namespace Keyturn {

/// How far an export is, and whether it is to end; shared by the thread that writes and the one that shows.
struct ExportProgress
{
    std::atomic<int> done = 0;
    std::atomic<int> total = 0; ///< 0: not known
    std::atomic<bool> cancelled = false;
};

/// What printers there hold: A4 or Letter.
QPageSize::PageSizeId printedPageSize(const QLocale &locale);

/// A PDF for the printer: A4, or Letter where that is usual; lengths are in millimetres. Readable by this
/// user only, from its first byte. Written whole or not at all. Thread: any; one at a time.
class PdfFile
{
public:
    PdfFile(const QString &path, const QString &title);
    ~PdfFile();
    PdfFile(const PdfFile &) = delete;
    PdfFile &operator=(const PdfFile &) = delete;

    /// False: see problem().
    bool isOpen() const { return m_painter.isActive(); }
    QPainter &painter() { return m_painter; }
    double width() const { return m_width; } ///< of what can be printed on
    double height() const { return m_height; }
    bool newPage() { return m_writer->newPage(); }
    /// In points, as it will be on paper.
    void setFont(QFont font, double points);
    /// How high the text is when it is this wide, in the font that is set.
    double heightOf(const QString &text, double width);
    /// Of one line.
    double widthOf(const QString &text) const;
    /// One line, with an ellipsis in its middle when it is wider.
    QString elided(const QString &text, double width) const;
    /// Wraps between words, and within one that is too long; nothing is drawn beyond the rectangle.
    void drawText(const QRectF &area, const QString &text, Qt::Alignment alignment = Qt::AlignLeft);

    Result<void> commit();
    Error problem() const;

private:
    OutputFile m_file;
    std::unique_ptr<QPdfWriter> m_writer;
    QPainter m_painter;
    double m_width = 0;
    double m_height = 0;
};

} // namespace Keyturn
