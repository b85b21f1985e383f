#include "accountcolour.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPixmap>
#include <QStyle>
#include <QWidget>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(AccountColour)
};

/// On the colour wheel; -1: grey.
int hueOf(Account::Colour colour)
{
    switch (colour) {
    case Account::Colour::Red:
        return 0;
    case Account::Colour::Orange:
        return 28;
    case Account::Colour::Yellow:
        return 50;
    case Account::Colour::Green:
        return 120;
    case Account::Colour::Teal:
        return 175;
    case Account::Colour::Blue:
        return 215;
    case Account::Colour::Purple:
        return 285;
    case Account::Colour::Grey:
    case Account::Colour::None:
        break;
    }
    return -1;
}

} // namespace

QString accountColourName(Account::Colour colour)
{
    switch (colour) {
    case Account::Colour::None:
        return Texts::tr("None");
    case Account::Colour::Red:
        return Texts::tr("Red");
    case Account::Colour::Orange:
        return Texts::tr("Orange");
    case Account::Colour::Yellow:
        return Texts::tr("Yellow");
    case Account::Colour::Green:
        return Texts::tr("Green");
    case Account::Colour::Teal:
        return Texts::tr("Teal");
    case Account::Colour::Blue:
        return Texts::tr("Blue");
    case Account::Colour::Purple:
        return Texts::tr("Purple");
    case Account::Colour::Grey:
        return Texts::tr("Grey");
    }
    return {};
}

QIcon accountColourIcon(Account::Colour colour, const QWidget *widget)
{
    if (colour == Account::Colour::None)
        return {};
    const bool darkDesktop = widget->palette().base().color().lightness() < 128;
    const int hue = hueOf(colour);
    const QColor dot = QColor::fromHsl(qMax(hue, 0), hue < 0 ? 0 : 190, darkDesktop ? 150 : 110);
    const int extent = widget->style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, widget);
    const qreal ratio = widget->devicePixelRatioF();
    QPixmap pixmap(QSize(extent, extent) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(dot);
    const qreal margin = extent / 6.0;
    painter.drawEllipse(QRectF(margin, margin, extent - 2 * margin, extent - 2 * margin));
    return pixmap;
}

} // namespace Keyturn
