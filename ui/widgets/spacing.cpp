#include "spacing.h"

#include <QLayout>
#include <QWidget>

namespace Keyturn {

void spaceOut(QLayout *layout, const QWidget *dialog)
{
    const int line = dialog->fontMetrics().height();
    layout->setContentsMargins(line, line, line, line);
    layout->setSpacing(line);
}

} // namespace Keyturn
