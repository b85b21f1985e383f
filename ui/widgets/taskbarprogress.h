#pragma once

#include <QObject>
#include <QPointer>

class QWidget;

namespace Keyturn {

/// How far something is that takes long, on the program's icon in the taskbar or dock. Told at most once per
/// percent. Where the desktop has no such thing, nothing happens. Thread: GUI.
class TaskbarProgress : public QObject
{
    Q_OBJECT

public:
    explicit TaskbarProgress(QWidget *window);
    ~TaskbarProgress() override; ///< as clear()

    /// From 0 to 1. `stands`: it waits for somebody.
    void set(double done, bool stands = false);
    void clear();

private:
    /// `percent` below 0: none is shown.
    void tell(int percent, bool stands);

    QPointer<QWidget> m_window;
    int m_percent = -1;
    bool m_stands = false;
};

} // namespace Keyturn
