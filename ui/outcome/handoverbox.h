#pragma once

#include "core/secret.h"

#include <QGroupBox>

class QLabel;
class QPushButton;

namespace Keyturn {

class PasswordEdit;
class SecretClipboard;

/// The password that was sent, once, to hand it over: hidden until revealed, copied for a while.
class HandOverBox : public QGroupBox
{
    Q_OBJECT

public:
    /// `title` says whether it is certain that the password is set. `clipboard` outlives this.
    HandOverBox(const QString &title, const Secret &password, SecretClipboard *clipboard,
                QWidget *parent = nullptr);

    QPushButton *copyButton() const { return m_copy; }
    /// Wipes the password, and is not shown any more.
    void forget();

signals:
    /// The password was revealed or copied: it is not lost when this goes.
    void taken();

private:
    void setRevealed(bool revealed);
    void copy();
    void showSecondsLeft(int seconds);

    SecretClipboard *m_clipboard;
    PasswordEdit *m_password;
    QPushButton *m_reveal;
    QPushButton *m_copy;
    QLabel *m_countdown;
};

} // namespace Keyturn
