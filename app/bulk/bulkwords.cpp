#include "bulkwords.h"

#include "words/displaytext.h"
#include "words/terminaltext.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::BulkWords)
};

QString number(int value)
{
    return QLocale().toString(value);
}

} // namespace

QString verdictText(BulkVerdict verdict)
{
    switch (verdict) {
    case BulkVerdict::Unchecked:
        return Texts::tr("Not checked yet");
    case BulkVerdict::Ready:
        return Texts::tr("Ready");
    case BulkVerdict::UnknownUser:
        return Texts::tr("Nobody of this name");
    case BulkVerdict::Duplicate:
        return Texts::tr("The same person again");
    case BulkVerdict::RepeatedPassword:
        return Texts::tr("The same password again");
    case BulkVerdict::BreaksRule:
        return Texts::tr("Password breaks a rule");
    case BulkVerdict::Yourself:
        return Texts::tr("This is you");
    case BulkVerdict::OwnerOrAdmin:
        return Texts::tr("Owner or administrator");
    case BulkVerdict::Pending:
        return Texts::tr("Has not joined yet");
    case BulkVerdict::Inactive:
        return Texts::tr("Deactivated");
    case BulkVerdict::SsoOnly:
        return Texts::tr("Signs in without a password");
    }
    return {};
}

QString verdictAdvice(BulkVerdict verdict)
{
    switch (verdict) {
    case BulkVerdict::Unchecked:
    case BulkVerdict::Ready:
        return {};
    case BulkVerdict::UnknownUser:
        return Texts::tr("The account has no user with this address or ID. Correct it here, or leave the row "
                         "out.");
    case BulkVerdict::Duplicate:
        return Texts::tr("An earlier row is the same person's. Only one password can be theirs: the earlier "
                         "row's is taken.");
    case BulkVerdict::RepeatedPassword:
        return Texts::tr("An earlier row has the same password. Whoever gets it would know the other's. "
                         "Keyturn can generate another.");
    case BulkVerdict::BreaksRule:
        // [RULE-basic] [RULE-enhanced]
        return Texts::tr(
            "Zoom would refuse this password under the account's rules. Keyturn can generate one "
            "that satisfies them.");
    case BulkVerdict::Yourself:
        // [PUT-signed-out]
        return Texts::tr(
            "The access token is this person's. Zoom may sign them out of their devices, and the "
            "run may end with it.");
    case BulkVerdict::OwnerOrAdmin:
        // [PUT-1117]
        return Texts::tr(
            "Zoom lets owners, admins and Zoom Rooms reset only their own password. If it takes "
            "this one all the same, somebody may be locked out of the account's administration.");
    case BulkVerdict::Pending:
        // [PUT-pending]
        return Texts::tr(
            "This person has not accepted the invitation yet. Zoom may accept a password for them "
            "that does not take effect.");
    case BulkVerdict::Inactive:
        return Texts::tr("This person is deactivated and cannot sign in.");
    case BulkVerdict::SsoOnly:
        return Texts::tr("This person signs in through single sign-on, Google or the like. A Zoom password "
                         "would not help them.");
    }
    return {};
}

QString rowStateText(const BulkRow &row)
{
    switch (row.state) {
    case BulkRowState::Waiting:
        return Texts::tr("Waiting");
    case BulkRowState::InFlight:
        return Texts::tr("Being sent");
    case BulkRowState::Changed:
        if (row.isTakenOnly())
            return Texts::tr("Taken, perhaps without effect"); // [PUT-pending]
        return row.changedEarlier ? Texts::tr("Changed, by the attempt before") : Texts::tr("Changed");
    case BulkRowState::Refused:
        return Texts::tr("Refused");
    case BulkRowState::NotSent:
        return Texts::tr("Not sent");
    case BulkRowState::Unknown:
        return Texts::tr("Unknown");
    case BulkRowState::Excluded:
        return Texts::tr("Excluded");
    }
    return {};
}

