#include "commandline.h"

#include "cli/commandhelp.h"
#include "cli/commandoptions.h"

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

std::optional<int> numberIn(const QString &text, int least, int most)
{
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    if (!isNumber || number < least || number > most)
        return std::nullopt;
    return number;
}

/// Empty: they go together.
QString problemOfBulk(const QCommandLineParser &parser, const CommandOptions &options)
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

    const CommandOptions options;
    QCommandLineParser parser;
    parser.setApplicationDescription(Texts::tr("Keyturn resets Zoom users' passwords."));
    parser.addOptions(options.all());
    if (!parser.parse(arguments))
        return invalid(parser.errorText());

    CommandLine result;
    if (parser.isSet(options.help)) {
        result.mode = Mode::Help;
        result.text = helpText(parser);
        return result;
    }
    if (parser.isSet(options.manPage)) {
        result.mode = Mode::Help;
        result.text = manPage(options.all());
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
                                          "-man-page",
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
