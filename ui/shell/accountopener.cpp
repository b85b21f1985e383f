#include "accountopener.h"

#include "accounts/accountbar.h"
#include "accounts/accountstore.h"
#include "core/whenready.h"
#include "directory/usercache.h"
#include "session/accountsession.h"
#include "session/sessionfactory.h"
#include "widgets/inlinemessage.h"
#include "words/errorwords.h"

#include <QTimer>

namespace Keyturn {

namespace {

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
        m_rooms.accounts->setLastUsedId(id);
        m_bar->setCurrent(id);
        emit opened(*account);
    }
}

void AccountOpener::openPractice()
{
    m_bar->setCurrentPractice();
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

void AccountOpener::refresh(const QString &openId)
{
    m_bar->setAccounts(m_rooms.accounts->accounts());
    if (!openId.isEmpty() && !m_rooms.accounts->account(openId)) {
        emit closeRequested();
        emit nothingToOpen();
    }
}

void AccountOpener::dropForeignLists()
{
    if (!m_rooms.userLists)
        return;
    QStringList ids;
    for (const Account &account : m_rooms.accounts->accounts())
        ids.append(account.id);
    m_rooms.userLists->keepOnly(ids);
}

} // namespace Keyturn
