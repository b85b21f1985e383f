#include "rategraph.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace Keyturn {

RateGraph::RateGraph(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("rateGraph"));
    setAccessibleName(tr("People a second"));
    setToolTip(tr("People a second, over the last minutes"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void RateGraph::add(double perSecond)
{
    m_values.push_back(perSecond);
    if (m_values.size() > mostValues)
        m_values.pop_front();
    setAccessibleDescription(tr("%1 a second").arg(QLocale().toString(perSecond, 'f', 1)));
    update();
}

void RateGraph::clear()
{
    m_values.clear();
    update();
}

QSize RateGraph::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 30, fontMetrics().height() * 3};
}

void RateGraph::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF area = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(palette().color(QPalette::Mid));
    painter.setBrush(palette().color(QPalette::Base));
    painter.drawRect(area);
    if (m_values.size() < 2)
        return;
    constexpr double headroom = 1.15;
    const double top = std::max(1.0, std::ranges::max(m_values)) * headroom;
    // A short run fills the picture, too.
    const double step = area.width() / double(std::max(fewestShown, m_values.size()) - 1);
    const double left = area.right() - step * double(m_values.size() - 1);
    QPainterPath line;
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        const QPointF point(left + step * double(i), area.bottom() - area.height() * m_values[i] / top);
        if (i == 0)
            line.moveTo(point);
        else
            line.lineTo(point);
    }
    QPainterPath filled = line;
    filled.lineTo(area.bottomRight());
    filled.lineTo(left, area.bottom());
    filled.closeSubpath();
    QColor colour = palette().color(QPalette::Highlight);
    painter.setPen(Qt::NoPen);
    constexpr double faint = 0.25;
    colour.setAlphaF(faint);
    painter.fillPath(filled, colour);
    colour.setAlphaF(1);
    painter.setPen(QPen(colour, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(line);
}

} // namespace Keyturn
