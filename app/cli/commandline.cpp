#include "commandline.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <algorithm>
#include <string_view>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

CommandLine invalid(const QString &text)
{
    CommandLine result;
    result.mode = CommandLine::Mode::Invalid;
    result.text = text;
    return result;
}

struct Options
{
    QCommandLineOption practice{QStringLiteral("practice"),
                                Texts::tr("Opens the practice account: made-up users on this computer.")};
    QCommandLineOption practiceServer{
        QStringLiteral("practice-server"),
        Texts::tr("Runs the practice server alone, without a window, and prints its "
                  "base URL and access token. Ctrl+C ends it.")};
    QCommandLineOption port{QStringLiteral("port"),
                            Texts::tr("The practice server's port; 0 takes a free one."), Texts::tr("N"),
                            QStringLiteral("0")};
    QCommandLineOption withApp{
        QStringLiteral("with-app"),
        Texts::tr("The practice server also prints the values of its two made-up apps: one for "
                  "Server-to-Server OAuth, and one that people sign in to with the browser.")};
    QCommandLineOption users{QStringLiteral("users"), Texts::tr("How many made-up users there are."),
                             Texts::tr("N"), QStringLiteral("500")};
    QCommandLineOption addAccount{
        QStringLiteral("add-account"),
        Texts::tr("Reads {\"name\",\"baseUrl\",\"token\"} or {\"name\",\"oauth\":{\"accountId\",\"clientId\","
                  "\"clientSecret\"}} as JSON from standard input, stores the secret in the keychain, and "
                  "exits: 0 done, 2 bad input, 3 the keychain refused."),
        QStringLiteral("-")};
    QCommandLineOption listAccounts{QStringLiteral("list-accounts"),
                                    Texts::tr("Prints each account as a line of JSON, without secrets.")};
    QCommandLineOption removeAccount{
        QStringLiteral("remove-account"),
        Texts::tr("Removes the account with this name, and its secrets from the keychain."),
        Texts::tr("NAME")};
    QCommandLineOption bulk{
        QStringLiteral("bulk"),
        Texts::tr(
            "Resets everybody of a CSV file, without a window: columns email or id, and password when "
            "the file gives them. With --account or --practice, and with --dry-run, --yes or --discard. "
            "Exits: 0 all changed, 1 not all, 2 bad input, 3 the keychain refused, 4 stopped before the "
            "end, 5 could not begin, 6 a file could not be written, 7 another run of the account is "
            "under way, 8 an earlier run of these people is not finished, 9 the history could not be "
            "written."),
        Texts::tr("FILE")};
    QCommandLineOption account{QStringLiteral("account"), Texts::tr("The account's name, for --bulk."),
                               Texts::tr("NAME")};
    QCommandLineOption dryRun{QStringLiteral("dry-run"),
                              Texts::tr("--bulk checks everybody, writes the report, and sends nothing.")};
    QCommandLineOption yes{QStringLiteral("yes"), Texts::tr("--bulk changes the passwords.")};
    QCommandLineOption resume{
        QStringLiteral("resume"),
        Texts::tr(
            "--bulk goes on with an unfinished run of the same people, or begins one. Of a run that has "
            "ended it writes the report again, and sends nothing.")};
    QCommandLineOption discard{
        QStringLiteral("discard"),
        Texts::tr(
            "--bulk gives up unfinished runs of the same people: passwords that were generated for them "
            "can no longer be had. With --yes it then begins anew.")};
    QCommandLineOption overwrite{QStringLiteral("overwrite"),
                                 Texts::tr("--report and --passwords may write over a file that is there.")};
    QCommandLineOption encoding{
        QStringLiteral("encoding"),
        Texts::tr("How the characters of a list are written that is not Unicode, such as windows-1252."),
        Texts::tr("NAME")};
    QCommandLineOption keepInvisible{
        QStringLiteral("keep-invisible"),
        Texts::tr(
            "--bulk sends passwords with invisible characters or blanks at their edges as they stand.")};
    QCommandLineOption json{
        QStringLiteral("json"),
        Texts::tr("--bulk prints each person's outcome as a line of JSON to standard output.")};
    QCommandLineOption report{QStringLiteral("report"),
                              Texts::tr("Where --bulk writes its report, without passwords."),
                              Texts::tr("FILE")};
    QCommandLineOption passwords{QStringLiteral("passwords"),
                                 Texts::tr("Where --bulk writes the new passwords, readable by you only."),
                                 Texts::tr("FILE")};
    QCommandLineOption verifyHistory{
        QStringLiteral("verify-history"),
        Texts::tr("Says whether the history is complete and unaltered, and exits: 0 it is, 1 it is not.")};
    QCommandLineOption version{{QStringLiteral("v"), QStringLiteral("version")},
                               Texts::tr("Prints the version.")};
    QCommandLineOption help{{QStringLiteral("h"), QStringLiteral("help")}, Texts::tr("Prints this help.")};
};

