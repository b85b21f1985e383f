#pragma once

#include "core/secret.h"

#include <QGroupBox>

class QLabel;
class QPushButton;

namespace Keyturn {

class PasswordEdit;
class ReadOutView;
class SecretClipboard;

/// The password that was sent, to hand it over: hidden until it is revealed or read out, copied for a while.
/// There is this one chance, and nothing else ever shows it again. One that may be set, or not, is folded
/// away: there is nothing to hand over before that is known.
class HandOverBox : public QGroupBox
{
    Q_OBJECT

public:
    enum class Certainty { IsSet, MayBeSet };

    /// Empty. `clipboard` outlives this.
    HandOverBox(Certainty certainty, SecretClipboard *clipboard, QWidget *parent = nullptr);

    /// Once.
    void setPassword(const Secret &password);

    QPushButton *copyButton() const { return m_copy; }
    /// Wipes the password, and is not shown any more.
    void forget();
    bool isForgotten() const { return m_forgotten; }

signals:
    /// The password was revealed, read out or copied: it is not lost when this goes.
    void taken();
    /// A person says that it is where it belongs. It has been wiped, from the clipboard, too.
    void handedOver();
    /// Something was unfolded, or folded away.
    void resized();

private:
    void buildLayout(bool isFolded);
    void setUnfolded(bool unfolded);
    void setRevealed(bool revealed);
    void setReadOut(bool readOut);
    void finish();
    void copy();
    void showSecondsLeft(int seconds);

    SecretClipboard *m_clipboard;
    QPushButton *m_unfold; ///< only while it is unknown whether the password is set
    QWidget *m_body;
    PasswordEdit *m_password;
    QPushButton *m_reveal;
    QPushButton *m_readOut;
    QPushButton *m_copy;
    QLabel *m_countdown;
    QPushButton *m_done; ///< not while it is unknown whether the password is set
    ReadOutView *m_spelled = nullptr; ///< while it is read out
    bool m_forgotten = false;
};

} // namespace Keyturn
