#pragma once

#include <QMessageBox>

namespace Keyturn {

/// Asked when a change could not be written down in the history before it was to leave. Nothing has been
/// sent. Deletes itself when answered; delete it when there is nothing to answer any more.
class RecordQuestion : public QMessageBox
{
    Q_OBJECT

public:
    /// `reason`: the database's own words.
    RecordQuestion(const QString &reason, QWidget *window);

signals:
    void tryAgain();
    void sendAnyway();
    void doNotSend();
};

} // namespace Keyturn
