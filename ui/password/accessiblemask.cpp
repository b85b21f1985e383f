#include "accessiblemask.h"

#include "passwordedit.h"

#include <QAccessible>
#include <QStyle>
#include <QStyleOptionFrame>

namespace Keyturn {

namespace {

QAccessible::UpdateHandler handlerBefore = nullptr;

void maskHiddenText(QAccessibleEvent *event);

/// Lets the event go its usual way.
void pass(QAccessibleEvent *event)
{
    QAccessible::installUpdateHandler(handlerBefore);
    QAccessible::updateAccessibility(event);
    QAccessible::installUpdateHandler(maskHiddenText);
}

QString masked(const QWidget *field, const QString &text)
{
    const int unit = field->style()->styleHint(QStyle::SH_LineEdit_PasswordCharacter, nullptr, field);
    return QString(text.size(), QChar(char16_t(unit)));
}

template<typename TextEvent>
void passWithCursor(TextEvent &masked, const QAccessibleEvent *original)
{
    masked.setCursorPosition(static_cast<const QAccessibleTextCursorEvent *>(original)->cursorPosition());
    pass(&masked);
}

void maskHiddenText(QAccessibleEvent *event)
{
    auto *field = qobject_cast<PasswordEdit *>(event->object());
    if (!field || field->isShown()) {
        pass(event);
        return;
    }
    switch (event->type()) {
    case QAccessible::TextInserted: {
        const auto *insertion = static_cast<QAccessibleTextInsertEvent *>(event);
        QAccessibleTextInsertEvent copy(field, insertion->changePosition(),
                                        masked(field, insertion->textInserted()));
        passWithCursor(copy, event);
        return;
    }
    case QAccessible::TextRemoved: {
        const auto *removal = static_cast<QAccessibleTextRemoveEvent *>(event);
        QAccessibleTextRemoveEvent copy(field, removal->changePosition(),
                                        masked(field, removal->textRemoved()));
        passWithCursor(copy, event);
        return;
    }
    case QAccessible::TextUpdated: {
        const auto *update = static_cast<QAccessibleTextUpdateEvent *>(event);
        QAccessibleTextUpdateEvent copy(field, update->changePosition(), masked(field, update->textRemoved()),
                                        masked(field, update->textInserted()));
        passWithCursor(copy, event);
        return;
    }
    default:
        pass(event);
    }
}

} // namespace

void installAccessibleMask()
{
    const QAccessible::UpdateHandler before = QAccessible::installUpdateHandler(maskHiddenText);
    if (before != maskHiddenText)
        handlerBefore = before;
}

} // namespace Keyturn
