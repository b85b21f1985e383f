#pragma once

#include <QApplication>
#include <QEvent>
#include <QWidget>

#include <cstdlib>

#include <xcb/xcb.h>

namespace Keyturn::Bench {

/// An answer means that the display is done with all it was sent before.
inline void waitForDisplay()
{
    auto *display = qApp->nativeInterface<QNativeInterface::QX11Application>()->connection();
    std::free(xcb_get_input_focus_reply(display, xcb_get_input_focus(display), nullptr));
}

/// Sees a widget being painted.
class Paints : public QObject
{
public:
    explicit Paints(QWidget *widget) { widget->installEventFilter(this); }

    bool isPainted = false;

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint)
            isPainted = true;
        return false;
    }
};

} // namespace Keyturn::Bench