std::optional<int> numberIn(const QString &text, int least, int most)
{
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    if (!isNumber || number < least || number > most)
        return std::nullopt;
    return number;
}

/// Empty: they go together.
QString problemOfBulk(const QCommandLineParser &parser, const Options &options)
{
    if (!parser.isSet(options.bulk)) {
        for (const QCommandLineOption *option :
             {&options.account, &options.dryRun, &options.yes, &options.resume, &options.report,
              &options.passwords, &options.discard, &options.overwrite, &options.json, &options.encoding,
              &options.keepInvisible}) {
            if (parser.isSet(*option))
                return Texts::tr("--%1 goes with --bulk.").arg(option->names().first());
        }
        return {};
    }
    if (parser.isSet(options.account) == parser.isSet(options.practice))
        return Texts::tr("--bulk takes either --account or --practice.");
    const bool begins = parser.isSet(options.yes);
    const bool discards = parser.isSet(options.discard);
    if (parser.isSet(options.dryRun) == (begins || discards))
        return Texts::tr("--bulk takes either --dry-run or --yes, or --discard.");
    if (!begins && (parser.isSet(options.resume) || parser.isSet(options.passwords)))
        return Texts::tr("--resume and --passwords go with --yes.");
    if (discards && parser.isSet(options.resume))
        return Texts::tr("--resume goes on with what --discard gives up: take one of them.");
    if (discards && !begins && (parser.isSet(options.report) || parser.isSet(options.json)))
        return Texts::tr("--report and --json go with --yes or --dry-run.");
    if (parser.value(options.bulk).isEmpty())
        return Texts::tr("--bulk takes the name of a file.");
    return {};
}

} // namespace

