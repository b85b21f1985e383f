#include "signout.h"

#include "core/logging.h"
#include "zoom/revoketokenrequest.h"
#include "zoom/zoomclient.h"

namespace Keyturn {

SignOut::SignOut(ZoomClient *client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
    connect(&m_note, &ChangeNote::failed, this, &SignOut::recordFailed);
}

SignOut::~SignOut()
{
    if (!m_running)
        return;
    const bool mayHaveLeft = m_sent || (m_call && m_call->requestLeft());
    const Error cancelled = Error::of(ErrorKind::Cancelled);
    blockSignals(true); // nobody is there to hear
    if (m_call)
        disconnect(m_call, nullptr, this, nullptr);
    finish(mayHaveLeft ? Outcome::unknown(cancelled) : Outcome::notSent(cancelled));
}

void SignOut::setOpenAttempts(OpenAttempts *attempts, const AttemptAccount &account)
{
    m_attempts = attempts;
    m_account = account;
}

bool SignOut::start(const ResetTarget &target)
{
    if (m_running)
        return false;
    m_running = true;
    m_sent = false;
    m_target = target;
    m_note.begin(target, PasswordOrigin::None, [this] { send(); });
    return true;
}

void SignOut::send()
{
    m_call = m_client->send([userId = m_target.userId](const QUrl &baseUrl, const Secret &token) {
        return RevokeTokenRequest{userId}.build(baseUrl, token);
    });
    connect(m_call, &ZoomCall::requestSent, this, [this] {
        m_sent = true;
        emit sent();
    });
    connect(m_call, &ZoomCall::finished, this, &SignOut::handleReply);
}

void SignOut::cancel()
{
    if (m_note.isWaiting())
        finish(Outcome::notSent(Error::of(ErrorKind::Cancelled)));
    else if (m_call)
        m_call->cancel();
}

void SignOut::handleReply(const ZoomReply &reply)
{
    finish(RevokeTokenRequest::classify(reply));
}

void SignOut::finish(Outcome outcome)
{
    const QList<int> open = m_attempts->idsFor(m_account, ChangeAction::SignOut, m_target.userId);
    // What was refused or not sent now settles nothing about an attempt that is open.
    if (outcome.kind() != Outcome::Kind::Changed && !open.isEmpty())
        outcome = Outcome::stillUnknown(outcome.error());
    const qint64 record = m_note.end(outcome);
    if (outcome.kind() == Outcome::Kind::Changed) {
        for (const int id : open) {
            m_note.settleLater(*m_attempts->find(id));
            m_attempts->remove(id);
        }
    } else if (outcome.kind() == Outcome::Kind::Unknown && !open.isEmpty()) {
        m_attempts->noteRepeat(open.last(), {}, record);
    } else if (outcome.kind() == Outcome::Kind::Unknown) {
        OpenAttempt attempt;
        attempt.action = ChangeAction::SignOut;
        attempt.account = m_account;
        attempt.target = m_target;
        attempt.at = outcome.facts().time.isValid() ? outcome.facts().time : QDateTime::currentDateTimeUtc();
        if (record > 0)
            attempt.records = {record};
        m_attempts->add(std::move(attempt));
    }
    qCInfo(lcReset) << "sign-out" << static_cast<int>(outcome.kind()) << "status"
                    << outcome.facts().httpStatus << "code" << outcome.facts().zoomCode;
    m_running = false;
    emit finished({m_target, outcome});
}

} // namespace Keyturn
