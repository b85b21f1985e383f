#pragma once

#include "reset/changerecord.h"

#include <QObject>

#include <functional>

namespace Keyturn {

/// One change in a ChangeRecord, from before it leaves until its outcome: nothing leaves before it is on the
/// disk that it will. Owned by the use case that sends. Thread: GUI.
class ChangeNote : public QObject
{
    Q_OBJECT

public:
    explicit ChangeNote(ChangeAction action, QObject *parent = nullptr);
    ~ChangeNote() override;

    /// Null: nothing is written down. Outlives this.
    void setRecord(ChangeRecord *record) { m_record = record; }
    /// `send` is called once, when it may leave.
    void begin(const ResetTarget &target, PasswordOrigin origin, std::function<void()> send);
    /// After failed(): once more.
    void tryAgain();
    /// After failed(): send it without a record.
    void sendUnrecorded();
    /// It has not called `send` yet.
    bool isWaiting() const { return static_cast<bool>(m_send); }
    /// What became of it; before it was sent, too. Its number in the record, 0 for none.
    qint64 end(const Outcome &outcome);
    void settleLater(const OpenAttempt &attempt);

signals:
    /// It could not be written down, and waits: end(), or sendUnrecorded().
    void failed(const Keyturn::Error &error);

private:
    void writeDown();
    void handleBegun(const Result<qint64> &number);
    void send();

    ChangeAction m_action;
    ChangeRecord *m_record = nullptr;
    ResetTarget m_target;
    PasswordOrigin m_origin = PasswordOrigin::None;
    std::function<void()> m_send; ///< empty: it was called, or is not to be
    QFuture<Result<qint64>> m_begun;
    bool m_hasFailed = false; ///< it was not written down
    int m_serial = 0; ///< of the change: what comes for an earlier one is dropped
    qint64 m_number = 0;
};

} // namespace Keyturn