CommandLine CommandLine::parse(const QStringList &given)
{
    // --practice=N is --practice --users=N: QCommandLineOption knows no value that may be left out.
    QStringList arguments = given;
    const QString withCount = QStringLiteral("--practice=");
    const auto counted =
        std::find_if(arguments.begin(), arguments.end(),
                     [&withCount](const QString &argument) { return argument.startsWith(withCount); });
    if (counted != arguments.end()) {
        const QString count = counted->mid(withCount.size());
        *counted = QStringLiteral("--practice");
        arguments.append(QStringLiteral("--users=") + count);
    }

    const Options options;
    QCommandLineParser parser;
    parser.setApplicationDescription(Texts::tr("Keyturn resets Zoom users' passwords."));
    parser.addOptions(
        {options.practice,      options.practiceServer, options.port,         options.withApp,
         options.users,         options.addAccount,     options.listAccounts, options.removeAccount,
         options.verifyHistory, options.bulk,           options.account,      options.dryRun,
         options.yes,           options.resume,         options.report,       options.passwords,
         options.discard,       options.overwrite,      options.json,         options.encoding,
         options.keepInvisible, options.version,        options.help});
    if (!parser.parse(arguments))
        return invalid(parser.errorText());

    CommandLine result;
    if (parser.isSet(options.help)) {
        result.mode = Mode::Help;
        result.text = parser.helpText();
        return result;
    }
    if (parser.isSet(options.version)) {
        result.mode = Mode::Version;
        return result;
    }
    if (parser.isSet(options.verifyHistory)) {
        if (arguments.size() > 2)
            return invalid(Texts::tr("--verify-history takes nothing beside it."));
        result.mode = Mode::VerifyHistory;
        return result;
    }
    if (!parser.positionalArguments().isEmpty())
        return invalid(Texts::tr("Unexpected argument \"%1\".").arg(parser.positionalArguments().first()));

    const bool server = parser.isSet(options.practiceServer);
    const bool add = parser.isSet(options.addAccount);
    const bool list = parser.isSet(options.listAccounts);
    const bool remove = parser.isSet(options.removeAccount);
    const bool window = parser.isSet(options.practice);
    const bool bulk = parser.isSet(options.bulk);
    if (int(server) + int(add) + int(list) + int(remove) + int(window || bulk) > 1)
        return invalid(Texts::tr("--practice, --practice-server, --add-account, --list-accounts and "
                                 "--remove-account exclude each other."));
    if (const QString problem = problemOfBulk(parser, options); !problem.isEmpty())
        return invalid(problem);
    if (parser.isSet(options.port) && !server)
        return invalid(Texts::tr("--port goes with --practice-server."));
    if (parser.isSet(options.withApp) && !server)
        return invalid(Texts::tr("--with-app goes with --practice-server."));
    if (parser.isSet(options.users) && !server && !window)
        return invalid(Texts::tr("--users goes with --practice or --practice-server."));

    const auto port = numberIn(parser.value(options.port), 0, 65535);
    if (!port)
        return invalid(Texts::tr("--port takes a whole number from 0 to 65535."));
    const auto users = numberIn(parser.value(options.users), 1, 1'000'000);
    if (!users)
        return invalid(Texts::tr("--users takes a whole number from 1 to 1000000."));
    result.port = *port;
    result.withApp = parser.isSet(options.withApp);
    result.practiceUsers = *users;
    result.practice = window;
    result.addAccountFrom = parser.value(options.addAccount);
    result.accountName = parser.value(options.removeAccount);
    result.bulk.file = parser.value(options.bulk);
    result.bulk.accountName = parser.value(options.account);
    result.bulk.practice = window;
    result.bulk.dryRun = parser.isSet(options.dryRun);
    result.bulk.resume = parser.isSet(options.resume);
    result.bulk.report = parser.value(options.report);
    result.bulk.passwords = parser.value(options.passwords);
    result.bulk.overwrite = parser.isSet(options.overwrite);
    result.bulk.discard = parser.isSet(options.discard);
    result.bulk.begins = parser.isSet(options.yes);
    result.bulk.json = parser.isSet(options.json);
    result.bulk.list.keepInvisible = parser.isSet(options.keepInvisible);
    if (parser.isSet(options.encoding)) {
        result.bulk.list.encoding = csvEncodingNamed(parser.value(options.encoding));
        if (!result.bulk.list.encoding) {
            QStringList names;
            for (const CsvEncoding encoding : allCsvEncodings())
                names.append(nameOf(encoding));
            return invalid(Texts::tr("--encoding knows %1.").arg(names.join(QStringLiteral(", "))));
        }
    }
    if (bulk)
        result.mode = Mode::Bulk;
    else if (server)
        result.mode = Mode::PracticeServer;
    else if (add)
        result.mode = Mode::AddAccount;
    else if (list)
        result.mode = Mode::ListAccounts;
    else if (remove)
        result.mode = Mode::RemoveAccount;
    return result;
}

bool CommandLine::runsWithoutDisplay(int argc, char **argv)
{
    constexpr std::string_view modes[] = {"-practice-server",
                                          "-add-account",
                                          "-list-accounts",
                                          "-remove-account",
                                          "-verify-history",
                                          "-bulk",
                                          "-version",
                                          "-help",
                                          "-v",
                                          "-h"};
    return std::any_of(argv + 1, argv + argc, [&modes](std::string_view argument) {
        if (argument.starts_with("--"))
            argument.remove_prefix(1);
        argument = argument.substr(0, argument.find('='));
        return std::find(std::begin(modes), std::end(modes), argument) != std::end(modes);
    });
}

} // namespace Keyturn
