#include "openoutcomesdesk.h"

#include "accounts/accountstore.h"
#include "core/whenready.h"
#include "history/history.h"
#include "history/historyrecord.h"
#include "outcome/openattemptsdialog.h"
#include "outcome/openattemptwords.h"
#include "session/accountsession.h"
#include "widgets/inlinemessage.h"

#include <QPushButton>

#include <algorithm>

namespace Keyturn {

OpenOutcomesDesk::OpenOutcomesDesk(AccountStore *accounts, History *history, InlineMessage *strip,
                                   QWidget *window)
    : QObject(window)
    , m_accounts(accounts)
    , m_history(history)
    , m_strip(strip)
    , m_show(strip->addButton(tr("Open outcomes…"), QStringLiteral("showOpenOutcomes")))
    , m_window(window)
    , m_begunBefore(QDateTime::currentDateTimeUtc())
{
    m_show->setAccessibleName(tr("Open outcomes…"));
    connect(m_show, &QPushButton::clicked, this, &OpenOutcomesDesk::open);
    connect(&m_attempts, &OpenAttempts::changed, this, &OpenOutcomesDesk::showStrip);
}

void OpenOutcomesDesk::setSession(AccountSession *session)
{
    m_session = session;
}

bool OpenOutcomesDesk::canFindOut(const OpenAttempt &attempt) const
{
    QString identity;
    if (m_session && m_session->account().id == attempt.account.id)
        identity = m_session->identity();
    else if (const std::optional<Account> account = m_accounts->account(attempt.account.id))
        identity = AccountSession::identityOf(*account);
    return !identity.isEmpty()
        && (attempt.account.identity.isEmpty() || attempt.account.identity == identity);
}

void OpenOutcomesDesk::readHistory()
{
    if (!m_history)
        return;
    // What cannot be read is said where the history is written, or looked at.
    whenReady(m_history->begun(), this, [this](const Result<QList<HistoryEntry>> &found) {
        const QDateTime now = QDateTime::currentDateTimeUtc();
        for (const HistoryEntry &entry : found.value_or(QList<HistoryEntry>())) {
            if (entry.at < m_begunBefore && isCutOff(entry, now))
                m_attempts.add(openAttemptOf(entry));
        }
    });
}

int OpenOutcomesDesk::heldPasswords() const
{
    return static_cast<int>(std::ranges::count_if(
        m_attempts.all(), [](const OpenAttempt &one) { return !one.password.isEmpty(); }));
}

void OpenOutcomesDesk::showStrip()
{
    const std::size_t count = m_attempts.all().size();
    if (count == 0) {
        m_strip->clear();
        return;
    }
    const OpenAttempt &last = m_attempts.all().back();
    m_strip->showText(
        InlineMessage::Kind::Warning,
        count == 1 ? tr("It is not known what became of this: %1. %2.")
                         .arg(openAttemptTitle(last), openAttemptPlace(last))
                   : tr("It is not known what became of %n changes.", nullptr, static_cast<int>(count)));
}

void OpenOutcomesDesk::open()
{
    if (m_attempts.isEmpty() || (m_dialog && m_dialog->isVisible()))
        return;
    m_dialog = new OpenAttemptsDialog(
        &m_attempts, [this](const OpenAttempt &one) { return canFindOut(one); }, m_window);
    connect(m_dialog, &OpenAttemptsDialog::findOutRequested, this, &OpenOutcomesDesk::findOutRequested);
    connect(m_dialog, &OpenAttemptsDialog::resetAgainRequested, this, &OpenOutcomesDesk::resetAgainRequested);
    connect(m_dialog, &OpenAttemptsDialog::dismissed, this, &OpenOutcomesDesk::dismiss);
    m_dialog->open();
}

void OpenOutcomesDesk::dismiss(int id)
{
    const OpenAttempt *attempt = m_attempts.find(id);
    if (!attempt)
        return;
    // Of this run's, the history knows already that they are unknown.
    if (m_history && attempt->isFromBefore) {
        for (const HistoryEntry &entry : leftUnknown(*attempt))
            m_history->append(entry);
    }
    m_attempts.remove(id);
}

} // namespace Keyturn
