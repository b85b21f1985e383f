#pragma once

#include "core/outcome.h"
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

/// The use case: signs one person out everywhere, the second step after a reset, with an outcome of its own.
///
/// One start() makes one DELETE, and another after a refused access token (ZoomCall). We never send it again;
/// Qt may, on a lost connection (RevokeTokenRequest::classify), and a person may, whatever the outcome was:
/// the second one changes nothing more. Owned by
/// AccountSession, so that switching accounts ends it. Thread: GUI.
class SignOut : public QObject
{
    Q_OBJECT

public:
    explicit SignOut(ZoomClient *client, QObject *parent = nullptr);
    ~SignOut() override;

    bool isRunning() const { return m_running; }
    /// False when one is running already.
    bool start(const ResetTarget &target);
    /// Ends the running one; finished() follows with NotSent when nothing had left, Unknown when it had.
    void cancel();

signals:
    /// The request has left this computer. At most once for each start().
    void sent();
    /// Once for each start().
    void finished(const Keyturn::SignOutResult &result);

private:
    void handleReply(const ZoomReply &reply);

    ZoomClient *m_client;
    QPointer<ZoomCall> m_call;
    ResetTarget m_target;
    QString m_unknownUserId; ///< whose sign-out is open; empty: nobody's
    bool m_running = false;
};

} // namespace Keyturn
