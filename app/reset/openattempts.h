#pragma once

#include "core/secret.h"
#include "reset/changerecord.h"
#include "zoom/updatepasswordrequest.h"

#include <QDateTime>
#include <QList>
#include <QObject>

#include <vector>

namespace Keyturn {

/// Which account an attempt was made in.
struct AttemptAccount
{
    QString id; ///< Account::id
    QString name; ///< at the time
    /// What makes it the same Zoom account: AccountSession::identity(). Empty: not known any more.
    QString identity;
};

/// One change that left this computer and whose outcome is not known.
struct OpenAttempt
{
    int id = 0; ///< of OpenAttempts, from 1
    ChangeAction action = ChangeAction::Reset;
    AttemptAccount account;
    ResetTarget target;
    QDateTime at; ///< UTC
    PasswordOrigin origin = PasswordOrigin::None;
    Secret password; ///< empty: forgotten, or never had
    QList<BodyFormat> formats; ///< in which it was sent
    bool isFromBefore = false; ///< Keyturn ended before its outcome was known
    QList<qint64> records; ///< ChangeRecord's numbers: its own, and those of its repeats
};

/// All changes whose outcome is open, whatever account is open now. Of one person there can be several, with
/// different passwords. The passwords of the newest ones are kept, so that a repeat can find out; they are
/// wiped when their attempts are settled and when Keyturn locks. Owned by the main window, which closes
/// after asking. Thread: GUI.
class OpenAttempts : public QObject
{
    Q_OBJECT

public:
    explicit OpenAttempts(QObject *parent = nullptr);
    ~OpenAttempts() override;

    static constexpr std::size_t mostPasswords = 50;

    /// The oldest first.
    const std::vector<OpenAttempt> &all() const { return m_attempts; }
    bool isEmpty() const { return m_attempts.empty(); }
    /// Null: it was settled. Valid until the next change.
    const OpenAttempt *find(int id) const;
    /// The attempt with this very password.
    const OpenAttempt *find(const AttemptAccount &account, const QString &userId,
                            const Secret &password) const;
    /// All for this person.
    QList<int> idsFor(const AttemptAccount &account, ChangeAction action, const QString &userId) const;

    /// Its ID.
    int add(OpenAttempt attempt);
    /// It was repeated, and that has not told either; `record` is the repeat's.
    void noteRepeat(int id, BodyFormat format, qint64 record);
    void remove(int id);
    void forgetPassword(int id);
    void forgetPasswords();

signals:
    void changed();

private:
    std::vector<OpenAttempt>::iterator at(int id);

    std::vector<OpenAttempt> m_attempts;
    int m_lastId = 0;
};

} // namespace Keyturn
