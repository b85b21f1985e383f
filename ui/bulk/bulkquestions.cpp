#include "bulkquestions.h"

#include "bulk/bulkwords.h"

#include <QCoreApplication>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::BulkQuestions)
};

QMessageBox *question(QWidget *window, const char *objectName, QMessageBox::Icon icon, const QString &title)
{
    auto *box = new QMessageBox(window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setObjectName(QLatin1String(objectName));
    box->setIcon(icon);
    box->setWindowTitle(title);
    return box;
}

QPushButton *answer(QMessageBox *box, const QString &text, QMessageBox::ButtonRole role,
                    const char *objectName, const std::function<void()> &then = {})
{
    QPushButton *button = box->addButton(text, role);
    button->setObjectName(QLatin1String(objectName));
    button->setAccessibleName(QString(text).remove(u'&'));
    if (then)
        QObject::connect(button, &QPushButton::clicked, box->parentWidget(), then);
    return button;
}

void settle(QMessageBox *box, QPushButton *byDefault, QPushButton *escape)
{
    box->setDefaultButton(byDefault);
    box->setEscapeButton(escape);
    box->open();
}

/// Whole sentences, one behind the other; the second may be empty.
QString sentences(const QString &first, const QString &second)
{
    return second.isEmpty() ? first : first + u' ' + second;
}

} // namespace

QMessageBox *askToStop(QWidget *window, const std::function<void()> &stop)
{
    QMessageBox *box = question(window, "stopQuestion", QMessageBox::Question, Texts::tr("Stop the run?"));
    box->setText(Texts::tr("Passwords are still being reset."));
    box->setInformativeText(Texts::tr(
        "What is under way is waited for. Those who are left can be gone on with later. To let the run "
        "go on, minimise this window instead."));
    answer(box, Texts::tr("&Stop and close"), QMessageBox::DestructiveRole, "stopAndClose", stop);
    QPushButton *stay = answer(box, Texts::tr("&Let it run"), QMessageBox::RejectRole, "letItRun");
    settle(box, stay, stay);
    return box;
}

QMessageBox *askToPutAway(QWidget *window, const RunToPutAway &run, const std::function<void()> &keep,
                          const std::function<void()> &putAway)
{
    QMessageBox *box = question(window, "putAwayQuestion",
                                run.written && run.isDone ? QMessageBox::Question : QMessageBox::Warning,
                                Texts::tr("Put the run away?"));
    box->setText(run.written ? Texts::tr("The passwords of this run have been written to a file.")
                             : Texts::tr("The passwords of this run have not been written to a file."));
    box->setInformativeText(sentences(
        run.isDone ? Texts::tr("If the run is put away, Keyturn can no longer give out its passwords.")
                   : Texts::tr("If the run is put away, Keyturn can no longer give out its passwords, "
                               "and those who are left are not gone on with."),
        run.isRecorded ? Texts::tr("The history keeps what became of each person.") : QString()));
    QPushButton *later = answer(box, Texts::tr("&Keep for later"), QMessageBox::AcceptRole, "keepRun", keep);
    QPushButton *away = answer(box, Texts::tr("&Put away"), QMessageBox::DestructiveRole, "putAway", putAway);
    QPushButton *stay = answer(box, Texts::tr("Cance&l"), QMessageBox::RejectRole, "stayWithRun");
    settle(box, run.written && run.isDone ? away : later, stay);
    return box;
}

QMessageBox *askToDiscard(QWidget *window, const RunSummary &run, const std::function<void()> &discard)
{
    QMessageBox *box =
        question(window, "discardQuestion", QMessageBox::Warning, Texts::tr("Discard the run?"));
    box->setText(unfinishedText(run));
    box->setInformativeText(
        Texts::tr("It cannot be gone on with then, and the passwords that Keyturn generated for it are gone. "
                  "Passwords that are set already stay set."));
    answer(box, Texts::tr("&Discard"), QMessageBox::DestructiveRole, "discardRun", discard);
    QPushButton *keep = answer(box, Texts::tr("&Keep"), QMessageBox::RejectRole, "keepUnfinished");
    settle(box, keep, keep);
    return box;
}

QMessageBox *askToSetAside(QWidget *window, const QString &what, const std::function<void()> &setAside,
                           const std::function<void()> &cancel)
{
    QMessageBox *box = question(window, "unreadableQuestion", QMessageBox::Warning,
                                Texts::tr("An earlier run cannot be looked into"));
    box->setText(what);
    box->setInformativeText(Texts::tr(
        "Nothing was sent. If nobody needs that run any more, Keyturn can set its journal aside and "
        "begin this one."));
    answer(box, Texts::tr("&Set it aside"), QMessageBox::DestructiveRole, "setAside", setAside);
    QPushButton *no = answer(box, Texts::tr("Cance&l"), QMessageBox::RejectRole, "leaveUnreadable", cancel);
    settle(box, no, no);
    return box;
}

QMessageBox *askAboutOpenRun(QWidget *window, int people, const QString &run,
                             const std::function<void()> &show, const std::function<void()> &cancel)
{
    QMessageBox *box = question(window, "openRunQuestion", QMessageBox::Warning,
                                Texts::tr("An earlier run is not finished"));
    box->setText(people == 1 ? Texts::tr("An earlier run is not finished, and has 1 person of this list.")
                             : Texts::tr("An earlier run is not finished, and has %1 people of this list.")
                                   .arg(QLocale().toString(people)));
    box->setInformativeText(
        run + u' '
        + Texts::tr(
            "Go on with that run, or discard it, before these people get other passwords. Nothing was "
            "sent."));
    QPushButton *look =
        answer(box, Texts::tr("&Show that run"), QMessageBox::AcceptRole, "showOpenRun", show);
    QPushButton *no = answer(box, Texts::tr("Cance&l"), QMessageBox::RejectRole, "cancelForOpenRun", cancel);
    settle(box, look, no);
    return box;
}

QMessageBox *askForFileAgain(QWidget *window, const std::function<void()> &choose,
                             const std::function<void()> &cancel)
{
    QMessageBox *box =
        question(window, "fileNeeded", QMessageBox::Information, Texts::tr("The file is needed again"));
    box->setText(Texts::tr("Passwords of this run came from a file, and Keyturn has not kept them."));
    box->setInformativeText(Texts::tr("Choose the same file again. Nothing is sent yet."));
    QPushButton *yes =
        answer(box, Texts::tr("Choose the &file…"), QMessageBox::AcceptRole, "chooseFileAgain", choose);
    QPushButton *no = answer(box, Texts::tr("Cance&l"), QMessageBox::RejectRole, "noFileAgain", cancel);
    settle(box, yes, no);
    return box;
}

QMessageBox *askToWritePasswords(QWidget *window, bool isRecorded, const std::function<void()> &write)
{
    QMessageBox *box =
        question(window, "passwordsQuestion", QMessageBox::Warning, Texts::tr("Write passwords to a file?"));
    box->setText(Texts::tr("Whoever can read the file has these passwords."));
    box->setInformativeText(
        sentences(Texts::tr("Only you can read it at first. Hand the passwords over, then delete the file."),
                  isRecorded ? Texts::tr("The history notes that they were written.") : QString()));
    answer(box, Texts::tr("&Write the passwords…"), QMessageBox::AcceptRole, "writePasswords", write);
    QPushButton *no = answer(box, Texts::tr("Cance&l"), QMessageBox::RejectRole, "keepPasswords");
    settle(box, no, no);
    return box;
}

} // namespace Keyturn
