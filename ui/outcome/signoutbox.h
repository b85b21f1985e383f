#pragma once

#include "core/outcome.h"

#include <QGroupBox>

class QProgressBar;
class QPushButton;

namespace Keyturn {

class WrapLabel;

/// The step after a changed password: "Sign this person out", how far it is, what became of it.
class SignOutBox : public QGroupBox
{
    Q_OBJECT

public:
    explicit SignOutBox(QWidget *parent = nullptr);

    bool isRunning() const { return m_running; }
    void showPreparing();
    void showSent();
    void showOutcome(const Outcome &outcome);

signals:
    void requested();
    void stopRequested();

private:
    void setRunning(bool running);

    bool m_running = false;
    WrapLabel *m_text;
    QProgressBar *m_progress;
    QPushButton *m_signOut;
    QPushButton *m_stop;
};

} // namespace Keyturn
