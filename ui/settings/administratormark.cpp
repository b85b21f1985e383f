#include "administratormark.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

namespace Keyturn {

namespace {

class Padlock final : public QWidget
{
public:
    explicit Padlock(QWidget *parent)
        : QWidget(parent)
    {
        const int extent = fontMetrics().ascent();
        setFixedSize(extent, extent);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const qreal extent = width();
        const QColor colour = palette().color(QPalette::WindowText);
        painter.setPen(QPen(colour, extent / 8));
        painter.drawArc(QRectF(extent * 0.28, extent * 0.08, extent * 0.44, extent * 0.7), 0, 180 * 16);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawRoundedRect(QRectF(extent * 0.14, extent * 0.44, extent * 0.72, extent * 0.5),
                                extent * 0.08, extent * 0.08);
    }
};

} // namespace

AdministratorMark::AdministratorMark(QWidget *parent)
    : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->addWidget(new Padlock(this));
    row->addWidget(new QLabel(words(), this), 1);
}

QString AdministratorMark::words()
{
    return tr("Set by your administrator");
}

} // namespace Keyturn
