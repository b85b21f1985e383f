#pragma once

#include "history/historyentry.h"

#include <QObject>
#include <QPointer>

class QWidget;

namespace Keyturn {

class History;
class HistoryWindow;
class InlineMessage;
struct Account;

/// The history as the main window sees it: what is done in it is written down, and can be looked at. Owned by
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
    /// Not of the practice account: nothing happened to anybody.
    void writeDown(HistoryEntry entry, const Account &account);
    void open();

private:
    History *m_history;
    QWidget *m_window;
    QPointer<HistoryWindow> m_shown;
};

} // namespace Keyturn
