#pragma once

#include "core/secret.h"
#include "reset/passwordreset.h"

#include <QDialog>
#include <QPointer>

#include <optional>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace Keyturn {

class DetailsBox;
class HandOverBox;
class KeepQuestion;
class SecretClipboard;
class SignOutBox;
struct SignOutResult;

/// Says what became of one reset. Four looks, one for each outcome.
///
/// It may be made before the outcome is known, and be ready for the likeliest one: until then there is time,
/// and from then on somebody waits. Until present() there is nothing to see, and nothing that says what it
/// says.
class OutcomeDialog : public QDialog
{
    Q_OBJECT

public:
    struct Setting
    {
        Secret password; ///< to hand over; used where it is set or may be: Changed and Unknown
        bool seen = true; ///< false: nobody has read it yet, and closing this loses it
        bool generated = false; ///< random, so that what a repeat proves is beyond doubt
        bool accountCanBeEdited = true; ///< not so the practice account
        bool forgotten = false; ///< the password was wiped before its outcome was known
    };

    /// `clipboard` outlives this.
    explicit OutcomeDialog(SecretClipboard *clipboard, QWidget *parent = nullptr);

    /// Makes everything that the answer 204 would show, but for the password. Before present(), once.
    void expectChanged(const ResetTarget &target);
    /// Whether this can show that outcome: not what expects another one.
    bool canPresent(const ResetResult &result) const;
    /// Once, and only what it can present.
    void present(const ResetResult &result, const Setting &setting);

    /// Wipes the password that was to be handed over, because Keyturn locked, and says what to do instead.
    void forgetPassword();

    /// The sign-out after a changed password: how far it is, and its outcome. While it runs, the dialog
    /// stays.
    void showSigningOut(bool sent);
    void showSignOut(const SignOutResult &result);

    /// Not while a sign-out runs; and a question comes first where a password would be lost unseen.
    void reject() override;

signals:
    /// After an Unknown: send the same password again, to learn what became of it. The dialog has closed.
    void checkRequested();
    /// The account's token or address wants changing. The dialog has closed.
    void editAccountRequested();
    void signOutRequested();
    void signOutStopRequested();
    /// The password is where it belongs, and was wiped here.
    void handedOver();

private:
    void build(const ResetResult &result, const Setting &setting);
    void paintAhead();
    void addTexts(QVBoxLayout *texts, const ResetResult &result, const Setting &setting);
    void addBoxes(QVBoxLayout *texts, const ResetResult &result);
    void addButtons(const ResetResult &result, bool offersEdit);
    void describe();
    void finishHandOver();
    void askBeforeLosing();

    SecretClipboard *m_clipboard;
    std::optional<ResetTarget> m_expected; ///< whose changed password this is ready to tell of
    HandOverBox *m_handOver = nullptr; ///< after a Changed or an Unknown only
    SignOutBox *m_signOut = nullptr; ///< after a Changed only
    DetailsBox *m_details = nullptr;
    QString m_detailsOfReset;
    QLabel *m_proof = nullptr; ///< what a repeat proves, or has proved
    QPointer<KeepQuestion> m_keepQuestion;
    bool m_taken = true; ///< somebody has the password, or there is none
    QPushButton *m_close = nullptr;
    QPushButton *m_check = nullptr; ///< after an Unknown only
    QList<QLabel *> m_paragraphs; ///< what happened, what was changed, what to do
};

} // namespace Keyturn
