#include "recordquestion.h"

#include "words/displaytext.h"

#include <QPushButton>

namespace Keyturn {

RecordQuestion::RecordQuestion(const QString &reason, QWidget *window)
    : QMessageBox(window)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("recordQuestion"));
    setIcon(QMessageBox::Warning);
    setWindowTitle(tr("Send without a history entry?"));
    setTextFormat(Qt::PlainText);
    setText(tr("The history cannot be written: %1. Nothing has been sent yet.").arg(displayText(reason)));
    // [WIRE-cut]
    setInformativeText(tr("Without its entry, nobody learns of this change if Keyturn or the computer stops "
                          "before Zoom has answered."));
    QPushButton *again = addButton(tr("&Try again"), QMessageBox::AcceptRole);
    again->setObjectName(QStringLiteral("recordAgain"));
    again->setAccessibleName(tr("Try again"));
    QPushButton *stop = addButton(tr("&Do not send"), QMessageBox::RejectRole);
    stop->setObjectName(QStringLiteral("doNotSend"));
    stop->setAccessibleName(tr("Do not send"));
    // Without a letter: a message box takes letters without Alt, too.
    QPushButton *anyway = addButton(tr("Send without an entry"), QMessageBox::DestructiveRole);
    anyway->setObjectName(QStringLiteral("sendUnrecorded"));
    anyway->setAccessibleName(tr("Send without an entry"));
    setDefaultButton(again);
    setEscapeButton(stop);
    connect(this, &QMessageBox::buttonClicked, this, [this, again, anyway](const QAbstractButton *button) {
        if (button == again)
            emit tryAgain();
        else if (button == anyway)
            emit sendAnyway();
        else
            emit doNotSend();
    });
}

} // namespace Keyturn
