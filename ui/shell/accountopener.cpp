#include "accountopener.h"

#include "accounts/accountbar.h"
#include "core/whenready.h"
#include "directory/usercache.h"
#include "session/accountsession.h"
#include "session/sessionfactory.h"
#include "widgets/inlinemessage.h"
#include "words/displaytext.h"
#include "words/errorwords.h"

#include <QApplication>
#include <QTimer>

namespace Keyturn {

namespace {

constexpr int dialogPauseMs = 250;
constexpr int practiceIsSlowMs = 1'000; // with very many users

} // namespace

AccountOpener::AccountOpener(const Rooms &rooms, AccountBar *bar, InlineMessage *message, QObject *parent)
    : QObject(parent)
    , m_rooms(rooms)
    , m_bar(bar)
    , m_message(message)
{
}

void AccountOpener::openAtStart()
{
    const QList<Account> accounts = m_rooms.accounts->accounts();
    const QString lastUsed = m_rooms.accounts->lastUsedId();
    m_awaitsSettings = m_rooms.accounts->trouble() && accounts.isEmpty();
    if (m_rooms.accounts->account(lastUsed))
        open(lastUsed);
    else if (accounts.size() == 1)
        open(accounts.first().id);
    else
        emit nothingToOpen();
}

void AccountOpener::open(const QString &id)
{
    if (const std::optional<Account> account = m_rooms.accounts->account(id)) {
        m_removed.reset();
        m_awaitsSettings = false;
        m_rooms.accounts->setLastUsedId(id);
        m_bar->setCurrent(id);
        emit opened(*account);
    }
}

void AccountOpener::openPractice()
{
    m_bar->setCurrentPractice();
    m_awaitsSettings = false;
    if (m_awaitsPractice)
        return;
    // At once, so that nothing goes to the account that was open while the bar names another.
    emit closeRequested();
    m_awaitsPractice = true;
    QTimer::singleShot(practiceIsSlowMs, this, [this] {
        if (m_awaitsPractice)
            m_message->showText(InlineMessage::Kind::Information,
                                tr("The practice account is being prepared…"));
    });
    whenReady(m_rooms.sessions->practiceAccount(), this, [this](const Result<Account> &account) {
        if (!m_awaitsPractice)
            return; // another account was chosen meanwhile
        if (account)
            emit opened(*account);
        else
            showPracticeFailed(account.error());
    });
}

void AccountOpener::showPracticeFailed(const Error &error)
{
    emit closeRequested();
    emit nothingToOpen();
    const ErrorWords words = wordsFor(error);
    m_message->showText(
        InlineMessage::Kind::Error,
        tr("The practice account could not be started. %1 %2").arg(words.happened, words.next));
}

void AccountOpener::reopenEdited(const QString &id)
{
    if (m_rooms.userLists)
        m_rooms.userLists->remove(id);
    open(id);
}

void AccountOpener::refresh(const std::optional<Account> &open, AccountStore::ChangedBy by)
{
    QList<Account> accounts = m_rooms.accounts->accounts();
    m_removed = open && !m_rooms.accounts->account(open->id) ? open : std::nullopt;
    if (m_removed)
        accounts.append(*m_removed); // the bar names what is open
    m_bar->setAccounts(accounts);
    if (m_removed && by == AccountStore::ChangedBy::This && !m_busy)
        closeRemoved();
    else if (m_removed)
        closeRemovedWhenFree();
    else if (m_awaitsSettings && !m_rooms.accounts->trouble())
        openAtStart();
}

void AccountOpener::setBusy(bool busy)
{
    m_busy = busy;
    // Not at once: whoever tells this is among what ends with the account.
    if (!busy && m_removed)
        QTimer::singleShot(0, this, &AccountOpener::closeRemovedWhenFree);
}

void AccountOpener::closeRemovedWhenFree()
{
    if (!m_removed || m_busy)
        return; // setBusy() comes
    if (QApplication::activeModalWidget()) {
        // An outcome that has not been read yet, or a question about this account.
        QTimer::singleShot(dialogPauseMs, this, &AccountOpener::closeRemovedWhenFree);
        return;
    }
    const QString name = displayText(m_removed->name);
    closeRemoved();
    m_message->showText(InlineMessage::Kind::Information,
                        tr("The account \"%1\" was removed by another program, and is closed.").arg(name));
}

void AccountOpener::closeRemoved()
{
    m_removed.reset();
    emit closeRequested();
    emit nothingToOpen();
    m_bar->setAccounts(m_rooms.accounts->accounts());
}

void AccountOpener::dropForeignLists()
{
    if (!m_rooms.userLists || !m_rooms.accounts->knowsAll())
        return;
    QStringList ids;
    for (const Account &account : m_rooms.accounts->accounts())
        ids.append(account.id);
    if (m_removed)
        ids.append(m_removed->id);
    m_rooms.userLists->keepOnly(ids);
}

} // namespace Keyturn
