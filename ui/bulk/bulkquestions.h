#pragma once

#include <QString>

#include <functional>

class QMessageBox;
class QWidget;

namespace Keyturn {

struct RunSummary;

// The questions of bulk work. Each is shown in its window and not waited for, calls what was chosen, and
// deletes itself. The harmless answer is the one that Enter and Escape give, unless it says otherwise.

QMessageBox *askToStop(QWidget *window, const std::function<void()> &stop);
struct RunToPutAway
{
    bool written = false; ///< its passwords are in a file
    bool isDone = false; ///< nobody is left
    bool isRecorded = false; ///< there is a history; the practice account has none
};
/// Where it is written and done, Enter puts it away.
QMessageBox *askToPutAway(QWidget *window, const RunToPutAway &run, const std::function<void()> &keep,
                          const std::function<void()> &putAway);
QMessageBox *askToDiscard(QWidget *window, const RunSummary &run, const std::function<void()> &discard);
/// A journal cannot be looked into, as `what` says. Enter and Escape leave it.
QMessageBox *askToSetAside(QWidget *window, const QString &what, const std::function<void()> &setAside,
                           const std::function<void()> &cancel);
/// An earlier run has people of the list that is to begin, and is open. Enter shows it.
QMessageBox *askAboutOpenRun(QWidget *window, int people, const QString &run,
                             const std::function<void()> &show, const std::function<void()> &cancel);
QMessageBox *askForFileAgain(QWidget *window, const std::function<void()> &choose,
                             const std::function<void()> &cancel);
/// `isRecorded`: there is a history.
QMessageBox *askToWritePasswords(QWidget *window, bool isRecorded, const std::function<void()> &write);

} // namespace Keyturn
