#include "errorwords.h"

#include "displaytext.h"
#include "errortable.h"
#include "terminaltext.h"

#include <QCoreApplication>
#include <QLocale>

namespace Keyturn {

namespace {

constexpr const char *context = "Keyturn::ErrorWords";

QString words(const char *text)
{
    return QCoreApplication::translate(context, text);
}

QString quoted(const QString &message)
{
    return displayText(message).left(400);
}

QString happened(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::ValidationFailed: {
        QStringList reasons;
        for (const FieldError &field : error.fieldErrors)
            reasons += quoted(field.message);
        if (!reasons.isEmpty())
            // [PUT-300-validation]
            return words(QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                           "Zoom found that the password breaks a rule of "
                                           "this account. Its words: “%1”"))
                .arg(reasons.join(u' '));
        break;
    }
    case ErrorKind::MissingScopes:
        if (!error.missingScopes.isEmpty())
            return words(QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The access token lacks these scopes: %1"))
                .arg(quoted(error.missingScopes.join(QStringLiteral(", "))));
        break;
    case ErrorKind::Refused:
        if (!error.reply.message.isEmpty())
            // [PUT-other]
            return words(QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Zoom refused it. Its words: “%1”"))
                .arg(quoted(error.reply.message));
        break;
    default:
        break;
    }
    return words(errorTexts(error.kind).happened);
}

QString next(const Error &error, Reader reader)
{
    const bool limited = error.kind == ErrorKind::RateLimited || error.kind == ErrorKind::DailyLimitReached;
    if (limited && error.retryAt) {
        // [RATE-after] [RATE-second] [RATE-daily]
        return words(QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Zoom takes requests again at %1: try then."))
            .arg(QLocale().toString(error.retryAt->toLocalTime(), QLocale::ShortFormat));
    }
    if (reader == Reader::Terminal) {
        if (const char *advice = terminalAdvice(error.kind))
            return QCoreApplication::translate("Keyturn::TerminalText", advice);
    }
    return words(errorTexts(error.kind).next);
}

} // namespace

ErrorWords wordsForPending()
{
    // [PUT-pending]
    return {words(QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Zoom has taken the new password.")),
            words(QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                    "But this person has not accepted the invitation to Zoom yet, and for "
                                    "them a change may have no effect: it is not certain that the new "
                                    "password works.")),
            words(QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                    "Have the person accept the invitation first; it lets them choose a "
                                    "password. If they cannot sign in then, reset it once more."))};
}

namespace {

ErrorWords wordsForChanged(bool provenByRepeat)
{
    ErrorWords changed;
    // [PUT-repeat] [PUT-204]
    changed.happened = provenByRepeat
        ? words(QT_TRANSLATE_NOOP(
              "Keyturn::ErrorWords",
              "Zoom says that this password is set already: an earlier attempt had worked."))
        : words(QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Zoom has set the new password."));
    changed.changed = words(QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The old one does not work any more."));
    // [PUT-mail]
    changed.next =
        words(QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                "Hand the new password over now: once this message is closed, Keyturn "
                                "does not have it any more. Zoom tells the person by e-mail that it was "
                                "changed."));
    return changed;
}

QString nothingChanged(Outcome::Kind kind, const OutcomeContext &beside)
{
    if (beside.settledEarlier) // [PUT-300-same]
        return words(QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                       "This attempt changed nothing. But it tells what became of the "
                                       "earlier one whose outcome was open: this password is the one that is "
                                       "set."));
    if (beside.earlierAttemptUnknown)
        return words(
            QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                              "This attempt changed nothing. But it is still open what became of an earlier "
                              "one with another password: that password may be set."));
    if (kind == Outcome::Kind::NotSent)
        return words(QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                       "The password never left this computer, so nothing was changed."));
    // Not that the old password works: the person may have none, or be gone, or be inactive.
    return words(QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Nothing was changed."));
}

ErrorWords wordsForUnknown(const Outcome &outcome)
{
    return {outcome.error().kind == ErrorKind::Cancelled
                ? words(QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "You stopped waiting for Zoom's answer."))
                : happened(outcome.error()),
            outcome.isRepeat()
                ? words(QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                          "Sending the same password again has not settled it: the new "
                                          "password may be set, or not."))
                : words(QT_TRANSLATE_NOOP(
                      "Keyturn::ErrorWords",
                      "The request had already left, so the new password may be set, or not.")),
            // [PUT-repeat]
            outcome.error().kind == ErrorKind::CaptivePortal
                ? words(QT_TRANSLATE_NOOP(
                      "Keyturn::ErrorWords",
                      "Open a web browser and sign in to the network. Then choose “Check by sending the "
                      "same password again”: Zoom then sets it, or says that it had been set. Do not tell "
                      "the person anything before you know."))
                : words(QT_TRANSLATE_NOOP(
                      "Keyturn::ErrorWords",
                      "Choose “Check by sending the same password again”: Zoom then sets it, or says that "
                      "it had been set. Do not tell the person anything before you know."))};
}

} // namespace

ErrorWords wordsFor(const Error &error, Reader reader)
{
    return {happened(error), {}, next(error, reader)};
}

ErrorWords wordsFor(const Outcome &outcome, const OutcomeContext &beside)
{
    switch (outcome.kind()) {
    case Outcome::Kind::Changed:
        return beside.isPending ? wordsForPending() : wordsForChanged(outcome.isRepeat());
    case Outcome::Kind::Refused:
    case Outcome::Kind::NotSent:
        return {happened(outcome.error()), nothingChanged(outcome.kind(), beside),
                next(outcome.error(), Reader::Window)};
    case Outcome::Kind::Unknown:
        break;
    }
    return wordsForUnknown(outcome);
}

QString outcomeTitle(Outcome::Kind kind, const OutcomeContext &beside)
{
    switch (kind) {
    case Outcome::Kind::Changed:
        if (beside.isPending) // [PUT-pending]
            return words(QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Password taken — it may have no effect"));
        return words(QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Password changed"));
    case Outcome::Kind::Refused:
        if (beside.settledEarlier) // [PUT-300-same]
            return words(QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Refused — this password is set already"));
        if (beside.earlierAttemptUnknown)
            return words(
                QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Refused — an earlier attempt is still open"));
        return words(QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Refused — nothing was changed"));
    case Outcome::Kind::NotSent:
        if (beside.earlierAttemptUnknown)
            return words(
                QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Not sent — an earlier attempt is still open"));
        return words(QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Not sent — nothing was changed"));
    case Outcome::Kind::Unknown:
        break;
    }
    return words(QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Outcome unknown"));
}

bool isHelpedByEditing(ErrorKind kind)
{
    if (isKeychainTrouble(kind))
        return true;
    switch (kind) {
    case ErrorKind::InvalidToken:
    case ErrorKind::InvalidBaseUrl:
    case ErrorKind::TokenRejected:
    case ErrorKind::MissingScopes:
    case ErrorKind::SecretMissing:
    case ErrorKind::SecretForOtherAddress:
    case ErrorKind::ClientRefused:
    case ErrorKind::AccountIdRefused:
    case ErrorKind::GrantRefused:
    case ErrorKind::SignInNeeded:
    case ErrorKind::ChosenFormatRefused:
    case ErrorKind::EndpointUnknown:
        return true;
    default:
        return false;
    }
}

} // namespace Keyturn
