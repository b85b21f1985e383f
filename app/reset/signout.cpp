#include "signout.h"

#include "core/logging.h"
#include "zoom/revoketokenrequest.h"
#include "zoom/zoomclient.h"

namespace Keyturn {

SignOut::SignOut(ZoomClient *client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
}

SignOut::~SignOut() = default;

bool SignOut::start(const ResetTarget &target)
{
    if (m_running)
        return false;
    m_running = true;
    m_target = target;
    m_call = m_client->send([userId = target.userId](const QUrl &baseUrl, const Secret &token) {
        return RevokeTokenRequest{userId}.build(baseUrl, token);
    });
    connect(m_call, &ZoomCall::requestSent, this, &SignOut::sent);
    connect(m_call, &ZoomCall::finished, this, &SignOut::handleReply);
    return true;
}

void SignOut::cancel()
{
    if (m_call)
        m_call->cancel();
}

void SignOut::handleReply(const ZoomReply &reply)
{
    SignOutResult result{m_target, RevokeTokenRequest::classify(reply)};
    // What was refused or not sent now settles nothing about an attempt that is open.
    if (result.outcome.kind() != Outcome::Kind::Changed && m_unknownUserId == m_target.userId)
        result.outcome = Outcome::stillUnknown(result.outcome.error());
    if (result.outcome.kind() == Outcome::Kind::Unknown)
        m_unknownUserId = m_target.userId;
    else if (m_unknownUserId == m_target.userId)
        m_unknownUserId.clear();
    qCInfo(lcReset) << "sign-out" << static_cast<int>(result.outcome.kind()) << "status"
                    << result.outcome.facts().httpStatus << "code" << result.outcome.facts().zoomCode;
    m_running = false;
    emit finished(result);
}

} // namespace Keyturn
