#pragma once

#include "core/secret.h"

#include <QLineEdit>

namespace Keyturn {

class SecretClipboard;

/// A field for passwords and tokens. Differs from QLineEdit where that one leaks: there is no undo, and
/// hiding, showing and clearing drop its history, so that nothing comes back; text cannot be dragged out;
/// what is copied while it is shown goes through SecretClipboard; hidden text is masked on the accessibility
/// bus too (accessiblemask.h); input methods are not told what is in it. Its memory is wiped as far as Qt
/// lets us.
class PasswordEdit : public QLineEdit
{
    Q_OBJECT

public:
    /// What is copied goes to `clipboard`, which outlives this; null: to one of its own, which takes the text
    /// back when this dies.
    explicit PasswordEdit(QWidget *parent = nullptr, SecretClipboard *clipboard = nullptr);
    ~PasswordEdit() override;

    bool isShown() const { return echoMode() == QLineEdit::Normal; }
    void setShown(bool shown);
    Secret secret() const;
    void setSecret(const Secret &secret);
    /// Not QLineEdit::clear(), which keeps the text for undo.
    void forget();

    /// Input methods learn nothing: the text around the cursor is kept from them, shown or not.
    QVariant inputMethodQuery(Qt::InputMethodQuery property) const override;
    /// The same, as Qt calls it by name.
    Q_INVOKABLE QVariant inputMethodQuery(Qt::InputMethodQuery property, const QVariant &argument) const;

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    void copySelection();
    void leaveNoSelection();

    SecretClipboard *m_clipboard;
};

} // namespace Keyturn
