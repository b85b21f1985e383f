#pragma once

#include "core/outcome.h"
#include "core/secret.h"
#include "reset/changenote.h"
#include "reset/openattempts.h"
#include "reset/resettarget.h"
#include "zoom/updatepasswordrequest.h"

#include <QObject>
#include <QPointer>

namespace Keyturn {

class FormatMemory;
class ZoomCall;
class ZoomClient;
struct ZoomReply;

struct ResetResult
{
    ResetTarget target;
    Outcome outcome;
    BodyFormat format = BodyFormat::Multipart; ///< that the final answer was given to
    bool triedBothFormats = false;
    /// An earlier attempt for this person, with another password, is still Unknown: their password may be
    /// that one.
    bool earlierAttemptUnknown = false;
    /// Refused for being their password already, while an earlier attempt was open: which tells that this
    /// very password is in force, and settles what was open.
    bool settledEarlier = false;
    int openAttempt = 0; ///< of OpenAttempts; Unknown only
};

/// The use case: one reset at a time, and its outcome.
///
/// One start() makes one change: one PUT, and another after each refusal that proves that nothing had
/// changed: of the format, or of the access token (ZoomCall). After an Unknown, starting again with the same
/// user and the same password resolves it: "can not match the old password" then means that the first attempt
/// had landed. What is Unknown is kept in OpenAttempts, until an attempt for the same person tells.
///
/// With a ChangeRecord, the first PUT waits until it is written down that it will leave. Owned by
/// AccountSession, so that switching accounts ends it. Thread: GUI.
class PasswordReset : public QObject
{
    Q_OBJECT

public:
    enum class Stage {
        Idle,
        Preparing, ///< record, token, connection: nothing has left
        Sent, ///< the password has left this computer
    };

    /// `formats` outlives it; without one it learns for itself.
    explicit PasswordReset(ZoomClient *client, FormatMemory *formats = nullptr, QObject *parent = nullptr);
    ~PasswordReset() override;

    /// Both outlive this; without them, it remembers what is Unknown by itself and writes nothing down.
    void setRecord(ChangeRecord *record) { m_note.setRecord(record); }
    void setOpenAttempts(OpenAttempts *attempts, const AttemptAccount &account);

    Stage stage() const { return m_stage; }
    /// False when one is running already.
    bool start(const ResetTarget &target, Secret password, PasswordOrigin origin = PasswordOrigin::Typed);
    /// After recordFailed(): try to write it down once more, or send it all the same.
    void recordAgain() { m_note.tryAgain(); }
    void sendUnrecorded() { m_note.sendUnrecorded(); }
    /// Ends the running one; finished() follows with NotSent when nothing had left, Unknown when it had.
    void cancel();
    /// Whether an outcome for this user and this very password is Unknown.
    bool wouldResolveUnknown(const ResetTarget &target, const Secret &password) const;
    /// Wipes the passwords whose outcome is Unknown, so that no repeat can resolve them any more. One that is
    /// under way goes on, and its password is not kept after it either. That an attempt was Unknown is
    /// remembered.
    void forget();

signals:
    void stageChanged(Keyturn::PasswordReset::Stage stage);
    /// It could not be written down that the password will leave, and so it has not: cancel(), recordAgain()
    /// or sendUnrecorded().
    void recordFailed(const Keyturn::Error &error);
    void finished(const Keyturn::ResetResult &result);

private:
    void send();
    void handleReply(const ZoomReply &reply);
    Outcome settle(const Outcome &outcome) const;
    void finish(const Outcome &outcome);
    void keepOpen(ResetResult &result, qint64 record);
    void settleEarlier();
    void setStage(Stage stage);

    ZoomClient *m_client;
    FormatMemory *m_formats;
    BodyFormat m_format = BodyFormat::Multipart; ///< of the request under way
    QPointer<ZoomCall> m_call;
    Stage m_stage = Stage::Idle;
    ResetTarget m_target;
    Secret m_password;
    PasswordOrigin m_origin = PasswordOrigin::None;
    bool m_triedBothFormats = false;
    int m_resolves = 0; ///< the attempt that this one repeats; 0: none
    bool m_forgets = false; ///< the password under way, once it has its outcome
    ChangeNote m_note{ChangeAction::Reset};
    OpenAttempts m_own; ///< until others are set
    OpenAttempts *m_attempts = &m_own;
    AttemptAccount m_account;
};

} // namespace Keyturn
