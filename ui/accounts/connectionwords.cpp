#include "connectionwords.h"

#include "connectionadvice.h"
#include "widgets/displaytext.h"
#include "words/errorwords.h"
#include "words/replylines.h"

#include <QCoreApplication>
#include <QLocale>

namespace Keyturn {

namespace {

using State = ConnectionState;
using Step = ConnectionStep;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::ConnectionWords)
};

struct Told
{
    QString happened;
    QString next;
};

QString titleOf(Step step)
{
    switch (step) {
    case Step::Token:
        return Texts::tr("Access token");
    case Step::Self:
        return Texts::tr("Sign-in and role");
    case Step::Users:
        return Texts::tr("List of users");
    case Step::Rules:
        return Texts::tr("Password rules");
    case Step::Change:
        break;
    }
    return Texts::tr("Right to change passwords");
}

QString textOf(State state)
{
    switch (state) {
    case State::Waiting:
        return Texts::tr("not tested yet");
    case State::Running:
        return Texts::tr("testing…");
    case State::Works:
        return Texts::tr("works");
    case State::Warning:
        return Texts::tr("please check");
    case State::Failed:
        return Texts::tr("does not work");
    case State::Skipped:
        return Texts::tr("not tested");
    case State::Untested:
        break;
    }
    return Texts::tr("cannot be tested");
}

Told tokenTold(const ConnectionRow &row, TokenOrigin origin)
{
    if (origin == TokenOrigin::SignedIn)
        return {Texts::tr("The sign-in with the browser gave Keyturn an access token."), {}};
    if (origin == TokenOrigin::AskedFor)
        // [TOKEN-server]
        return {Texts::tr("Zoom gave Keyturn an access token."), {}};
    if (row.state == State::Warning) {
        return {Texts::tr("The token says itself that it has ended."),
                Texts::tr("Get a new token and paste it. If this one is new, check the date and time of this "
                          "computer.")};
    }
    // [TOKEN-124]
    return {Texts::tr("A token has been pasted. The next row tells whether Zoom takes it."), {}};
}

Told selfTold(const ConnectionRow &row)
{
    const QString person = personText(row.userName, row.userEmail);
    switch (row.role) {
    case AccountRole::Owner:
        return {Texts::tr("The app acts for %1, the owner of the account.").arg(person), {}};
    case AccountRole::Admin:
        return {Texts::tr("The app acts for %1, an admin of the account.").arg(person), {}};
    case AccountRole::Member:
        return {
            Texts::tr("The app acts for %1, who is not an admin of the account. Only the owner and admins "
                      "can change other people's passwords.")
                .arg(person),
            Texts::tr("Give this person the role Admin in the Zoom web portal › User Management › Roles, "
                      "or let an admin make the app. Then test again.")};
    case AccountRole::Custom:
        return {Texts::tr("The app acts for %1, who has a role that your organisation has made itself.")
                    .arg(person),
                Texts::tr("Check that this role may edit users: Zoom web portal › User Management › Roles. "
                          "The roles Owner and Admin may.")};
    case AccountRole::NotTold:
        break;
    }
    // [USER-fields] [USER-role]
    return {Texts::tr("The app acts for %1. Zoom does not say which role that is.").arg(person),
            Texts::tr("Check that it is Owner or Admin: Zoom web portal › User Management › Roles.")};
}

Told usersTold(const ConnectionRow &row)
{
    // [LIST-pages]
    if (row.userCount < 0)
        return {Texts::tr("Zoom lists the users of the account."), {}};
    return {Texts::tr("Zoom lists the users of the account. Active users: %1.")
                .arg(QLocale().toString(row.userCount)),
            {}};
}

Told rulesTold(const ConnectionRow &row)
{
    QStringList sentences{Texts::tr("The rules of the account can be read.")};
    if (row.rules.minimumPasswordLength.value_or(0) > 0)
        sentences += Texts::tr("At least %1 characters.").arg(*row.rules.minimumPasswordLength);
    if (row.rules.requiresSpecial.value_or(false))
        sentences += Texts::tr("A special character.");
    if (row.rules.consecutiveLength.value_or(0) > 0)
        sentences += Texts::tr("No sequence such as %1.")
                         .arg(QStringView(u"12345678").left(*row.rules.consecutiveLength));
    if (row.rules.detectsWeak.value_or(false))
        sentences += Texts::tr("No password that is easy to guess.");
    return {sentences.join(u' '), {}};
}

