#include "wraplabel.h"

#include <QPainter>
#include <QStyle>
#include <QTextLayout>

#include <cmath>

namespace Keyturn {

namespace {

constexpr int charactersAtBest = 70; ///< a comfortable line
constexpr int charactersAtLeast = 14;

} // namespace

WrapLabel::WrapLabel(QWidget *parent)
    : WrapLabel(QString(), parent)
{
}

WrapLabel::WrapLabel(const QString &text, QWidget *parent)
    : QLabel(text, parent)
{
    setTextFormat(Qt::PlainText);
    setWordWrap(true); // for the layouts, which ask the size policy
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

QSize WrapLabel::layOut(int width, QPainter *painter) const
{
    QString lines = text();
    lines.replace(u'\n', QChar::LineSeparator);
    QTextLayout layout(lines, font(), this);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setAlignment(QStyle::visualAlignment(layoutDirection(), alignment()) & Qt::AlignHorizontal_Mask);
    option.setTextDirection(layoutDirection());
    layout.setTextOption(option);
    layout.beginLayout();
    qreal height = 0;
    qreal widest = 0;
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        line.setPosition(QPointF(0, height));
        height += line.height();
        widest = qMax(widest, line.naturalTextWidth());
    }
    layout.endLayout();
    if (painter)
        layout.draw(painter, contentsRect().topLeft());
    const QMargins margins = contentsMargins();
    return QSize(int(std::ceil(widest)) + margins.left() + margins.right(),
                 int(std::ceil(height)) + margins.top() + margins.bottom());
}

QSize WrapLabel::sizeAt(int width) const
{
    if (m_sizedText != text() || m_sizedFont != font() || m_sizedDirection != layoutDirection()) {
        m_sizes.clear();
        m_sizedText = text();
        m_sizedFont = font();
        m_sizedDirection = layoutDirection();
    }
    const auto known = m_sizes.constFind(width);
    return known != m_sizes.cend() ? *known : *m_sizes.insert(width, layOut(width, nullptr));
}

QSize WrapLabel::sizeHint() const
{
    return sizeAt(fontMetrics().averageCharWidth() * charactersAtBest);
}

QSize WrapLabel::minimumSizeHint() const
{
    const int width = qMin(sizeHint().width(), fontMetrics().averageCharWidth() * charactersAtLeast);
    return {width, fontMetrics().height()};
}

int WrapLabel::heightForWidth(int width) const
{
    const QMargins margins = contentsMargins();
    return sizeAt(qMax(1, width - margins.left() - margins.right())).height();
}

void WrapLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    layOut(contentsRect().width(), &painter);
}

} // namespace Keyturn
