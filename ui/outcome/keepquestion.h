#pragma once

#include <QMessageBox>

namespace Keyturn {

/// Asked when a password that nobody has seen is about to be lost with its window. Keeping it open is the
/// answer to every key but one. Deletes itself when answered.
class KeepQuestion : public QMessageBox
{
    Q_OBJECT

public:
    explicit KeepQuestion(QWidget *window);

signals:
    void closeAnyway();
};

} // namespace Keyturn
