#pragma once

#include "reset/passwordreset.h"

#include <QWidget>

class QProgressBar;
class QPushButton;

namespace Keyturn {

class WrapLabel;

/// How far the reset under way is, and Cancel. Says truthfully whether the request had left.
class RunPanel : public QWidget
{
    Q_OBJECT

public:
    explicit RunPanel(QWidget *parent = nullptr);

    /// Idle hides it.
    void setStage(PasswordReset::Stage stage);
    void focusCancel();

signals:
    void cancelRequested();

private:
    WrapLabel *m_stage;
    QProgressBar *m_progress;
    QPushButton *m_cancel;
};

} // namespace Keyturn
