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
    /// All outlive this; `settings` may be null, then nothing is kept.
    WindowMemory(QSettings *settings, QMainWindow *window, QSplitter *splitter, UserPicker *picker);

    /// What was remembered, or a comfortable size.
    void restore();
    void remember();

private:
    QSettings *m_settings;
    QMainWindow *m_window;
    QSplitter *m_splitter;
    UserPicker *m_picker;
};

} // namespace Keyturn
