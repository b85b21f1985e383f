#pragma once

#include "bulk/secretpool.h"
#include "core/error.h"
#include "core/outcome.h"
#include "directory/chunkedcolumn.h"
#include "directory/textpool.h"

#include <QDateTime>
#include <QMetaType>
#include <QString>

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace Keyturn {

/// What was found about a row before anything is sent. One a row: the gravest.
enum class BulkVerdict : std::uint8_t {
    Unchecked, ///< Preflight has not seen it yet
    Ready,
    UnknownUser, ///< the account's list has nobody of that address or ID
    Duplicate, ///< an earlier row is the same person's
    RepeatedPassword, ///< an earlier row has the same password
    BreaksRule, ///< the password breaks a rule of the account
    Yourself,
    OwnerOrAdmin,
    Pending,
    Inactive,
    SsoOnly, ///< has no Zoom password; known only of users who were looked up
};
inline constexpr int bulkVerdictCount = int(BulkVerdict::SsoOnly) + 1;

/// Where a row stands. Exactly one; the journal keeps it by these numbers, which never change.
enum class BulkRowState : std::uint8_t {
    Waiting = 0,
    InFlight = 1, ///< its request may leave, or has left: after a crash, Unknown
    Changed = 2,
    Refused = 3,
    NotSent = 4,
    Unknown = 5,
    Excluded = 6, ///< not part of the run
};
inline constexpr int bulkRowStateCount = int(BulkRowState::Excluded) + 1;

/// A password of this run's is, or may be, the person's: it is written down, printed and handed over.
constexpr bool mayHoldNewPassword(BulkRowState state)
{
    return state == BulkRowState::Changed || state == BulkRowState::Unknown;
}

/// One row as it is shown: a copy.
struct BulkRow
{
    quint32 line = 0; ///< of the file, from 1
    QString target; ///< e-mail or ID, as it was given
    QString userId; ///< what goes into the path; Zoom's ID when the list knows it
    QString name; ///< empty when the list does not know the person
    bool hasPassword = false; ///< its own, from the file; else one is derived
    BulkVerdict verdict = BulkVerdict::Unchecked;
    bool excluded = false;
    BulkRowState state = BulkRowState::Waiting;
    bool changedEarlier = false; ///< Changed: found out by sending the same password again
    int httpStatus = 0;
    int zoomCode = 0;
    std::optional<ErrorKind> error; ///< of Refused, NotSent and Unknown
    QString message; ///< the server's words; redacted
    QString trackingId;
    QDateTime time; ///< UTC, of the outcome; invalid before

    /// Zoom took it for a person who has not joined yet: it may have no effect.
    bool isTakenOnly() const { return state == BulkRowState::Changed && verdict == BulkVerdict::Pending; }
};

/// Who is hit, in numbers, for the sentence before the run.
struct BlastRadius
{
    int people = 0; ///< will be signed out and e-mailed
    int excluded = 0;
    std::array<int, bulkVerdictCount> byVerdict = {}; ///< all rows
};

/// Everybody whose password is to be changed, and what became of each: filled by BulkImport or by hand,
/// judged by Preflight, worked off by BulkRun. Rows are packed: about 64 bytes each beside their texts.
/// Passwords from a file are in memory that is wiped. Thread: one at a time; rows never move.
class BulkPlan
{
public:
    BulkPlan() = default;
    BulkPlan(const BulkPlan &) = delete;
    BulkPlan &operator=(const BulkPlan &) = delete;

    int count() const { return int(m_rows.size()); }
    static constexpr int mostRows = 2'000'000;

    /// `target` in UTF-8, an e-mail address or an ID, neither empty nor longer than 254 bytes. An empty
    /// password: one is derived. `id`: the file gave an ID beside the address, and both must be the same
    /// person's. The row's number.
    int add(QByteArrayView target, QByteArrayView password = {}, quint32 line = 0, QByteArrayView id = {});

    BulkRow row(int row) const;
    QByteArrayView targetUtf8(int row) const;
    quint32 line(int row) const { return at(row).line; }
    /// What goes into the path.
    QByteArrayView userIdUtf8(int row) const;
    bool hasGivenId(int row) const { return at(row).givenId; }

    bool hasPassword(int row) const { return at(row).password != 0 && !at(row).passwordDropped; }
    bool hasAnyPassword() const { return m_anyPassword; }
    /// Empty when the file gave none.
    QByteArrayView exposePassword(int row) const
    {
        return hasPassword(row) ? m_passwords.expose(at(row).password) : QByteArrayView();
    }
    /// For a plan that came from a journal: the password that its list gives this person.
    void setPassword(int row, QByteArrayView utf8);
    /// The same: the list gave one when the run began, and it is not at hand. None may be derived instead.
    void setPasswordMissing(int row) { at(row).passwordMissing = true; }
    bool isPasswordMissing(int row) const { return at(row).passwordMissing; }

    // What a person corrects before the run. The file's own words stay known: by them it is recognised when a
    // run of it is to go on.
    /// Who is meant instead. Unchecked until Preflight has judged the row again.
    void correctTarget(int row, QByteArrayView target);
    /// One is derived instead of what the file gave.
    void dropPassword(int row);
    bool isPasswordDropped(int row) const { return at(row).passwordDropped; }
    QByteArrayView inputTargetUtf8(int row) const;
    /// As it was known before a correction; empty: there was none.
    void setInputTarget(int row, QByteArrayView target);
    /// Also when it was dropped.
    QByteArrayView exposeInputPassword(int row) const { return m_passwords.expose(at(row).password); }

    BulkVerdict verdict(int row) const { return at(row).verdict; }
    /// With who they are, when the list knows it. A verdict that is new excludes the row unless it is Ready.
    void setVerdict(int row, BulkVerdict verdict, const QString &userId = {}, const QString &name = {});
    bool isExcluded(int row) const { return at(row).excluded; }
    /// Whether a person may include a row of this verdict. What cannot work (nobody there, the same person
    /// or password twice, a password that breaks a rule) stays out.
    static bool mayInclude(BulkVerdict verdict);
    /// It is not changed: a person left it out, or its verdict does.
    bool isOut(int row) const { return isExcluded(row) || !mayInclude(verdict(row)); }
    /// False when it may not be included.
    bool setExcluded(int row, bool excluded);
    BlastRadius blastRadius() const;

    BulkRowState state(int row) const { return at(row).state; }
    void setState(int row, BulkRowState state) { at(row).state = state; }
    void setOutcome(int row, const Outcome &outcome);
    /// An earlier request for this row may have landed: its answer is read as a repeat's.
    bool isUnsure(int row) const { return at(row).unsure; }
    void setUnsure(int row, bool unsure) { at(row).unsure = unsure; }
    int tries(int row) const { return at(row).tries; }
    void setTries(int row, int tries) { at(row).tries = std::uint8_t(std::min(tries, 255)); }
    /// Facts of an outcome that a journal kept. `error` below 0: none.
    struct Facts
    {
        int httpStatus = 0;
        int zoomCode = 0;
        int error = -1;
        bool changedEarlier = false;
        QString message;
        QString trackingId;
        qint64 msecs = 0;
    };
    Facts facts(int row) const;
    void setFacts(int row, const Facts &facts);

private:
    struct Row
    {
        quint32 line = 0;
        quint32 target = 0;
        quint32 userId = 0; ///< 0: the target is
        quint32 name = 0;
        quint32 password = 0; ///< 0: derived
        quint32 message = 0;
        quint32 trackingId = 0;
        qint32 code = 0;
        qint64 msecs = 0;
        qint16 httpStatus = 0;
        qint16 error = -1;
        quint32 inputTarget = 0; ///< 0: the target is what the file said
        std::uint8_t tries = 0;
        BulkVerdict verdict = BulkVerdict::Unchecked;
        BulkRowState state = BulkRowState::Waiting;
        bool excluded = false;
        bool unsure = false;
        bool changedEarlier = false;
        bool givenId = false;
        bool passwordDropped = false;
        bool passwordMissing = false;
    };
    Row &at(int row) { return m_rows[std::uint32_t(row)]; }
    const Row &at(int row) const { return m_rows[std::uint32_t(row)]; }
    quint32 keep(QByteArrayView utf8);
    quint32 keepMessage(const QString &message);

    ChunkedColumn<Row, 12, 1024> m_rows;
    TextPool m_texts;
    SecretPool m_passwords;
    std::vector<std::pair<QByteArray, quint32>> m_messages; ///< the same few, again and again
    bool m_anyPassword = false;
};

/// A new plan of those who were refused or not sent, with the passwords that the file gave them, to be judged
/// anew. Not of the Unknown: they are settled by going on with their own run, with the same password.
std::shared_ptr<BulkPlan> planOfFailed(const BulkPlan &plan);

} // namespace Keyturn

Q_DECLARE_METATYPE(Keyturn::BlastRadius)
