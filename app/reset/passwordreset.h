#pragma once

#include "core/outcome.h"
#include "core/secret.h"
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
};

/// The use case: one reset at a time, and its outcome.
///
/// One start() makes one change: one PUT, and another after each refusal that proves that nothing had
/// changed: of the format, or of the access token (ZoomCall). After an Unknown, starting again with the same
/// user and the same password resolves it: "can not match the old password" then means that the first attempt
/// had landed. Owned by AccountSession, so that switching accounts ends it. Thread: GUI.
class PasswordReset : public QObject
{
    Q_OBJECT

public:
    enum class Stage {
        Idle,
        Preparing, ///< token, connection: nothing has left
        Sent, ///< the password has left this computer
    };

    /// `formats` outlives it; without one it learns for itself.
    explicit PasswordReset(ZoomClient *client, FormatMemory *formats = nullptr, QObject *parent = nullptr);
    ~PasswordReset() override;

    Stage stage() const { return m_stage; }
    /// False when one is running already.
    bool start(const ResetTarget &target, Secret password);
    /// Ends the running one; finished() follows with NotSent when nothing had left, Unknown when it had.
    void cancel();
    /// Whether the last outcome for this user and this very password is Unknown.
    bool wouldResolveUnknown(const ResetTarget &target, const Secret &password) const;
    /// Wipes the password whose outcome is Unknown, so that no repeat can resolve it any more. One that is
    /// under way goes on, and its password is not kept after it either. That an attempt was Unknown is
    /// remembered.
    void forget();

signals:
    void stageChanged(Keyturn::PasswordReset::Stage stage);
    void finished(const Keyturn::ResetResult &result);

private:
    void send();
    void handleReply(const ZoomReply &reply);
    Outcome settle(const Outcome &outcome) const;
    void finish(const Outcome &outcome);
    void setStage(Stage stage);

    ZoomClient *m_client;
    FormatMemory *m_formats;
    BodyFormat m_format = BodyFormat::Multipart; ///< of the request under way
    QPointer<ZoomCall> m_call;
    Stage m_stage = Stage::Idle;
    ResetTarget m_target;
    Secret m_password;
    bool m_triedBothFormats = false;
    bool m_resolving = false;
    bool m_forgets = false; ///< the password under way, once it has its outcome
    QString m_unknownUserId; ///< whose outcome is Unknown; empty: nobody's
    Secret m_unknownPassword; ///< empty when it was forgotten
};

} // namespace Keyturn
