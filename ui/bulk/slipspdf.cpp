#include "slipspdf.h"

#include "pdffile.h"
#include "widgets/displaytext.h"

#include <QCoreApplication>
#include <QFontDatabase>
#include <QLocale>
#include <QRawFont>

#include <algorithm>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::SlipsPdf)
};

// In millimetres.
constexpr double lowestSlip = 54; ///< with everything that may be on it
constexpr double padding = 4;
constexpr double smallLine = 4.5;
constexpr double mostOfPerson = 7; ///< the name, and the address
constexpr double boxHeight = 12;
constexpr double boxPadding = 3;
constexpr double gap = 1;
constexpr double mostOfLegend = 8;
constexpr double mostOfHint = 9;

constexpr double namePoints = 13;
constexpr double textPoints = 9;
constexpr double smallPoints = 8;
constexpr double passwordPoints = 22;
constexpr double smallestPassword = 12;
constexpr double smallestOfName = 5;

/// So many characters are tinted alike: the eye keeps its place in them.
constexpr int group = 4;

/// In code points, and without a copy of the password that nobody wipes. Until `visit` returns false.
template<typename Visit>
bool allCharacters(QStringView password, const Visit &visit)
{
    for (qsizetype i = 0; i < password.size(); ++i) {
        char32_t c = password[i].unicode();
        if (password[i].isHighSurrogate() && i + 1 < password.size() && password[i + 1].isLowSurrogate()) {
            c = QChar::surrogateToUcs4(password[i], password[i + 1]);
            ++i;
        }
        if (!visit(c))
            return false;
    }
    return true;
}

/// Whether each character stands at its place, one after the other from the left, in a shape of its own.
bool canBePrinted(QStringView password, const QRawFont &font)
{
    return allCharacters(password, [&font](char32_t c) {
        const QChar::Direction direction = QChar::direction(c);
        return c == U' '
            || (QChar::isPrint(c) && !QChar::isSpace(c) && !QChar::isMark(c) && direction != QChar::DirR
                && direction != QChar::DirAL && font.supportsCharacter(c));
    });
}

/// Draws one slip after the other.
class Slips
{
public:
    Slips(PdfFile &pdf, const QFont &mono, const QString &accountName, int total)
        : m_pdf(pdf)
        , m_mono(mono)
        , m_raw(QRawFont::fromFont(mono))
        , m_accountName(displayText(accountName))
        , m_total(total)
        , m_onPage(std::max(1, int(pdf.height() / lowestSlip)))
    {
    }

    Result<void> add(const BulkRow &row, const QString &password);

private:
    bool fits(const QString &password);
    void drawPerson(const BulkRow &row);
    void drawPassword(const QString &password);
    void drawHint(BulkRowState state);
    void line(const QString &text, double most);
    /// Smaller rather than cut off: an address without its end is another one.
    void shrunk(const QFont &font, double points, const QString &text);
    void drawCutLine(double y);

    PdfFile &m_pdf;
    QFont m_mono;
    QRawFont m_raw;
    QString m_accountName;
    int m_total;
    int m_onPage;
    int m_count = 0;
    double m_y = 0;
};

Result<void> Slips::add(const BulkRow &row, const QString &password)
{
    if (!canBePrinted(password, m_raw) || !fits(password))
        return std::unexpected(Error::of(
            ErrorKind::SettingsFailed,
            Texts::tr("The password of %1 is too long for a slip, or has characters that cannot be told "
                      "apart for certain on paper. Write the passwords as a table instead.")
                .arg(displayText(row.target))));
    const int place = m_count++ % m_onPage;
    if (place == 0 && m_count > 1 && !m_pdf.newPage())
        return std::unexpected(m_pdf.problem());
    const double height = m_pdf.height() / m_onPage;
    m_y = height * place + padding;
    drawPerson(row);
    drawPassword(password);
    drawHint(row.state);
    // Below the last one, too, when the page goes on without slips.
    if (place + 1 < m_onPage)
        drawCutLine(height * (place + 1));
    return {};
}

void Slips::line(const QString &text, double most)
{
    const double height = std::min(m_pdf.heightOf(text, m_pdf.width()), most);
    m_pdf.drawText({0, m_y, m_pdf.width(), height}, text);
    m_y += height;
}

void Slips::shrunk(const QFont &font, double points, const QString &text)
{
    m_pdf.setFont(font, points);
    while (points > smallestOfName && m_pdf.heightOf(text, m_pdf.width()) > mostOfPerson)
        m_pdf.setFont(font, points -= 1);
    line(text, mostOfPerson);
}

void Slips::drawPerson(const BulkRow &row)
{
    const QLocale locale;
    m_pdf.setFont({}, smallPoints);
    m_pdf.painter().setPen(Qt::darkGray);
    const QString number = Texts::tr("%1 of %2", "a slip's number, and how many there are")
                               .arg(locale.toString(m_count), locale.toString(m_total));
    const double left = m_pdf.width() - m_pdf.widthOf(number) - gap * 4;
    m_pdf.drawText({0, m_y, left, smallLine},
                   m_pdf.elided(Texts::tr("Zoom account: %1").arg(m_accountName), left));
    m_pdf.drawText({left, m_y, m_pdf.width() - left, smallLine}, number, Qt::AlignRight);
    m_pdf.painter().setPen(Qt::black);
    m_y += smallLine;

    QFont bold;
    bold.setBold(true);
    shrunk(bold, namePoints, displayText(row.name.isEmpty() ? row.target : row.name));
    if (!row.name.isEmpty())
        shrunk({}, textPoints, displayText(row.target));
    m_y += gap;
    m_pdf.setFont({}, textPoints);
    line(Texts::tr("Your new password:"), smallLine);
    m_y += gap / 2;
}

