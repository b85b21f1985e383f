#pragma once

#include <QMessageBox>

namespace Keyturn {

/// Asked when the window is to be closed while a request is on its way, or while outcomes are open whose
/// passwords would be forgotten. Deletes itself when answered; delete it when the answer has come meanwhile.
class CloseQuestion : public QMessageBox
{
    Q_OBJECT

public:
    enum class Reason { Waiting, OpenOutcomes };

    CloseQuestion(Reason reason, QWidget *window);

signals:
    void closeAnyway();
};

} // namespace Keyturn