QString rowReason(const BulkRow &row)
{
    if (row.state == BulkRowState::Excluded)
        return verdictText(row.verdict);
    if (row.isTakenOnly())
        return wordsForPending().changed;
    if (!row.error)
        return {};
    Error error;
    error.kind = *row.error;
    error.reply.httpStatus = row.httpStatus;
    error.reply.zoomCode = row.zoomCode;
    error.reply.message = row.message;
    if (error.kind == ErrorKind::ValidationFailed && !row.message.isEmpty())
        error.fieldErrors = {{QString(), row.message}}; // where the run has put what the fields said
    QString happened = wordsFor(error).happened;
    if (error.kind == ErrorKind::ChangedSince)
        happened = Texts::tr("%1 (%2)").arg(happened, row.message);
    const bool isAskedAgain = error.kind != ErrorKind::ChangedSince && error.kind != ErrorKind::NotInList;
    if (row.state == BulkRowState::Unknown && isAskedAgain)
        return Texts::tr("%1 Going on sends the same password once more, which tells.").arg(happened);
    return happened;
}

QString blastText(const BlastRadius &radius)
{
    if (radius.people == 0)
        return Texts::tr("Nobody is left to change: every row is excluded.");
    const QString reached = radius.people == 1
        // [PUT-mail] [PUT-signed-out]
        ? Texts::tr("The password of 1 person will be changed. Zoom tells them by e-mail, and Zoom may sign "
                    "them out of their devices.")
        // [PUT-mail] [PUT-signed-out]
        : Texts::tr(
              "The passwords of %1 people will be changed. Zoom tells them by e-mail, and Zoom may sign "
              "them out of their devices.")
              .arg(number(radius.people));
    if (radius.excluded == 0)
        return reached;
    const QString excluded = radius.excluded == 1
        ? Texts::tr("1 row is excluded.")
        : Texts::tr("%1 rows are excluded.").arg(number(radius.excluded));
    return reached + u' ' + excluded;
}

namespace {

QString windowEndText(BulkEnd end, const Error &error)
{
    const QString next = wordsFor(error).next;
    switch (end) {
    case BulkEnd::ByUser:
        return Texts::tr("Stopped. Those who are left were not sent anything; “Go on” continues with them.");
    case BulkEnd::ErrorRate:
        return Texts::tr(
            "Keyturn stopped by itself: too many were refused or are unknown. Look at the reasons "
            "below before you go on.");
    case BulkEnd::TokenRefused:
        // [TOKEN-124]
        return Texts::tr("Keyturn stopped by itself: Zoom does not accept the account's sign-in any more. %1")
            .arg(next);
    case BulkEnd::PermissionDenied:
        return Texts::tr("Keyturn stopped by itself: the account's sign-in lacks a permission. %1").arg(next);
    case BulkEnd::DailyLimit:
        // [RATE-daily]
        return Texts::tr("Keyturn stopped by itself: Zoom's daily limit for this account is reached. Go on "
                         "tomorrow; Keyturn keeps the place.");
    case BulkEnd::NetworkLost:
        return Texts::tr("Keyturn stopped by itself: the network is lost. Go on when it is back.");
    default:
        return {};
    }
}

QString terminalEndText(BulkEnd end, const Error &error)
{
    switch (end) {
    case BulkEnd::ByUser:
        return Texts::tr("Stopped. --resume goes on with those who are left.");
    case BulkEnd::ErrorRate:
        return Texts::tr("Stopped: too many were refused or are unknown. The report says why; --resume goes "
                         "on with those who are left.");
    case BulkEnd::TokenRefused:
        // [TOKEN-124]
        return Texts::tr("Stopped: Zoom does not accept the account's sign-in any more.") + u' '
            + terminalText(error);
    case BulkEnd::PermissionDenied:
        return Texts::tr("Stopped: the account's sign-in lacks a permission.") + u' ' + terminalText(error);
    case BulkEnd::DailyLimit:
        return Texts::tr("Stopped. --resume goes on with those who are left.") + u' ' + terminalText(error);
    case BulkEnd::NetworkLost:
        return Texts::tr("Stopped: the network is lost. --resume goes on with those who are left.");
    default:
        return {};
    }
}

} // namespace

