#pragma once

#include <QObject>
#include <QPointer>

class QWidget;

namespace Keyturn {

class History;
class HistoryWindow;
class InlineMessage;

/// The history as the main window sees it: it can be looked at, and what is wrong with it is said. Owned by
/// the main window. Thread: GUI.
class HistoryDesk : public QObject
{
    Q_OBJECT

public:
    /// `history` may be null: then nothing is written down. `message` is where it is said that it could not
    /// be. All outlive this.
    HistoryDesk(History *history, InlineMessage *message, QWidget *window);

    /// Something is about to be done.
    void prepare();
    void open();

private:
    History *m_history;
    QWidget *m_window;
    QPointer<HistoryWindow> m_shown;
    bool m_hasWarned = false; ///< that it could not be written
};

} // namespace Keyturn
