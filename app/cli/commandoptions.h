#pragma once

#include <QCommandLineOption>
#include <QCoreApplication>
#include <QList>

namespace Keyturn {

struct CommandTexts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

/// All that the command line knows. Whoever adds one adds it to all(), too.
struct CommandOptions
{
    QCommandLineOption practice{
        QStringLiteral("practice"),
        CommandTexts::tr("Opens the practice account: made-up users on this computer.")};
    QCommandLineOption practiceServer{
        QStringLiteral("practice-server"),
        CommandTexts::tr("Runs the practice server alone, without a window, and prints its "
                         "base URL and access token. Ctrl+C ends it.")};
    QCommandLineOption port{QStringLiteral("port"),
                            CommandTexts::tr("The practice server's port; 0 takes a free one."),
                            CommandTexts::tr("N"), QStringLiteral("0")};
    QCommandLineOption withApp{
        QStringLiteral("with-app"),
        CommandTexts::tr("The practice server also prints the values of its two made-up apps: one for "
                         "Server-to-Server OAuth, and one that people sign in to with the browser.")};
    QCommandLineOption users{QStringLiteral("users"), CommandTexts::tr("How many made-up users there are."),
                             CommandTexts::tr("N"), QStringLiteral("500")};
    QCommandLineOption addAccount{
        QStringLiteral("add-account"),
        CommandTexts::tr(
            "Reads {\"name\",\"baseUrl\",\"token\"} or {\"name\",\"oauth\":{\"accountId\",\"clientId\","
            "\"clientSecret\"}} as JSON from standard input, stores the secret in the keychain, and "
            "exits: 0 done, 2 bad input, 3 the keychain refused."),
        QStringLiteral("-")};
    QCommandLineOption listAccounts{
        QStringLiteral("list-accounts"),
        CommandTexts::tr("Prints each account as a line of JSON, without secrets.")};
    QCommandLineOption removeAccount{
        QStringLiteral("remove-account"),
        CommandTexts::tr("Removes the account with this name, and its secrets from the keychain."),
        CommandTexts::tr("NAME")};
    QCommandLineOption bulk{
        QStringLiteral("bulk"),
        CommandTexts::tr("Resets everybody of a list, without a window: columns email or id, and password "
                         "when the list gives "
                         "them. With --account or --practice, and with --dry-run, --yes or --discard."),
        CommandTexts::tr("FILE")};
    QCommandLineOption account{QStringLiteral("account"), CommandTexts::tr("The account's name, for --bulk."),
                               CommandTexts::tr("NAME")};
    QCommandLineOption dryRun{
        QStringLiteral("dry-run"),
        CommandTexts::tr("--bulk checks everybody, writes the report, and sends nothing.")};
    QCommandLineOption yes{QStringLiteral("yes"), CommandTexts::tr("--bulk changes the passwords.")};
    QCommandLineOption resume{
        QStringLiteral("resume"),
        CommandTexts::tr(
            "--bulk goes on with an unfinished run of the same people, or begins one. Of a run that has "
            "ended it writes the report again, and sends nothing.")};
    QCommandLineOption discard{
        QStringLiteral("discard"),
        CommandTexts::tr(
            "--bulk gives up unfinished runs of the same people: passwords that were generated for them "
            "can no longer be had. With --yes it then begins anew.")};
    QCommandLineOption overwrite{
        QStringLiteral("overwrite"),
        CommandTexts::tr("--report and --passwords may write over a file that is there.")};
    QCommandLineOption encoding{
        QStringLiteral("encoding"),
        CommandTexts::tr(
            "How the characters of a list are written that is not Unicode, such as windows-1252."),
        CommandTexts::tr("NAME")};
    QCommandLineOption keepInvisible{
        QStringLiteral("keep-invisible"),
        CommandTexts::tr(
            "--bulk sends passwords with invisible characters or blanks at their edges as they stand.")};
    QCommandLineOption json{
        QStringLiteral("json"),
        CommandTexts::tr("--bulk prints each person's outcome as a line of JSON to standard output.")};
    QCommandLineOption report{QStringLiteral("report"),
                              CommandTexts::tr("Where --bulk writes its report, without passwords."),
                              CommandTexts::tr("FILE")};
    QCommandLineOption passwords{
        QStringLiteral("passwords"),
        CommandTexts::tr("Where --bulk writes the new passwords, readable by you only."),
        CommandTexts::tr("FILE")};
    QCommandLineOption verifyHistory{
        QStringLiteral("verify-history"),
        CommandTexts::tr(
            "Says whether the history is complete and unaltered, and exits: 0 it is, 1 it is not.")};
    QCommandLineOption version{{QStringLiteral("v"), QStringLiteral("version")},
                               CommandTexts::tr("Prints the version.")};
    QCommandLineOption help{{QStringLiteral("h"), QStringLiteral("help")},
                            CommandTexts::tr("Prints this help.")};
    QCommandLineOption manPage = hidden(QStringLiteral("man-page"));

    /// In the order in which they are told.
    QList<QCommandLineOption> all() const
    {
        return {practice,     practiceServer, port,          withApp, users,     addAccount,
                listAccounts, removeAccount,  verifyHistory, bulk,    account,   dryRun,
                yes,          resume,         discard,       report,  passwords, overwrite,
                json,         encoding,       keepInvisible, version, help,      manPage};
    }

private:
    /// For whoever builds the package.
    static QCommandLineOption hidden(const QString &name)
    {
        QCommandLineOption option(name);
        option.setFlags(QCommandLineOption::HiddenFromHelp);
        return option;
    }
};

} // namespace Keyturn
