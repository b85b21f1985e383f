#pragma once

#include "core/secret.h"
#include "reset/passwordreset.h"

#include <QDialog>

class QLabel;
class QPushButton;

namespace Keyturn {

class HandOverBox;
class SecretClipboard;

/// Says what became of one reset. Four looks, one for each outcome.
///
/// It may be made before the outcome is known: the display needs as long for a new window as for all that is
/// in it, and can have it ready by then. Until present() there is nothing to see.
class OutcomeDialog : public QDialog
{
    Q_OBJECT

public:
    struct Setting
    {
        Secret password; ///< to hand over; used where it is set or may be: Changed and Unknown
        bool seen = true; ///< false: nobody has read it yet, and closing this loses it
        SecretClipboard *clipboard = nullptr; ///< outlives the dialog
        bool accountCanBeEdited = true; ///< not so the practice account
        bool forgotten = false; ///< the password was wiped before its outcome was known
    };

    explicit OutcomeDialog(QWidget *parent = nullptr);

    /// Once.
    void present(const ResetResult &result, const Setting &setting);

    /// Wipes the password that was to be handed over, because Keyturn locked, and says what to do instead.
    void forgetPassword();

signals:
    /// After an Unknown: send the same password again, to learn what became of it. The dialog has closed.
    void checkRequested();
    /// The account's token or address wants changing. The dialog has closed.
    void editAccountRequested();

private:
    void build(const ResetResult &result, const Setting &setting);
    void addButtons(const ResetResult &result, bool offersEdit);

    void describe();

    HandOverBox *m_handOver = nullptr;
    QPushButton *m_close = nullptr;
    QPushButton *m_check = nullptr; ///< after an Unknown only
    QList<QLabel *> m_paragraphs; ///< what happened, what was changed, what to do
};

} // namespace Keyturn
