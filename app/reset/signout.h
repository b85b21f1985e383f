#pragma once

#include "core/outcome.h"
#include "reset/changenote.h"
#include "reset/openattempts.h"
#include "reset/resettarget.h"

#include <QObject>
#include <QPointer>

namespace Keyturn {

class ZoomCall;
class ZoomClient;
struct ZoomReply;

struct SignOutResult
{
    ResetTarget target;
    Outcome outcome; ///< Changed: Zoom has ended the sign-ins
};

/// The use case: signs one person out [END-token], the second step after a reset, with an outcome of its own.
///
/// One start() makes one DELETE, and another after a refused access token (ZoomCall). We never send it again;
/// Qt may, on a lost connection (RevokeTokenRequest::classify), and a person may, whatever the outcome was:
/// the second one changes nothing more. What is Unknown is kept in OpenAttempts. With a ChangeRecord, the
/// DELETE waits until it is written down that it will leave. Owned by AccountSession, so that switching
/// accounts ends it. Thread: GUI.
class SignOut : public QObject
{
    Q_OBJECT

public:
    explicit SignOut(ZoomClient *client, QObject *parent = nullptr);
    ~SignOut() override;

    /// As PasswordReset.
    void setRecord(ChangeRecord *record) { m_note.setRecord(record); }
    void setOpenAttempts(OpenAttempts *attempts, const AttemptAccount &account);

    bool isRunning() const { return m_running; }
    /// False when one is running already.
    bool start(const ResetTarget &target);
    /// After recordFailed(): try to write it down once more, or send it all the same.
    void recordAgain() { m_note.tryAgain(); }
    void sendUnrecorded() { m_note.sendUnrecorded(); }
    /// Ends the running one; finished() follows with NotSent when nothing had left, Unknown when it had.
    void cancel();

signals:
    /// The request has left this computer. At most once for each start().
    void sent();
    /// It could not be written down that it will leave, and so it has not: cancel(), recordAgain() or
    /// sendUnrecorded().
    void recordFailed(const Keyturn::Error &error);
    /// Once for each start().
    void finished(const Keyturn::SignOutResult &result);

private:
    void send();
    void finish(Outcome outcome);
    void handleReply(const ZoomReply &reply);

    ZoomClient *m_client;
    QPointer<ZoomCall> m_call;
    ResetTarget m_target;
    bool m_running = false;
    bool m_sent = false;
    ChangeNote m_note{ChangeAction::SignOut};
    OpenAttempts m_own; ///< until others are set
    OpenAttempts *m_attempts = &m_own;
    AttemptAccount m_account;
};

} // namespace Keyturn
