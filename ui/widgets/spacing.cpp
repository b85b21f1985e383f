#include "spacing.h"

#include <QBoxLayout>
#include <QWidget>

namespace Keyturn {

void spaceOut(QLayout *layout, const QWidget *dialog)
{
    const int line = dialog->fontMetrics().height();
    layout->setContentsMargins(line, line, line, line);
    layout->setSpacing(line);
}

QVBoxLayout *putBesideIcon(QWidget *icon, QLayout *texts, QWidget *dialog)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(dialog->fontMetrics().height());
    row->addWidget(icon, 0, Qt::AlignTop);
    row->addLayout(texts, 1);
    auto *column = new QVBoxLayout(dialog);
    spaceOut(column, dialog);
    column->addLayout(row, 1);
    return column;
}

} // namespace Keyturn
