#pragma once

#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

namespace Keyturn {

/// One thing that was done to one person's account, and what became of it. Never a password.
struct HistoryEntry
{
    enum class Action {
        Reset, ///< a password change
        SignOut, ///< [END-token]
        Export, ///< passwords were written to a file; `message` says how many
    };
    /// What became of it. The first four as Outcome::Kind.
    enum class Result {
        Changed,
        Refused,
        NotSent,
        Unknown,
        Begun, ///< written before the request left; an entry that names this one tells the outcome
        Accepted, ///< Zoom took it for a person who has not joined yet: it may have no effect
        SettledLater, ///< was Unknown, until a later attempt for the same person told
    };
    /// Where the password came from: whether it could be typed once more after a crash.
    enum class Password {
        None, ///< there is none, or it is not known
        Typed,
        Seen, ///< generated, and somebody has read it
        Unseen, ///< generated, and nobody has
    };

    qint64 number = 0; ///< from 1, without gaps; 0: not written yet
    QDateTime at; ///< UTC
    QString account; ///< its name at the time
    QString operatorName; ///< "user@host" of the operating system
    QString userId;
    QString email;
    QString name;
    Action action = Action::Reset;
    Result result = Result::Unknown;
    bool isRepeat = false; ///< it settled, or could not settle, an Unknown before it
    int httpStatus = 0; ///< 0: no answer
    int zoomCode = 0;
    QString message; ///< the server's, or the network's
    QString trackingId;
    QString run; ///< of bulk work; else empty
    /// The number of the entry with Begun of the same attempt; of several that name it, the newest one holds.
    /// 0: none.
    qint64 settles = 0;
    QString accountKey; ///< Account::id; empty in bulk work
    Password password = Password::None; ///< of what was Begun
};

/// What is looked for; everything that is set must hold. Of an attempt, only the newest entry is
/// found.
struct HistoryQuery
{
    QString text = {}; ///< in name, e-mail, ID, account, operator or tracking ID; without case
    QDateTime since = {}; ///< invalid: from the beginning
    /// Unknown finds what is Begun, too, and Changed what is Accepted.
    std::optional<HistoryEntry::Result> result = {};
    QString run = {}; ///< of this bulk run
    qint64 before = 0; ///< numbers below this; 0: all
    int limit = 500; ///< 0: no limit
};

QString wordOf(HistoryEntry::Action action);
QString wordOf(HistoryEntry::Result result);
QString wordOf(HistoryEntry::Password password);

/// "user@host"
QString currentOperator();

} // namespace Keyturn
