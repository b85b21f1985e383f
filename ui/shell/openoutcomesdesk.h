#pragma once

#include "reset/openattempts.h"

#include <QObject>
#include <QPointer>

class QPushButton;
class QWidget;

namespace Keyturn {

class AccountSession;
class AccountStore;
class History;
class InlineMessage;
class OpenAttemptsDialog;

/// The open outcomes as the main window sees them: a strip that says how many there are, and leads to each.
/// It has those of this run, and those that a former one, which was killed or lost its power, left in the
/// history. Owned by the main window. Thread: GUI.
class OpenOutcomesDesk : public QObject
{
    Q_OBJECT

public:
    /// All outlive this; `history` may be null.
    OpenOutcomesDesk(AccountStore *accounts, History *history, InlineMessage *strip, QWidget *window);

    OpenAttempts *attempts() { return &m_attempts; }
    /// The account that is open; null for none.
    void setSession(AccountSession *session);
    /// Whether its account is there, and the same as then.
    bool canFindOut(const OpenAttempt &attempt) const;
    /// Looks for what a former run left. Once, and not at the start: it reads the disk.
    void readHistory();
    /// How many passwords would be forgotten with this.
    int heldPasswords() const;
    void open();

signals:
    void findOutRequested(int id);
    void resetAgainRequested(int id);

private:
    void showStrip();
    void dismiss(int id);

    AccountStore *m_accounts;
    History *m_history;
    AccountSession *m_session = nullptr;
    InlineMessage *m_strip;
    QPushButton *m_show;
    QWidget *m_window;
    QDateTime m_begunBefore; ///< what is of this run is not of a former one
    OpenAttempts m_attempts;
    QPointer<OpenAttemptsDialog> m_dialog;
};

} // namespace Keyturn
