#pragma once

#include <QMessageBox>

namespace Keyturn {

/// Asked when the window is to be closed while a request is on its way. Deletes itself when answered; delete
/// it when the answer has come meanwhile.
class CloseQuestion : public QMessageBox
{
    Q_OBJECT

public:
    explicit CloseQuestion(QWidget *window);

signals:
    void closeAnyway();
};

} // namespace Keyturn