QString endText(BulkEnd end, const Error &error, Reader reader)
{
    switch (end) {
    case BulkEnd::None:
        return {};
    case BulkEnd::AllDone:
        return Texts::tr("All rows have been worked off.");
    case BulkEnd::JournalFailed:
        if (error.kind == ErrorKind::InvalidInput)
            return Texts::tr("This run cannot be gone on with. %1").arg(displayText(error.reply.message));
        return Texts::tr("The run's journal cannot be written, and without it nothing is sent. %1")
            .arg(displayText(error.reply.message));
    case BulkEnd::KeyMissing:
        if (reader == Reader::Terminal)
            return Texts::tr("The key of this run's passwords is not to be had.") + u' '
                + terminalText(error);
        return Texts::tr("The keychain does not hold, or does not take, the key of this run's passwords. "
                         "Unlock the keychain and try again.");
    case BulkEnd::PasswordsDiffer:
        return Texts::tr("The list is not the one with which this run began: it has other passwords for the "
                         "same people. Nothing was sent.");
    case BulkEnd::AccountBusy:
        return runUnderWayText(error);
    case BulkEnd::HistoryUnread:
        return Texts::tr(
                   "Whether anybody was changed since cannot be looked up in the history, so nothing was "
                   "sent. %1")
            .arg(displayText(error.reply.message));
    default:
        return reader == Reader::Window ? windowEndText(end, error) : terminalEndText(end, error);
    }
}

QStringList listText(const CsvResult &list)
{
    QStringList sentences;
    if (list.hasPasswords && !list.passwordHeader.isEmpty())
        sentences.append(
            Texts::tr("Passwords are taken from the column \"%1\".").arg(displayText(list.passwordHeader)));
    if (!list.ignoredHeaders.isEmpty()) {
        QStringList names;
        for (const QString &header : list.ignoredHeaders)
            names.append(Texts::tr("\"%1\"").arg(displayText(header)));
        sentences.append(
            Texts::tr("Columns without a meaning here: %1.").arg(QLocale().createSeparatedList(names)));
    }
    if (list.isSpaceRemoved)
        sentences.append(
            Texts::tr("Every password began with a space; it is taken for a part of the separator."));
    if (list.isGuessedEncoding)
        sentences.append(
            Texts::tr("The file is not Unicode. Its characters are read as %1, which is a guess: lines whose "
                      "address or password depends on it are left out.")
                .arg(nameOf(list.encoding)));
    return sentences;
}

QString passwordSourcesText(const BulkPlan &plan)
{
    int given = 0;
    int generated = 0;
    for (int row = 0; row < plan.count(); ++row) {
        if (!plan.isOut(row))
            ++(plan.hasPassword(row) ? given : generated);
    }
    return Texts::tr("Passwords from the list: %1. Generated by Keyturn: %2.")
        .arg(number(given), number(generated));
}

QString unreadableText(const UnreadableRun &run)
{
    return Texts::tr(
               "The journal of an earlier run, \"%1\", cannot be looked into, so whom it has changed is "
               "not known here; the history may tell. %2")
        .arg(run.path, run.why);
}

QString runUnderWayText(const Error &error)
{
    if (error.kind != ErrorKind::RunUnderWay)
        return displayText(error.reply.message);
    const QString who = displayText(error.reply.message);
    if (who.isEmpty())
        return Texts::tr("Another run of this account is under way. Nothing was sent.");
    return Texts::tr("Another run of this account is under way: %1. Nothing was sent.").arg(who);
}

QString countsText(const BulkProgress &progress)
{
    QStringList parts;
    if (progress.changed > 0)
        parts.append(Texts::tr("%1 changed").arg(number(progress.changed)));
    if (progress.refused > 0)
        parts.append(Texts::tr("%1 refused").arg(number(progress.refused)));
    if (progress.notSent > 0)
        parts.append(Texts::tr("%1 not sent").arg(number(progress.notSent)));
    if (progress.unknown > 0)
        parts.append(Texts::tr("%1 unknown").arg(number(progress.unknown)));
    if (progress.left > 0)
        parts.append(Texts::tr("%1 left").arg(number(progress.left)));
    return QLocale().createSeparatedList(parts);
}

QString unfinishedText(const RunSummary &run)
{
    const QString begun = QLocale().toString(run.record.created.toLocalTime(), QLocale::ShortFormat);
    if (run.left() == 0 && run.unknown == 0)
        return Texts::tr(
                   "Begun %1: %2 of %3 people changed, everybody was tried. The report and the passwords "
                   "have not been put away yet.")
            .arg(begun, number(run.changed), number(run.total));
    if (run.unknown > 0)
        return Texts::tr("Begun %1: %2 of %3 people changed, %4 left, and of %5 nobody knows yet.")
            .arg(begun, number(run.changed), number(run.total), number(run.left()), number(run.unknown));
    return Texts::tr("Begun %1: %2 of %3 people changed, %4 left.")
        .arg(begun, number(run.changed), number(run.total), number(run.left()));
}

} // namespace Keyturn
