#include "keepquestion.h"

#include <QPushButton>

namespace Keyturn {

KeepQuestion::KeepQuestion(QWidget *window)
    : QMessageBox(window)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("keepQuestion"));
    setIcon(QMessageBox::Question);
    setWindowTitle(tr("Close without handing the password over?"));
    setText(tr("Nobody has seen this password yet, and Keyturn does not keep it."));
    setInformativeText(tr("If you close it now, this person's password has to be reset once more, with "
                          "another one."));
    QPushButton *keep = addButton(tr("&Keep it open"), QMessageBox::RejectRole);
    keep->setObjectName(QStringLiteral("keepOpen"));
    keep->setAccessibleName(tr("Keep it open"));
    // Without a letter: a message box takes letters without Alt, too.
    QPushButton *anyway = addButton(tr("Close anyway"), QMessageBox::DestructiveRole);
    anyway->setObjectName(QStringLiteral("loseAnyway"));
    anyway->setAccessibleName(tr("Close anyway"));
    setDefaultButton(keep);
    setEscapeButton(keep);
    connect(anyway, &QPushButton::clicked, this, &KeepQuestion::closeAnyway);
}

} // namespace Keyturn
