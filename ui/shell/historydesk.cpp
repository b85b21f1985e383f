#include "historydesk.h"

#include "history/history.h"
#include "history/historywindow.h"
#include "widgets/displaytext.h"
#include "widgets/inlinemessage.h"

#include <utility>

namespace Keyturn {

HistoryDesk::HistoryDesk(History *history, InlineMessage *message, QWidget *window)
    : QObject(window)
    , m_history(history)
    , m_window(window)
{
    if (!m_history)
        return;
    connect(m_history, &History::appendFailed, this, [this, message](const QString &reason) {
        message->showText(
            InlineMessage::Kind::Warning,
            tr("The history could not be written: %1. The outcome that was shown holds all the same, and "
               "Keyturn tries again.")
                .arg(displayText(reason)));
        m_hasWarned = true;
    });
    connect(m_history, &History::appended, this, [this, message] {
        if (std::exchange(m_hasWarned, false))
            message->clear();
    });
    connect(m_history, &History::wasSetAside, this, [message](const QString &file) {
        message->showText(InlineMessage::Kind::Warning,
                          tr("The history's file was damaged. It is kept as %1, and a new history was begun.")
                              .arg(displayText(file)));
    });
}

void HistoryDesk::prepare()
{
    if (m_history)
        m_history->expectChange();
}

void HistoryDesk::open()
{
    if (!m_history)
        return;
    if (!m_shown) {
        m_shown = new HistoryWindow(m_history, m_window);
        m_shown->show();
    }
    m_shown->raise();
    m_shown->activateWindow();
}

} // namespace Keyturn