/// Sets the font in which the password is one line: with a line break, it would be typed with one.
bool Slips::fits(const QString &password)
{
    double points = passwordPoints;
    m_pdf.setFont(m_mono, points);
    const double width = m_pdf.width() - boxPadding * 2;
    while (m_pdf.widthOf(password) > width && points > smallestPassword)
        m_pdf.setFont(m_mono, --points);
    return m_pdf.widthOf(password) <= width;
}

/// Groups are told by a tint and not by gaps, which come along as blanks when the text is copied.
void Slips::drawPassword(const QString &password)
{
    constexpr double tinted = 0.91;
    constexpr double thin = 0.2;
    fits(password);
    QPainter &painter = m_pdf.painter();
    const QRectF box(0, m_y, m_pdf.width(), boxHeight);
    const double advance = m_pdf.widthOf(QStringLiteral("0"));
    int count = 0;
    allCharacters(password, [&count](char32_t) { return ++count > 0; });
    if (count > group * 3 / 2) {
        for (int from = group; from < count; from += group * 2) {
            const double width = advance * std::min(group, count - from);
            painter.fillRect(QRectF(boxPadding + advance * from, box.top(), width, boxHeight),
                             QColor::fromRgbF(tinted, tinted, tinted));
        }
    }
    painter.setPen(QPen(Qt::black, thin));
    painter.drawRect(box);
    const double height = m_pdf.heightOf(password, box.width());
    const double top = box.top() + (boxHeight - height) / 2;
    m_pdf.drawText({boxPadding, top, box.width() - boxPadding, height}, password);
    // A blank is marked, and not replaced: what is copied is the password.
    double x = boxPadding;
    const double y = top + height * 4 / 5;
    allCharacters(password, [&](char32_t c) {
        const double right = x + advance - gap / 2;
        if (c == U' ')
            painter.drawPolyline(
                QPolygonF({{x + gap / 2, y - gap}, {x + gap / 2, y}, {right, y}, {right, y - gap}}));
        x += advance;
        return true;
    });
    m_y += boxHeight + gap;
    if (const QString legend = lookAlikeLegend(password); !legend.isEmpty()) {
        m_pdf.setFont(m_mono, smallPoints);
        line(legend, mostOfLegend);
    }
}

void Slips::drawHint(BulkRowState state)
{
    m_y += gap / 2;
    QFont font;
    font.setBold(state == BulkRowState::Unknown);
    m_pdf.setFont(font, textPoints);
    line(state == BulkRowState::Unknown
             ? Texts::tr("It is not certain that this password is set already. Ask the help desk before you "
                         "rely on it.")
             : Texts::tr("Sign in to Zoom with it, choose a password of your own, and then destroy this "
                         "slip."),
         mostOfHint);
}

void Slips::drawCutLine(double y)
{
    constexpr double thin = 0.2;
    QPen pen(Qt::gray, thin);
    pen.setDashPattern({10, 8}); // times the pen's width
    m_pdf.painter().setPen(pen);
    m_pdf.painter().drawLine(QPointF(0, y), QPointF(m_pdf.width(), y));
    m_pdf.painter().setPen(Qt::black);
}

} // namespace

std::optional<QFont> fontWithoutLookAlikes(const QStringList &families)
{
    for (const char *name : {"DejaVu Sans Mono", "Consolas", "Cascadia Mono", "Menlo", "SF Mono",
                             "Liberation Mono", "Noto Sans Mono"}) {
        const QString family = QString::fromLatin1(name);
        if (!families.contains(family))
            continue;
        QFont font(family);
        font.setStyleHint(QFont::Monospace);
        // Nobody else's glyph may stand in for one that it lacks.
        font.setStyleStrategy(QFont::NoFontMerging);
        return font;
    }
    return std::nullopt;
}

std::optional<QFont> fontWithoutLookAlikes()
{
    return fontWithoutLookAlikes(QFontDatabase::families());
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
    add(u' ', Texts::tr("A marked gap is a blank."));
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
    int total = 0;
    for (int index = 0; index < plan.count(); ++index)
        total += mayHoldNewPassword(plan.state(index)) ? 1 : 0;
    PdfFile pdf(path, Texts::tr("Password slips"));
    if (!pdf.isOpen())
        return std::unexpected(pdf.problem());
    Slips slips(pdf, *mono, accountName, total);
    progress.total = plan.count();
    for (int index = 0; index < plan.count(); ++index) {
        progress.done = index;
        if (progress.cancelled)
            return std::unexpected(Error::of(ErrorKind::Cancelled));
        if (!mayHoldNewPassword(plan.state(index)))
            continue;
        const Result<Secret> password = passwordOf(index);
        if (!password)
            return std::unexpected(password.error());
        QString text = QString::fromUtf8(password->exposeUtf8());
        const Result<void> added = slips.add(plan.row(index), text);
        wipe(text);
        if (!added)
            return added;
    }
    if (progress.cancelled)
        return std::unexpected(Error::of(ErrorKind::Cancelled));
    return pdf.commit();
}

} // namespace Keyturn
