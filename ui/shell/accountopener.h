#pragma once

#include "accounts/accountstore.h"

#include <QObject>

#include <optional>

namespace Keyturn {

class AccountBar;
class InlineMessage;
class SessionFactory;
class UserCacheFolder;

/// Which account is to be open: the last one at the start, the one that the bar names, the practice account
/// once its server is there; and none, when it was removed. Knows accounts and not sessions: whoever listens
/// opens and closes those. Owned by the main window. Thread: GUI.
class AccountOpener : public QObject
{
    Q_OBJECT

public:
    /// All outlive this; `userLists` may be null.
    struct Rooms
    {
        AccountStore *accounts;
        SessionFactory *sessions;
        UserCacheFolder *userLists;
    };

    AccountOpener(const Rooms &rooms, AccountBar *bar, InlineMessage *message, QObject *parent = nullptr);

    /// The last one, or the only one.
    void openAtStart();
    void open(const QString &id);
    void openPractice();
    /// It was edited: its token may be one of another Zoom account, whose users are others.
    void reopenEdited(const QString &id);
    /// The accounts have changed; `open` is, if any is. One that was removed stays open while
    /// something of it is under way or asked, and then says why it closes.
    void refresh(const std::optional<Account> &open, AccountStore::ChangedBy by);
    /// A reset or a bulk run is under way. When it has ended, an account that was removed meanwhile closes.
    void setBusy(bool busy);
    /// Takes away the lists of accounts that were removed, here or by another program; none when it is not
    /// known which those are. Reads the disk.
    void dropForeignLists();

    /// The practice server starts, and nothing else was chosen since.
    bool awaitsPractice() const { return m_awaitsPractice; }
    /// Something else was chosen, or the window closes.
    void forgetPractice() { m_awaitsPractice = false; }

signals:
    void opened(const Keyturn::Account &account);
    /// None from now on, until one is opened.
    void closeRequested();
    /// There is none to open.
    void nothingToOpen();

private:
    void showPracticeFailed(const Error &error);
    void closeRemovedWhenFree();
    void closeRemoved();

    Rooms m_rooms;
    AccountBar *m_bar;
    InlineMessage *m_message;
    bool m_awaitsPractice = false;
    bool m_awaitsSettings = false; ///< at the start they could not be read
    bool m_busy = false;
    std::optional<Account> m_removed; ///< and still open
};

} // namespace Keyturn
