#include "slipspdf.h"

#include "pdffile.h"
#include "widgets/displaytext.h"

#include <QCoreApplication>
#include <QFontDatabase>
#include <QStringList>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::SlipsPdf)
};

constexpr int slipsAPage = 4;
constexpr double padding = 5; // mm
constexpr double namePoints = 13;
constexpr double smallPoints = 9;
constexpr double passwordPoints = 22;
constexpr double smallestPoints = 8;
constexpr double smallestOfName = 5;

bool getsSlip(BulkRowState state)
{
    return state == BulkRowState::Changed || state == BulkRowState::Unknown;
}

/// As large as fits into one line: a password that is wrapped would be typed with a line break in mind.
double pointsFor(PdfFile &pdf, const QFont &font, const QString &password, double width)
{
    double points = passwordPoints;
    const auto fits = [&] {
        pdf.setFont(font, points);
        const double oneLine = pdf.heightOf(QStringLiteral("X"), width);
        return pdf.heightOf(password, width) < oneLine * 3 / 2;
    };
    while (points > smallestPoints && !fits())
        points -= 1;
    return points;
}

void drawSlip(PdfFile &pdf, const QRectF &slip, const BulkRow &row, const QString &password,
              const QString &accountName, const QFont &mono)
{
    const QRectF area = slip.adjusted(0, padding, 0, -padding);
    const QFont plain;
    QFont bold;
    bold.setBold(true);
    double y = area.top();
    const auto line = [&](const QString &text, double most) {
        const double height = std::min(pdf.heightOf(text, area.width()), most);
        pdf.drawText({area.left(), y, area.width(), height}, text);
        y += height;
    };
    // Smaller rather than cut off: an address without its end is another one.
    const auto person = [&](const QFont &font, double points, const QString &text) {
        constexpr double most = 12;
        pdf.setFont(font, points);
        while (points > smallestOfName && pdf.heightOf(text, area.width()) > most)
            pdf.setFont(font, points -= 1);
        line(text, most);
    };
    person(bold, namePoints, displayText(row.name.isEmpty() ? row.target : row.name));
    if (!row.name.isEmpty())
        person(plain, smallPoints, displayText(row.target));
    pdf.setFont(plain, smallPoints);
    line(Texts::tr("Zoom account: %1").arg(displayText(accountName)), 8);
    y += 2;
    line(Texts::tr("Your new password:"), 6);
    pdf.setFont(mono, pointsFor(pdf, mono, password, area.width()));
    line(password, 14);
    y += 1;
    pdf.setFont(plain, smallPoints);
    if (const QString legend = lookAlikeLegend(password); !legend.isEmpty())
        line(legend, 10);
    if (row.state == BulkRowState::Unknown) {
        pdf.setFont(bold, smallPoints);
        line(Texts::tr(
                 "It is not certain that this password is set already. Ask the help desk before you use it."),
             10);
    } else {
        line(Texts::tr("Sign in to Zoom with it, and then choose a password of your own."), 10);
    }
}

void drawCutLine(PdfFile &pdf, double y)
{
    QPen pen(Qt::gray);
    constexpr double thin = 0.2;
    pen.setWidthF(thin);
    pen.setStyle(Qt::DashLine);
    pdf.painter().setPen(pen);
    pdf.painter().drawLine(QPointF(0, y), QPointF(pdf.width(), y));
    pdf.painter().setPen(Qt::black);
}

} // namespace

std::optional<QFont> fontWithoutLookAlikes()
{
    const QStringList there = QFontDatabase::families();
    for (const char *name : {"DejaVu Sans Mono", "Consolas", "Cascadia Mono", "Menlo", "SF Mono",
                             "Liberation Mono", "Noto Sans Mono"}) {
        const QString family = QString::fromLatin1(name);
        if (!there.contains(family))
            continue;
        QFont font(family);
        font.setStyleHint(QFont::Monospace);
        return font;
    }
    return std::nullopt;
}

QString lookAlikeLegend(const QString &password)
{
    QStringList legend;
    const auto add = [&](QChar c, const QString &words) {
        if (password.contains(c))
            legend.append(words);
    };
    add(u'0', Texts::tr("0 is the digit zero."));
    add(u'O', Texts::tr("O is a capital letter."));
    add(u'1', Texts::tr("1 is the digit one."));
    add(u'l', Texts::tr("l is a small L."));
    add(u'I', Texts::tr("I is a capital i."));
    add(u'|', Texts::tr("| is a vertical bar."));
    return legend.join(u' ');
}

Result<void> writeSlipsPdf(const QString &path, const BulkPlan &plan,
                           const std::function<Result<Secret>(int row)> &passwordOf,
                           const QString &accountName, ExportProgress &progress)
{
    const std::optional<QFont> mono = fontWithoutLookAlikes();
    if (!mono)
        return std::unexpected(Error::of(
            ErrorKind::SettingsFailed,
            Texts::tr("This computer has no font in which 0 and O, 1, l and I differ for certain. Install "
                      "DejaVu Sans Mono.")));
    PdfFile pdf(path, Texts::tr("Password slips"));
    if (!pdf.isOpen())
        return std::unexpected(pdf.problem());
    progress.total = plan.count();
    const double slipHeight = pdf.height() / slipsAPage;
    int slips = 0;
    for (int index = 0; index < plan.count(); ++index) {
        progress.done = index;
        if (progress.cancelled)
            return std::unexpected(Error::of(ErrorKind::Cancelled));
        if (!getsSlip(plan.state(index)))
            continue;
        const Result<Secret> password = passwordOf(index);
        if (!password)
            return std::unexpected(password.error());
        const int place = slips++ % slipsAPage;
        if (place == 0 && slips > 1 && !pdf.newPage())
            return std::unexpected(pdf.problem());
        const double top = slipHeight * place;
        if (place > 0)
            drawCutLine(pdf, top);
        QString text = QString::fromUtf8(password->exposeUtf8());
        drawSlip(pdf, {0, top, pdf.width(), slipHeight}, plan.row(index), text, accountName, *mono);
        wipe(text);
    }
    return pdf.commit();
}

} // namespace Keyturn
