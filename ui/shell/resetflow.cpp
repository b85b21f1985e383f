#include "resetflow.h"

#include "outcome/confirmdialog.h"
#include "outcome/outcomedialog.h"
#include "outcome/recordquestion.h"
#include "picker/userwords.h"
#include "widgets/heldenterfilter.h"
#include "widgets/secretclipboard.h"
#include "words/errorwords.h"

#include <QTimer>

namespace Keyturn {

namespace {

/// A request that has not left by now waits for something else, such as the keychain.
constexpr int questionLingersMs = 50;

} // namespace

ResetFlow::ResetFlow(PasswordReset *reset, SignOut *signOut, PersonCheck *check, const Account &account,
                     SecretClipboard *clipboard, QWidget *window)
    : m_reset(reset)
    , m_signOut(signOut)
    , m_check(check)
    , m_account(account)
    , m_clipboard(clipboard)
    , m_window(window)
{
    connect(m_reset, &PasswordReset::stageChanged, this, &ResetFlow::stageChanged);
    connect(m_reset, &PasswordReset::stageChanged, this, [this](PasswordReset::Stage stage) {
        if (stage != PasswordReset::Stage::Preparing)
            closeQuestion();
    });
    connect(m_reset, &PasswordReset::recordFailed, this,
            [this](const Error &error) { askAboutRecord(error, ChangeAction::Reset); });
    connect(m_signOut, &SignOut::recordFailed, this,
            [this](const Error &error) { askAboutRecord(error, ChangeAction::SignOut); });
    connect(m_reset, &PasswordReset::finished, this, &ResetFlow::showOutcome);
    connect(m_check, &PersonCheck::finished, this, &ResetFlow::handleChecked);
    connect(m_signOut, &SignOut::sent, this, [this] {
        if (m_outcome)
            m_outcome->showSigningOut(true);
    });
    connect(m_signOut, &SignOut::finished, this, [this](const SignOutResult &result) {
        emit signedOut(result);
        if (m_outcome)
            m_outcome->showSignOut(result);
    });
}

ResetFlow::~ResetFlow()
{
    m_check->cancel();
    delete m_question;
    delete m_recordQuestion;
    delete m_outcome;
}

bool ResetFlow::isBusy() const
{
    const bool isTelling = m_outcome && m_outcome->isVisible();
    return isTelling || m_signOut->isRunning() || stage() != PasswordReset::Stage::Idle;
}

void ResetFlow::begin(const PickedUser &user, Secret password, const Origin &origin)
{
    if (m_question || isBusy())
        return;
    m_user = user;
    m_target = user.target();
    m_password = std::move(password);
    m_origin = origin;
    m_forgotten = false;
    auto *dialog = new ConfirmDialog({m_target, m_account.name, warningsFor(user.user),
                                      m_reset->wouldResolveUnknown(m_target, m_password)},
                                     m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ConfirmDialog::confirmed, this, &ResetFlow::send);
    connect(dialog, &QDialog::rejected, this, [this] {
        m_question.clear(); // it deletes itself
        m_check->cancel();
        delete m_outcome;
        m_password = Secret();
        emit declined();
    });
    m_question = dialog;
    dialog->open();
    m_check->start(user.pathId);
    QTimer::singleShot(0, dialog, [this] { expectChanged(); });
}

void ResetFlow::handleChecked(const PersonCheck::Answer &answer)
{
    if (!m_question)
        return;
    if (!answer.user && answer.error.kind == ErrorKind::UserNotFound) {
        m_question->setChecked(m_target, {notThereText()});
        return;
    }
    if (!answer.user) {
        m_question->setNotChecked(wordsFor(answer.error).happened);
        return;
    }
    const QStringList warnings = changesSince(m_user.user, *answer.user) + warningsFor(*answer.user);
    // The path stays: what is asked for is what was picked.
    m_user.user = *answer.user;
    m_target = m_user.target();
    emit personRead(*answer.user);
    m_question->setChecked(m_target, warnings);
    expectChanged();
}

/// While the question is read, the answer's dialog is made: it is then there at once.
void ResetFlow::expectChanged()
{
    if (m_outcome && m_outcome->canPresent({m_target, Outcome::changed({})}))
        return;
    delete m_outcome;
    m_outcome = newOutcomeDialog();
    m_outcome->expectChanged(m_target);
}

void ResetFlow::send()
{
    if (m_question) // the time is this question's: the next one may be asked before it is over
        QTimer::singleShot(questionLingersMs, m_question, [this] { closeQuestion(); });
    const PasswordOrigin generated = m_origin.seen ? PasswordOrigin::Seen : PasswordOrigin::Unseen;
    m_reset->start(m_target, m_password.clone(), m_origin.generated ? generated : PasswordOrigin::Typed);
}

void ResetFlow::findOut(const OpenAttempt &attempt)
{
    if (m_question || isBusy())
        return;
    if (attempt.action == ChangeAction::SignOut) {
        signOut(attempt.target);
        return;
    }
    if (attempt.password.isEmpty())
        return;
    m_target = attempt.target;
    m_password = attempt.password.clone();
    m_origin = {attempt.origin != PasswordOrigin::Unseen,
                attempt.origin == PasswordOrigin::Seen || attempt.origin == PasswordOrigin::Unseen};
    m_forgotten = false;
    send();
}

/// Nothing has been sent: the change waits for the answer.
void ResetFlow::askAboutRecord(const Error &error, ChangeAction action)
{
    closeQuestion();
    delete m_recordQuestion;
    QWidget *parent = m_outcome && m_outcome->isVisible() ? m_outcome.data() : m_window;
    m_recordQuestion = new RecordQuestion(error.reply.message, parent);
    const bool isReset = action == ChangeAction::Reset;
    connect(m_recordQuestion, &RecordQuestion::tryAgain, this,
            [this, isReset] { isReset ? m_reset->recordAgain() : m_signOut->recordAgain(); });
    connect(m_recordQuestion, &RecordQuestion::sendAnyway, this,
            [this, isReset] { isReset ? m_reset->sendUnrecorded() : m_signOut->sendUnrecorded(); });
    connect(m_recordQuestion, &RecordQuestion::doNotSend, this,
            [this, isReset] { isReset ? m_reset->cancel() : m_signOut->cancel(); });
    new HeldEnterFilter(m_recordQuestion);
    m_recordQuestion->open();
}

void ResetFlow::closeQuestion()
{
    if (!m_question)
        return;
    m_question->accept();
    m_question.clear(); // it deletes itself
}

void ResetFlow::cancel()
{
    m_reset->cancel();
}

void ResetFlow::forgetPassword()
{
    m_password = Secret();
    m_forgotten = stage() != PasswordReset::Stage::Idle;
    if (m_question) {
        // A key that is on its way to it already has nothing left to send.
        disconnect(m_question, &ConfirmDialog::confirmed, this, nullptr);
        m_question->reject();
    } else if (m_outcome && !m_forgotten) { // else it is not told yet
        m_outcome->forgetPassword();
    }
}

OutcomeDialog *ResetFlow::newOutcomeDialog()
{
    auto *dialog = new OutcomeDialog(m_clipboard, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &OutcomeDialog::checkRequested, this, &ResetFlow::send);
    connect(dialog, &OutcomeDialog::editAccountRequested, this, &ResetFlow::editAccountRequested);
    connect(dialog, &OutcomeDialog::handedOver, this, [this] {
        m_password = Secret();
        emit handedOver();
    });
    connect(dialog, &OutcomeDialog::signOutRequested, this, [this] { signOut(m_target); });
    connect(dialog, &OutcomeDialog::signOutStopRequested, m_signOut, &SignOut::cancel);
    connect(dialog, &QDialog::finished, this, [this] { m_outcome.clear(); }); // it deletes itself
    return dialog;
}

void ResetFlow::showOutcome(const ResetResult &result)
{
    const Outcome::Kind kind = result.outcome.kind();
    takeOlderCopiesBack();
    if (!m_outcome || !m_outcome->canPresent(result)) {
        delete m_outcome;
        m_outcome = newOutcomeDialog();
    }
    connect(m_outcome, &QDialog::rejected, this, [this, kind] {
        m_password = Secret();
        emit outcomeClosed(kind);
    });
    emit finished(result);
    m_outcome->present(result,
                       {m_password.clone(), m_origin.seen, m_origin.generated,
                        m_account.kind != Account::Kind::Practice, m_forgotten});
}

/// What was copied for somebody before is not this person's, and is not to be pasted for them.
void ResetFlow::takeOlderCopiesBack()
{
    for (SecretClipboard *clipboard : m_window->findChildren<SecretClipboard *>()) { // of fields, too
        if (clipboard->holdsOurs() && !clipboard->holds(m_password))
            clipboard->clear();
    }
}

void ResetFlow::signOut(const ResetTarget &target)
{
    if (!m_signOut->start(target))
        return;
    if (m_outcome)
        m_outcome->showSigningOut(false);
    emit signOutBegun();
}

} // namespace Keyturn
