#pragma once

#include "core/error.h"

#include <QFuture>
#include <QLockFile>
#include <QObject>
#include <QPromise>
#include <QTimer>

#include <chrono>
#include <optional>

namespace Keyturn {

/// Keeps all processes of this user, and all windows of this one, but one from renewing the same sign-in:
/// each renewal ends the refresh token that the others have read.
///
/// A lock file, asked for ten times a second from the event loop. One that a dead process left is taken over
/// at once; one whose process lives is never taken away, however long that takes. Where no lock file can be
/// made, it goes without: two renewals at once then make one of them read the keychain again.
///
/// The lock is held from acquire()'s result until this dies. Thread: the one that made it, with an event
/// loop.
class RefreshLock final : public QObject
{
public:
    /// `key` names what is locked; any text.
    RefreshLock(const QString &directory, const QString &key, QObject *parent = nullptr);

    /// Once. SignInBusy after `patience`; zero: tries once.
    QFuture<Result<void>> acquire(std::chrono::milliseconds patience);

private:
    void attempt();
    void answer(const Result<void> &result);

    QLockFile m_file;
    QTimer m_poll;
    qint64 m_attemptsLeft = 0;
    std::optional<QPromise<Result<void>>> m_promise;
};

} // namespace Keyturn
