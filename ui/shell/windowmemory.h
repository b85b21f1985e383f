#pragma once

class QMainWindow;
class QSettings;
class QSplitter;

namespace Keyturn {

class UserPicker;

/// Keeps the window's size and place, the splitter and the columns from run to run.
class WindowMemory
{
public:
    /// Both outlive this; `settings` may be null, then nothing is kept.
    WindowMemory(QSettings *settings, QMainWindow *window);

    /// What was remembered, or a comfortable size; before the window is shown.
    void restoreGeometry();
    /// The parts are remembered from then on, too, and outlive this.
    void restoreParts(QSplitter *splitter, UserPicker *picker);
    void remember();

private:
    QSettings *m_settings;
    QMainWindow *m_window;
    QSplitter *m_splitter = nullptr;
    UserPicker *m_picker = nullptr;
};

} // namespace Keyturn
