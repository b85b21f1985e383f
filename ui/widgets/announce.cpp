#include "announce.h"

#include <QAccessible>
#include <QWidget>

namespace Keyturn {

void announce(QWidget *widget)
{
    // The AT-SPI bridge of Qt 6.4 passes on the first of these only, Windows the second; the announcement
    // event that would serve both came with 6.8.
    for (const QAccessible::Event type : {QAccessible::NameChanged, QAccessible::Alert}) {
        QAccessibleEvent event(widget, type);
        QAccessible::updateAccessibility(&event);
    }
}

} // namespace Keyturn