Told changeTold(const ConnectionRow &row, TokenOrigin origin)
{
    if (row.state == State::Failed)
        return {Texts::tr("The scopes of the app do not allow changing passwords."),
                changeScopeAdvice(origin)};
    if (row.state == State::Works)
        return {Texts::tr("The app has the scope for it, %1.").arg(row.scope), {}};
    if (!row.scope.isEmpty()) {
        return {Texts::tr("The app has the scope for it, %1, but the role above is in doubt. This cannot be "
                          "tested without changing a password.")
                    .arg(row.scope),
                {}};
    }
    return {
        // [TOKEN-server]
        Texts::tr("This cannot be tested without changing a password, and Zoom does not tell the scopes of "
                  "the token."),
        Texts::tr("Check that the app has the scope user:write:admin or, if its scopes are granular, "
                  "user:update:password:admin: Zoom App Marketplace › Manage › your app › Scopes.")};
}

QString happenedIn(const Error &error)
{
    // Checks of our own say it best.
    const bool isOurs = error.kind == ErrorKind::InvalidInput || error.kind == ErrorKind::InvalidBaseUrl;
    if (isOurs && !error.reply.message.isEmpty())
        return error.reply.message;
    if (error.kind == ErrorKind::MissingScopes && !error.missingScopes.isEmpty()) {
        // [TOKEN-scopes]
        return Texts::tr("The access token lacks a scope. Zoom names %1.")
            .arg(displayText(error.missingScopes.join(QStringLiteral(", "))).left(400));
    }
    return wordsFor(error).happened;
}

Told errorTold(Step step, const Error &error, TokenOrigin origin)
{
    const QString happened = happenedIn(error);
    const QString advice = connectionAdvice(step, error, origin);
    if (step != Step::Rules)
        return {happened, advice};
    return {happened,
            Texts::tr("Keyturn can do without: it then checks new passwords with Zoom's basic rules only. %1")
                .arg(advice)};
}

Told told(const ConnectionReport &report, Step step)
{
    const ConnectionRow &row = report.row(step);
    if (row.state == State::Waiting || row.state == State::Running)
        return {};
    if (row.state == State::Skipped)
        return {report.cancelled ? Texts::tr("You stopped the test.")
                                 : Texts::tr("First put right what is above."),
                {}};
    if (row.error)
        return errorTold(step, *row.error, report.origin);
    switch (step) {
    case Step::Token:
        return tokenTold(row, report.origin);
    case Step::Self:
        return selfTold(row);
    case Step::Users:
        return usersTold(row);
    case Step::Rules:
        return rulesTold(row);
    case Step::Change:
        break;
    }
    return changeTold(row, report.origin);
}

} // namespace

QString ConnectionWords::heading() const
{
    return Texts::tr("%1: %2", "what is tested, and whether it works").arg(title, state);
}

QString ConnectionWords::sentence() const
{
    if (happened.isEmpty())
        return heading();
    return Texts::tr("%1: %2. %3 %4", "what is tested, whether it works, what happened, what to do")
        .arg(title, state, happened, next)
        .trimmed();
}

ConnectionWords connectionWords(const ConnectionReport &report, Step step)
{
    const Told words = told(report, step);
    return {titleOf(step), textOf(report.row(step).state), words.happened, words.next};
}

QString connectionSummary(const ConnectionReport &report)
{
    switch (report.verdict()) {
    case ConnectionReport::Verdict::Open:
        break;
    case ConnectionReport::Verdict::Works:
        return Texts::tr("All that can be tested works. Nothing was changed at Zoom.");
    case ConnectionReport::Verdict::WorksWithRemarks:
        return Texts::tr(
            "The account can be used; something is to be checked, see above. Nothing was changed "
            "at Zoom.");
    case ConnectionReport::Verdict::Failed:
        return Texts::tr("Something does not work, see above. Nothing was changed at Zoom.");
    case ConnectionReport::Verdict::Cancelled:
        return Texts::tr("The test was stopped. Nothing was changed at Zoom.");
    }
    return Texts::tr("Testing the connection…");
}

QString connectionDetails(const ConnectionReport &report)
{
    QStringList parts;
    for (const Step step : connectionSteps) {
        QStringList lines{displayText(connectionWords(report, step).sentence())};
        // Steps that made no call have no answer to tell of.
        const ConnectionRow &row = report.row(step);
        if (row.error || row.reply.httpStatus != 0)
            lines += replyLines(row.reply);
        parts += lines.join(u'\n');
    }
    return parts.join(QStringLiteral("\n\n"));
}

} // namespace Keyturn
