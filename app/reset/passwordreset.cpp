#include "passwordreset.h"

#include "core/logging.h"
#include "zoom/formatmemory.h"
#include "zoom/zoomclient.h"

namespace Keyturn {

namespace {

/// All that is open for this person.
QList<int> openFor(const OpenAttempts &attempts, const AttemptAccount &account, const ResetTarget &target)
{
    QList<int> ids = attempts.idsFor(account, ChangeAction::Reset, target.userId);
    if (target.email.isEmpty())
        return ids;
    for (const int id : attempts.idsFor(account, ChangeAction::Reset, target.email)) {
        if (!ids.contains(id))
            ids.append(id);
    }
    return ids;
}

} // namespace

PasswordReset::PasswordReset(ZoomClient *client, FormatMemory *formats, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_formats(formats ? formats : new FormatMemory(SendAs::Automatic, {}, this))
{
    connect(&m_note, &ChangeNote::failed, this, &PasswordReset::recordFailed);
}

PasswordReset::~PasswordReset()
{
    // Whoever takes the account away in mid-flight does not take its outcome away, too.
    if (m_stage == Stage::Idle)
        return;
    const bool mayHaveLeft = m_stage == Stage::Sent || (m_call && m_call->requestLeft());
    const Error cancelled = Error::of(ErrorKind::Cancelled);
    blockSignals(true); // nobody is there to hear
    if (m_call)
        disconnect(m_call, nullptr, this, nullptr);
    finish(settle(mayHaveLeft ? Outcome::unknown(cancelled) : Outcome::notSent(cancelled)));
}

void PasswordReset::setOpenAttempts(OpenAttempts *attempts, const AttemptAccount &account)
{
    m_attempts = attempts;
    m_account = account;
}

bool PasswordReset::start(const ResetTarget &target, Secret password, PasswordOrigin origin)
{
    if (m_stage != Stage::Idle)
        return false;
    m_target = target;
    const OpenAttempt *repeated = m_attempts->find(m_account, target.userId, password);
    m_resolves = repeated ? repeated->id : 0;
    m_password = std::move(password);
    m_origin = origin;
    m_triedBothFormats = false;
    m_format = m_resolves != 0 ? m_formats->forRepeat() : m_formats->first();
    m_forgets = false;
    setStage(Stage::Preparing);
    m_note.begin(target, origin, [this] { send(); });
    return true;
}

void PasswordReset::cancel()
{
    if (m_note.isWaiting())
        finish(settle(Outcome::notSent(Error::of(ErrorKind::Cancelled))));
    else if (m_call)
        m_call->cancel();
}

bool PasswordReset::wouldResolveUnknown(const ResetTarget &target, const Secret &password) const
{
    return m_attempts->find(m_account, target.userId, password) != nullptr;
}

void PasswordReset::forget()
{
    m_attempts->forgetPasswords();
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
    if (m_resolves == 0 || outcome.kind() == Outcome::Kind::Changed)
        return outcome;
    if (outcome.kind() == Outcome::Kind::Refused && outcome.error().kind == ErrorKind::SamePassword)
        return Outcome::changedEarlier(outcome.facts());
    return Outcome::stillUnknown(outcome.error());
}

void PasswordReset::finish(const Outcome &outcome)
{
    ResetResult result{m_target, outcome.withError(withoutSecret(outcome.error(), m_password)), m_format,
                       m_triedBothFormats};
    const qint64 record = m_note.end(result.outcome);
    const bool hasEarlier = !openFor(*m_attempts, m_account, m_target).isEmpty();
    switch (result.outcome.kind()) {
    case Outcome::Kind::Unknown:
        keepOpen(result, record);
        break;
    case Outcome::Kind::Changed:
        settleEarlier();
        break;
    case Outcome::Kind::Refused:
        result.settledEarlier = hasEarlier && result.outcome.error().kind == ErrorKind::SamePassword;
        result.earlierAttemptUnknown = hasEarlier && !result.settledEarlier;
        if (result.settledEarlier)
            settleEarlier();
        break;
    case Outcome::Kind::NotSent:
        result.earlierAttemptUnknown = hasEarlier;
        break;
    }
    m_password = Secret();
    qCInfo(lcReset) << "outcome" << static_cast<int>(result.outcome.kind()) << "status"
                    << result.outcome.facts().httpStatus << "code" << result.outcome.facts().zoomCode;
    setStage(Stage::Idle);
    emit finished(result);
}

void PasswordReset::keepOpen(ResetResult &result, qint64 record)
{
    if (m_attempts->find(m_resolves)) { // it may have been taken off the list meanwhile
        result.openAttempt = m_resolves;
        m_attempts->noteRepeat(m_resolves, m_format, record);
        if (m_forgets)
            m_attempts->forgetPassword(m_resolves);
        return;
    }
    OpenAttempt attempt;
    attempt.account = m_account;
    attempt.target = m_target;
    attempt.at =
        result.outcome.facts().time.isValid() ? result.outcome.facts().time : QDateTime::currentDateTimeUtc();
    attempt.origin = m_origin;
    if (!m_forgets)
        attempt.password = std::move(m_password);
    attempt.formats = {m_format};
    if (record > 0)
        attempt.records = {record};
    result.openAttempt = m_attempts->add(std::move(attempt));
}

/// What this person's password is, is known now: whatever became of the attempts before.
void PasswordReset::settleEarlier()
{
    for (const int id : openFor(*m_attempts, m_account, m_target)) {
        m_note.settleLater(*m_attempts->find(id));
        m_attempts->remove(id);
    }
}

void PasswordReset::setStage(Stage stage)
{
    if (m_stage == stage)
        return;
    m_stage = stage;
    emit stageChanged(stage);
}

} // namespace Keyturn
