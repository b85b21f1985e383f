#include "iconview.h"

#include <QIcon>
#include <QPainter>

namespace Keyturn {

IconView::IconView(QStyle::StandardPixmap pixmap, int extent, QWidget *parent)
    : QWidget(parent)
    , m_pixmap(pixmap)
{
    setFixedSize(extent, extent);
}

void IconView::setPixmap(QStyle::StandardPixmap pixmap)
{
    m_pixmap = pixmap;
    update();
}

void IconView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    style()->standardIcon(m_pixmap, nullptr, this).paint(&painter, rect());
}

} // namespace Keyturn
