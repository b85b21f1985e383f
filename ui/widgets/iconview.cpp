#include "iconview.h"

#include <QIcon>
#include <QPainter>
#include <QPixmapCache>

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
    // The style looks in the desktop's themes each time, which takes longer than painting a whole dialog.
    const QString key = QStringLiteral("Keyturn::IconView %1 %2 %3 %4x%5 %6")
                            .arg(style()->objectName(), QIcon::themeName())
                            .arg(int(m_pixmap))
                            .arg(width())
                            .arg(height())
                            .arg(devicePixelRatioF());
    QPixmap pixmap;
    if (!QPixmapCache::find(key, &pixmap)) {
        pixmap = style()->standardIcon(m_pixmap, nullptr, this).pixmap(size(), devicePixelRatioF());
        QPixmapCache::insert(key, pixmap);
    }
    QPainter painter(this);
    style()->drawItemPixmap(&painter, rect(), Qt::AlignCenter, pixmap);
}

} // namespace Keyturn
