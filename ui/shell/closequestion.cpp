#include "closequestion.h"

#include <QPushButton>

namespace Keyturn {

CloseQuestion::CloseQuestion(Reason reason, QWidget *window)
    : QMessageBox(window)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("closeQuestion"));
    setIcon(QMessageBox::Warning);
    const bool isWaiting = reason == Reason::Waiting;
    setWindowTitle(isWaiting ? tr("Close while waiting for Zoom?") : tr("Close with open outcomes?"));
    // [WIRE-cut]
    setText(isWaiting ? tr("The request was already sent, and Zoom has not answered yet.")
                      : tr("It is not known yet what became of every password that was sent."));
    setInformativeText(
        isWaiting
            ? tr("If you close Keyturn now, you will not learn whether the password was changed.")
            : tr("If you close Keyturn now, it forgets those passwords, and cannot find out any more by "
                 "sending them again. The history keeps that the outcomes are unknown."));
    const QString stay = isWaiting ? tr("&Wait") : tr("&Keep it open");
    QPushButton *wait = addButton(stay, QMessageBox::RejectRole);
    wait->setObjectName(isWaiting ? QStringLiteral("waitForAnswer") : QStringLiteral("keepWindow"));
    wait->setAccessibleName(isWaiting ? tr("Wait") : tr("Keep it open"));
    // Without a letter: a message box takes letters without Alt, too.
    QPushButton *anyway = addButton(tr("Close anyway"), QMessageBox::DestructiveRole);
    anyway->setObjectName(QStringLiteral("closeAnyway"));
    anyway->setAccessibleName(tr("Close anyway"));
    setDefaultButton(wait);
    setEscapeButton(wait);
    connect(anyway, &QPushButton::clicked, this, &CloseQuestion::closeAnyway);
}

} // namespace Keyturn
