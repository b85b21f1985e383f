#pragma once

#include <QObject>
#include <QPointer>

class QWidget;

namespace Keyturn {

/// Tells, outside our windows, that something which took long has ended; a click brings the window to the
/// front. A notification may be shown on a locked screen: give it numbers, and no names. Nothing is shown
/// while the window has the focus anyway. Thread: GUI; nothing blocks.
class DesktopNotification : public QObject
{
    Q_OBJECT

public:
    explicit DesktopNotification(QWidget *window);
    ~DesktopNotification() override;

    void show(const QString &title, const QString &text);

private:
    void tell(const QString &title, const QString &text);
    void bringToFront();

    class Platform;
    QPointer<QWidget> m_window;
    Platform *m_platform = nullptr; ///< a child; made when it is first needed
};

} // namespace Keyturn
