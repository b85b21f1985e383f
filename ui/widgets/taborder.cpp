#include "taborder.h"

#include <QWidget>

namespace Keyturn {

void setTabOrder(std::initializer_list<QWidget *> widgets)
{
    QWidget *before = nullptr;
    for (QWidget *widget : widgets) {
        if (before)
            QWidget::setTabOrder(before, widget);
        before = widget;
    }
}

} // namespace Keyturn
