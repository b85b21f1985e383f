#pragma once

#include <QObject>

#include <functional>

class QWindow;

namespace Keyturn {

class Settings;

/// Keeps every window of the program out of screenshots and shared screens while the settings say so,
/// dialogs, menus and whatever else comes up. One for the whole program, after QApplication; `settings`
/// outlives it.
class CaptureGuard : public QObject
{
    Q_OBJECT

public:
    /// What is done to a window; tests watch it.
    using Hide = std::function<void(QWindow *window, bool hidden)>;

    explicit CaptureGuard(Settings *settings);
    CaptureGuard(Settings *settings, Hide hide);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void useSettings();

    Settings *m_settings;
    Hide m_hide; ///< null: the platform cannot
    bool m_hidden = false; ///< as the windows are now
};

} // namespace Keyturn
