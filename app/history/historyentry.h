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
        SignOut, ///< everywhere
        Export, ///< passwords were written to a file; `message` says how many
    };
    /// As Outcome::Kind, in the words of the file.
    enum class Result { Changed, Refused, NotSent, Unknown };

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
};

/// What is looked for; everything that is set must hold.
struct HistoryQuery
{
    QString text = {}; ///< in name, e-mail, ID, account, operator or tracking ID; without case
    QDateTime since = {}; ///< invalid: from the beginning
    std::optional<HistoryEntry::Result> result = {};
    QString run = {}; ///< of this bulk run
    qint64 before = 0; ///< numbers below this; 0: all
    int limit = 500; ///< 0: no limit
};

QString wordOf(HistoryEntry::Action action);
QString wordOf(HistoryEntry::Result result);

/// "user@host"
QString currentOperator();

} // namespace Keyturn
