#include "closequestion.h"

#include <QPushButton>

namespace Keyturn {

CloseQuestion::CloseQuestion(QWidget *window)
    : QMessageBox(window)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("closeQuestion"));
    setIcon(QMessageBox::Warning);
    setWindowTitle(tr("Close while waiting for Zoom?"));
    setText(tr("The request was already sent, and Zoom has not answered yet."));
    setInformativeText(tr("If you close Keyturn now, you will not learn whether the password was changed."));
    QPushButton *wait = addButton(tr("&Wait"), QMessageBox::RejectRole);
    wait->setObjectName(QStringLiteral("waitForAnswer"));
    wait->setAccessibleName(tr("Wait"));
    QPushButton *anyway = addButton(tr("&Close anyway"), QMessageBox::DestructiveRole);
    anyway->setObjectName(QStringLiteral("closeAnyway"));
    anyway->setAccessibleName(tr("Close anyway"));
    setDefaultButton(wait);
    setEscapeButton(wait);
    connect(anyway, &QPushButton::clicked, this, &CloseQuestion::closeAnyway);
}

} // namespace Keyturn
