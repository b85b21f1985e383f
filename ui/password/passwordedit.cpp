#include "passwordedit.h"

#include "accessiblemask.h"
#include "widgets/secretclipboard.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QMenu>

namespace Keyturn {

namespace {

bool isUndoOrRedo(const QKeyEvent *event)
{
    return event->matches(QKeySequence::Undo) || event->matches(QKeySequence::Redo);
}

} // namespace

PasswordEdit::PasswordEdit(QWidget *parent, SecretClipboard *clipboard)
    : QLineEdit(parent)
    , m_clipboard(clipboard ? clipboard : new SecretClipboard(SecretClipboard::defaultLifetime, this))
{
    installAccessibleMask();
    setDragEnabled(false);
    setShown(false);
}

PasswordEdit::~PasswordEdit()
{
    blockSignals(true); // whoever listens may be half destroyed
    forget();
}

void PasswordEdit::setShown(bool shown)
{
    const QSignalBlocker sameText(this);
    // Emptied while it is hidden, so that the events of either step are masked; and setText(), because only
    // that drops the history.
    QString kept = text();
    const int position = cursorPosition();
    if (!shown)
        setEchoMode(QLineEdit::Password);
    setText(QString());
    if (shown)
        setEchoMode(QLineEdit::Normal);
    setText(kept);
    setCursorPosition(position);
    // Password mode sets these by itself, and takes them away again.
    setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase
                        | (shown ? Qt::ImhNone : Qt::ImhHiddenText));
}

Secret PasswordEdit::secret() const
{
    return Secret::fromText(text());
}

void PasswordEdit::setSecret(const Secret &secret)
{
    QString plain = QString::fromUtf8(secret.exposeUtf8());
    setText(plain);
    setCursorPosition(0);
}

void PasswordEdit::forget()
{
    QString last = text();
    setText(QString());
    wipe(last);
}

QVariant PasswordEdit::inputMethodQuery(Qt::InputMethodQuery property) const
{
    switch (property) {
    case Qt::ImSurroundingText:
    case Qt::ImCurrentSelection:
    case Qt::ImTextBeforeCursor:
    case Qt::ImTextAfterCursor:
        return QString();
    case Qt::ImCursorPosition: // within the text that is told
    case Qt::ImAnchorPosition:
    case Qt::ImAbsolutePosition:
        return 0;
    default:
        return QLineEdit::inputMethodQuery(property);
    }
}

QVariant PasswordEdit::inputMethodQuery(Qt::InputMethodQuery property, const QVariant &) const
{
    return inputMethodQuery(property);
}

bool PasswordEdit::event(QEvent *event)
{
    // Taken here, so that no menu's undo gets it in our stead.
    if (event->type() == QEvent::ShortcutOverride && isUndoOrRedo(static_cast<QKeyEvent *>(event))) {
        event->accept();
        return true;
    }
    return QLineEdit::event(event);
}

void PasswordEdit::keyPressEvent(QKeyEvent *event)
{
    if (isUndoOrRedo(event)) {
        event->accept();
        return;
    }
    const bool cuts = event->matches(QKeySequence::Cut);
    if (cuts || event->matches(QKeySequence::Copy)) {
        copySelection();
        if (cuts && isShown() && !isReadOnly())
            insert(QString());
        return;
    }
    QLineEdit::keyPressEvent(event);
    leaveNoSelection();
}

void PasswordEdit::leaveNoSelection()
{
    // QLineEdit copies what is selected with the keyboard to the X11 selection.
    QClipboard *clipboard = QGuiApplication::clipboard();
    if (isShown() && hasSelectedText() && clipboard->supportsSelection() && clipboard->ownsSelection()
        && clipboard->text(QClipboard::Selection) == selectedText())
        clipboard->clear(QClipboard::Selection);
}

void PasswordEdit::contextMenuEvent(QContextMenuEvent *event)
{
    // The standard menu has undo and a copy that is not marked as a secret.
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *copyAction = menu->addAction(tr("&Copy"), this, &PasswordEdit::copySelection);
    copyAction->setEnabled(isShown() && hasSelectedText());
    QAction *pasteAction = menu->addAction(tr("&Paste"), this, &QLineEdit::paste);
    pasteAction->setEnabled(!isReadOnly());
    menu->addSeparator();
    QAction *clearAction = menu->addAction(tr("C&lear"), this, &PasswordEdit::forget);
    clearAction->setEnabled(!isReadOnly() && !text().isEmpty());
    QAction *selectAction = menu->addAction(tr("Select &all"), this, &QLineEdit::selectAll);
    selectAction->setEnabled(!text().isEmpty());
    menu->popup(event->globalPos());
}

void PasswordEdit::mouseReleaseEvent(QMouseEvent *event)
{
    // QLineEdit copies what is selected with the mouse to the X11 selection, unless it is hidden. A copy that
    // nobody asked for is one too many.
    if (!isShown() || !hasSelectedText()) {
        QLineEdit::mouseReleaseEvent(event);
        return;
    }
    event->accept();
}

void PasswordEdit::copySelection()
{
    if (isShown() && hasSelectedText())
        m_clipboard->copy(Secret::fromText(selectedText()));
}

} // namespace Keyturn
