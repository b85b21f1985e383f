#pragma once

#include "reset/passwordreset.h"

#include <QDialog>
#include <QStringList>

namespace Keyturn {

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
/// A "yes" leaves it open: taking a window away takes about as long as sending a request, which must not wait
/// for it. Whoever sends closes it with accept() then; in between, it hears nothing more.
class ConfirmDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ConfirmDialog(const ConfirmQuestion &question, QWidget *parent = nullptr);

    void reject() override;

signals:
    /// The answer is: send. Once.
    void confirmed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool m_confirmed = false;
};

} // namespace Keyturn
