#include "heldenterfilter.h"

#include <QAbstractButton>
#include <QKeyEvent>
#include <QWidget>

namespace Keyturn {

HeldEnterFilter::HeldEnterFilter(QWidget *window)
    : QObject(window)
{
    window->installEventFilter(this);
    const QWidgetList widgets = window->findChildren<QWidget *>();
    for (QWidget *widget : widgets)
        widget->installEventFilter(this);
}

bool HeldEnterFilter::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyRelease) {
        const auto *key = static_cast<QKeyEvent *>(event);
        m_releasedAt = key->timestamp();
        m_releasedKey = key->key();
    } else if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isEnter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        const bool isSpace = key->key() == Qt::Key_Space && qobject_cast<QAbstractButton *>(watched);
        if ((isEnter || isSpace) && isRepetition(key))
            return true;
    }
    return QObject::eventFilter(watched, event);
}

bool HeldEnterFilter::isRepetition(const QKeyEvent *press) const
{
    const bool followsAtOnce =
        press->timestamp() != 0 && press->timestamp() == m_releasedAt && press->key() == m_releasedKey;
    return press->isAutoRepeat() || followsAtOnce;
}

} // namespace Keyturn
