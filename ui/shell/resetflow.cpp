#include "resetflow.h"

#include "outcome/confirmdialog.h"
#include "outcome/outcomedialog.h"
#include "picker/userwords.h"

namespace Keyturn {

ResetFlow::ResetFlow(PasswordReset *reset, const Account &account, SecretClipboard *clipboard,
                     QWidget *window)
    : m_reset(reset)
    , m_account(account)
    , m_clipboard(clipboard)
    , m_window(window)
{
    connect(m_reset, &PasswordReset::stageChanged, this, &ResetFlow::stageChanged);
    connect(m_reset, &PasswordReset::finished, this, &ResetFlow::showOutcome);
}

ResetFlow::~ResetFlow()
{
    delete m_dialog;
}

void ResetFlow::begin(const PickedUser &user, Secret password, bool seen)
{
    if (m_dialog || stage() != PasswordReset::Stage::Idle)
        return;
    m_user = user;
    m_password = std::move(password);
    m_seen = seen;
    const ResetTarget target = user.target();
    auto *dialog = new ConfirmDialog(
        {target, m_account.name, warningsFor(user.user), m_reset->wouldResolveUnknown(target, m_password)},
        m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ConfirmDialog::confirmed, this, &ResetFlow::send);
    connect(dialog, &QDialog::rejected, this, [this] {
        m_password = Secret();
        emit declined();
    });
    m_dialog = dialog;
    dialog->open();
}

void ResetFlow::send()
{
    m_dialog.clear(); // it deletes itself
    m_reset->start(m_user.target(), m_password.clone());
}

void ResetFlow::cancel()
{
    m_reset->cancel();
}

void ResetFlow::showOutcome(const ResetResult &result)
{
    const Outcome::Kind kind = result.outcome.kind();
    auto *dialog = new OutcomeDialog(
        result, {m_password.clone(), m_seen, m_clipboard, m_account.kind != Account::Kind::Practice},
        m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &OutcomeDialog::checkRequested, this, &ResetFlow::send);
    connect(dialog, &OutcomeDialog::editAccountRequested, this, &ResetFlow::editAccountRequested);
    connect(dialog, &QDialog::rejected, this, [this, kind] {
        m_dialog.clear();
        m_password = Secret();
        emit outcomeClosed(kind);
    });
    m_dialog = dialog;
    emit finished(result);
    dialog->open();
}

} // namespace Keyturn
