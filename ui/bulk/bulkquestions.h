#pragma once

#include <functional>

class QMessageBox;
class QWidget;

namespace Keyturn {

struct UnfinishedRun;

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
QMessageBox *askToDiscard(QWidget *window, const UnfinishedRun &run, const std::function<void()> &discard);
QMessageBox *askForFileAgain(QWidget *window, const std::function<void()> &choose,
                             const std::function<void()> &cancel);
/// `isRecorded`: there is a history.
QMessageBox *askToWritePasswords(QWidget *window, bool isRecorded, const std::function<void()> &write);

} // namespace Keyturn
