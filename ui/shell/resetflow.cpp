#include "resetflow.h"

#include "outcome/confirmdialog.h"
#include "outcome/outcomedialog.h"
#include "picker/userwords.h"
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
    delete m_outcome;
}

void ResetFlow::begin(const PickedUser &user, Secret password, const Origin &origin)
{
    const bool isTelling = m_outcome && m_outcome->isVisible();
    if (m_question || isTelling || stage() != PasswordReset::Stage::Idle)
        return;
    m_user = user;
    m_password = std::move(password);
    m_origin = origin;
    m_forgotten = false;
    const ResetTarget target = user.target();
    auto *dialog = new ConfirmDialog(
        {target, m_account.name, warningsFor(user.user), m_reset->wouldResolveUnknown(target, m_password)},
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
        m_question->setChecked(m_user.target(), {notThereText()});
        return;
    }
    if (!answer.user) {
        m_question->setNotChecked(wordsFor(answer.error).happened);
        return;
    }
    const QStringList warnings = changesSince(m_user.user, *answer.user) + warningsFor(*answer.user);
    // The path stays: what is asked for is what was picked.
    m_user.user = *answer.user;
    emit personRead(*answer.user);
    m_question->setChecked(m_user.target(), warnings);
    expectChanged();
}

/// While the question is read, the answer's dialog is made: it is then there at once.
void ResetFlow::expectChanged()
{
    const ResetTarget target = m_user.target();
    if (m_outcome && m_outcome->canPresent({target, Outcome::changed({})}))
        return;
    delete m_outcome;
    m_outcome = newOutcomeDialog();
    m_outcome->expectChanged(target);
}

void ResetFlow::send()
{
    if (m_question) // the time is this question's: the next one may be asked before it is over
        QTimer::singleShot(questionLingersMs, m_question, [this] { closeQuestion(); });
    m_reset->start(m_user.target(), m_password.clone());
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
    connect(dialog, &OutcomeDialog::signOutRequested, this, &ResetFlow::signOut);
    connect(dialog, &OutcomeDialog::signOutStopRequested, m_signOut, &SignOut::cancel);
    connect(dialog, &QDialog::finished, this, [this] { m_outcome.clear(); }); // it deletes itself
    return dialog;
}

void ResetFlow::showOutcome(const ResetResult &result)
{
    const Outcome::Kind kind = result.outcome.kind();
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

void ResetFlow::signOut()
{
    if (m_signOut->start(m_user.target()))
        m_outcome->showSigningOut(false);
}

} // namespace Keyturn
