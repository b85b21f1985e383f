#include "rulemark.h"

#include <QPainter>
#include <QPainterPath>

namespace Keyturn {

RuleMark::RuleMark(QWidget *parent)
    : QWidget(parent)
{
    const int extent = fontMetrics().ascent();
    setFixedSize(extent, extent);
}

void RuleMark::setSatisfied(bool satisfied)
{
    m_satisfied = satisfied;
    update();
}

void RuleMark::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal extent = width();
    if (!m_satisfied) {
        painter.setPen(QPen(palette().color(QPalette::PlaceholderText), extent / 10));
        painter.drawEllipse(QPointF(extent / 2, extent / 2), extent * 0.32, extent * 0.32);
        return;
    }
    QPainterPath tick(QPointF(extent * 0.12, extent * 0.55));
    tick.lineTo(extent * 0.4, extent * 0.82);
    tick.lineTo(extent * 0.9, extent * 0.2);
    painter.setPen(
        QPen(palette().color(QPalette::WindowText), extent / 7, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(tick);
}

} // namespace Keyturn
