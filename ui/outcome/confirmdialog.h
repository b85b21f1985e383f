#pragma once

#include "reset/passwordreset.h"

#include <QDialog>
#include <QStringList>

class QPushButton;

namespace Keyturn {

class InlineMessage;
class WrapLabel;

/// What the person at the desk is asked before a password is sent.
struct ConfirmQuestion
{
    ResetTarget target;
    QString accountName;
    QStringList warnings; ///< whole sentences
    bool resolvesUnknown = false; ///< the same password goes out again, to learn what became of it
};

/// Asks once more, naming the person. A held-down Enter, which opened this dialog, does not answer it.
///
/// Meanwhile the person is read again at Zoom. A "yes" that comes before that has ended counts once it has,
/// unless it brought something to read: then it has to be said again.
///
/// A "yes" leaves it open: taking a window away takes about as long as sending a request, which must not wait
/// for it. Whoever sends closes it with accept() then; in between, it hears nothing more.
class ConfirmDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ConfirmDialog(const ConfirmQuestion &question, QWidget *parent = nullptr);

    /// The person is who they were thought to be, or nearly: all warnings, of which some may be new.
    void setChecked(const ResetTarget &target, const QStringList &warnings);
    /// They could not be read: why.
    void setNotChecked(const QString &why);
    bool isChecking() const { return m_checking; }

    void reject() override;

signals:
    /// The answer is: send. Once.
    void confirmed();

private:
    static QString headingFor(const ResetTarget &target);
    void build(const ConfirmQuestion &question);
    void handleYes();
    void endCheck(bool isNews);

    bool m_checking = true;
    bool m_saidYes = false; ///< while it was being checked
    bool m_confirmed = false;
    QStringList m_warnings;
    WrapLabel *m_heading;
    WrapLabel *m_notice;
    WrapLabel *m_account;
    WrapLabel *m_check;
    InlineMessage *m_warning;
    QPushButton *m_send;
};

} // namespace Keyturn
