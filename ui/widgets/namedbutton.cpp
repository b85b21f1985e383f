#include "namedbutton.h"

#include <QPushButton>

namespace Keyturn {

QPushButton *namedButton(const QString &text, const char *objectName, const QString &toolTip, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(QLatin1String(objectName));
    button->setAccessibleName(QString(text).remove(u'&'));
    button->setToolTip(toolTip);
    button->setAutoDefault(false);
    return button;
}

} // namespace Keyturn
