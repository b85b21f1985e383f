#pragma once

#include <QStyle>
#include <QWidget>

namespace Keyturn {

/// One of the style's own icons, painted at the screen's resolution and in step with the style.
class IconView : public QWidget
{
    Q_OBJECT

public:
    IconView(QStyle::StandardPixmap pixmap, int extent, QWidget *parent = nullptr);

    void setPixmap(QStyle::StandardPixmap pixmap);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QStyle::StandardPixmap m_pixmap;
};

} // namespace Keyturn
