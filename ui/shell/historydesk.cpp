#include "historydesk.h"

#include "accounts/account.h"
#include "history/history.h"
#include "history/historywindow.h"
#include "widgets/displaytext.h"
#include "widgets/inlinemessage.h"

namespace Keyturn {

HistoryDesk::HistoryDesk(History *history, InlineMessage *message, QWidget *window)
    : QObject(window)
    , m_history(history)
    , m_window(window)
{
    if (!m_history)
        return;
    connect(m_history, &History::appendFailed, this, [message](const QString &reason) {
        message->showText(
            InlineMessage::Kind::Warning,
            tr("The history could not be written: %1. The outcome that was shown holds all the same.")
                .arg(displayText(reason)));
    });
}

void HistoryDesk::prepare()
{
    if (m_history)
        m_history->prepare();
}

void HistoryDesk::writeDown(HistoryEntry entry, const Account &account)
{
    if (!m_history || account.kind == Account::Kind::Practice)
        return;
    entry.account = account.name;
    entry.operatorName = currentOperator();
    m_history->append(entry);
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
