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

/// Asks once more, naming the person. A held-down Enter, which opened this dialog, does
/// not answer it.
class ConfirmDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ConfirmDialog(const ConfirmQuestion &question, QWidget *parent = nullptr);

signals:
    /// The answer is: send. Before the dialog closes, so that the request does not wait for that.
    void confirmed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
};

} // namespace Keyturn
