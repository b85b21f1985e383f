#include "passwordreset.h"

#include "core/logging.h"
#include "zoom/formatmemory.h"
#include "zoom/zoomclient.h"

namespace Keyturn {

PasswordReset::PasswordReset(ZoomClient *client, FormatMemory *formats, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_formats(formats ? formats : new FormatMemory(SendAs::Automatic, {}, this))
{
}

PasswordReset::~PasswordReset() = default;

bool PasswordReset::start(const ResetTarget &target, Secret password)
{
    if (m_stage != Stage::Idle)
        return false;
    m_target = target;
    m_resolving = wouldResolveUnknown(target, password);
    m_password = std::move(password);
    m_triedBothFormats = false;
    m_format = m_resolving ? m_formats->forRepeat() : m_formats->first();
    m_forgets = false;
    setStage(Stage::Preparing);
    send();
    return true;
}

void PasswordReset::cancel()
{
    if (m_call)
        m_call->cancel();
}

bool PasswordReset::wouldResolveUnknown(const ResetTarget &target, const Secret &password) const
{
    return !m_unknownPassword.isEmpty() && m_unknownUserId == target.userId
        && m_unknownPassword.equals(password);
}

void PasswordReset::forget()
{
    m_unknownPassword = Secret();
    m_forgets = m_stage != Stage::Idle;
}

void PasswordReset::send()
{
    auto request = std::make_shared<UpdatePasswordRequest>();
    request->userId = m_target.userId;
    request->password = m_password.clone();
    request->format = m_format;
    m_call = m_client->send(
        [request](const QUrl &baseUrl, const Secret &token) { return request->build(baseUrl, token); });
    connect(m_call, &ZoomCall::requestSent, this, [this] { setStage(Stage::Sent); });
    connect(m_call, &ZoomCall::finished, this, &PasswordReset::handleReply);
}

void PasswordReset::handleReply(const ZoomReply &reply)
{
    const Outcome outcome = UpdatePasswordRequest::classify(reply);
    const std::optional<BodyFormat> other = m_formats->after(m_format);
    if (other && UpdatePasswordRequest::refusedFormat(outcome) && !m_triedBothFormats) {
        // Not a retry: the server read nothing of it, so the change is still to be sent for the first time.
        m_triedBothFormats = true;
        m_format = *other;
        send();
        return;
    }
    m_formats->learnFrom(outcome, m_format);
    finish(settle(m_formats->explained(outcome)));
}

// The meaning of an answer to the repeat of an Unknown attempt. [PUT-repeat]
Outcome PasswordReset::settle(const Outcome &outcome) const
{
    if (!m_resolving || outcome.kind() == Outcome::Kind::Changed)
        return outcome;
    if (outcome.kind() == Outcome::Kind::Refused && outcome.error().kind == ErrorKind::SamePassword)
        return Outcome::changedEarlier(outcome.facts());
    return Outcome::stillUnknown(outcome.error());
}

void PasswordReset::finish(const Outcome &outcome)
{
    ResetResult result{m_target, outcome.withError(withoutSecret(outcome.error(), m_password)), m_format,
                       m_triedBothFormats, false};

    switch (result.outcome.kind()) {
    case Outcome::Kind::Unknown:
        m_unknownUserId = m_target.userId;
        m_unknownPassword = m_forgets ? Secret() : std::move(m_password);
        break;
    case Outcome::Kind::Changed:
        if (m_unknownUserId == m_target.userId) {
            m_unknownUserId.clear();
            m_unknownPassword = Secret();
        }
        break;
    case Outcome::Kind::Refused:
    case Outcome::Kind::NotSent:
        result.earlierAttemptUnknown = !m_unknownUserId.isEmpty() && m_unknownUserId == m_target.userId;
        break;
    }
    m_password = Secret();
    qCInfo(lcReset) << "outcome" << static_cast<int>(result.outcome.kind()) << "status"
                    << result.outcome.facts().httpStatus << "code" << result.outcome.facts().zoomCode;
    setStage(Stage::Idle);
    emit finished(result);
}

void PasswordReset::setStage(Stage stage)
{
    if (m_stage == stage)
        return;
    m_stage = stage;
    emit stageChanged(stage);
}

} // namespace Keyturn
