#include "practiceprogram.h"

#include "core/stopsignal.h"
#include "practiceserver.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>

#include <cstdio>
#include <cstdlib>
#include <thread>

namespace Keyturn {

namespace {

constexpr int exitFailed = 2;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(PracticeProgram)
};

void printLine(FILE *file, const QString &line)
{
    const QByteArray bytes = line.toLocal8Bit() + '\n';
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), file);
    std::fflush(file);
}

/// From a thread of its own, and past every destructor: the end must not wait until a million users are made,
/// and a thread that hangs in a read could not be joined. Nothing here needs to be put in order first.
void endWithInput()
{
    std::thread([] {
        QFile input;
        char ignored = 0;
        // Not through stdin, whose lock this thread would hold while the program exits in another way.
        if (input.open(0, QIODevice::ReadOnly | QIODevice::Unbuffered))
            while (input.read(&ignored, 1) > 0) { }
        std::_Exit(0);
    }).detach();
}

/// As newer servers of Zoom grant. [LIST-size]
constexpr int largestPage = 2000;

struct Arguments
{
    PracticeServer::Options options;
    bool endsWithInput = false;
    bool printsApp = false;
};

/// Says no more than a programmer needs: keyturn has judged what people typed (cli/commandline.h).
Result<Arguments> parse(const QStringList &given)
{
    const QCommandLineOption port(QStringLiteral("port"), {}, QStringLiteral("N"), QStringLiteral("0"));
    const QCommandLineOption users(QStringLiteral("users"), {}, QStringLiteral("N"), QStringLiteral("500"));
    const QCommandLineOption withInput(QStringLiteral("end-with-input"));
    const QCommandLineOption withApp(QStringLiteral("with-app"));
    QCommandLineParser parser;
    parser.addOptions({port, users, withInput, withApp});
    if (!parser.parse(given))
        return std::unexpected(Error::of(ErrorKind::InvalidInput, parser.errorText()));
    Arguments arguments;
    bool portIsNumber = false;
    bool usersIsNumber = false;
    arguments.options.port = parser.value(port).toInt(&portIsNumber);
    arguments.options.maximumPageSize = largestPage;
    arguments.options.userCount = parser.value(users).toInt(&usersIsNumber);
    arguments.endsWithInput = parser.isSet(withInput);
    arguments.printsApp = parser.isSet(withApp);
    if (!portIsNumber || !usersIsNumber || arguments.options.userCount < 1
        || !parser.positionalArguments().isEmpty()) {
        return std::unexpected(Error::of(
            ErrorKind::InvalidInput,
            Texts::tr("Usage: %1")
                .arg(QStringLiteral("keyturn --practice-server [--port N] [--users N] [--with-app]"))));
    }
    return arguments;
}

} // namespace

int runPracticeProgram(const QStringList &given)
{
    const Result<Arguments> arguments = parse(given);
    if (!arguments) {
        printLine(stderr, arguments.error().reply.message);
        return exitFailed;
    }
    if (arguments->endsWithInput)
        endWithInput();
    // Before anything is printed: a script may send the signal as soon as it has read the two lines.
    StopSignal stop;
    QObject::connect(&stop, &StopSignal::requested, qApp, &QCoreApplication::quit, Qt::QueuedConnection);

    const auto server = PracticeServer::start(arguments->options);
    if (!server) {
        printLine(stderr, server.error().reply.message);
        return exitFailed;
    }
    // For scripts: never translated.
    printLine(stdout, QStringLiteral("Base URL: ") % (*server)->baseUrl().toString());
    printLine(stdout, QStringLiteral("Access token: ") % (*server)->token());
    if (arguments->printsApp) {
        const PracticeServer::App app = (*server)->app();
        printLine(stdout, QStringLiteral("Token URL: ") % (*server)->tokenUrl().toString());
        printLine(stdout, QStringLiteral("Account ID: ") % app.accountId);
        printLine(stdout, QStringLiteral("Client ID: ") % app.clientId);
        printLine(stdout, QStringLiteral("Client secret: ") % app.clientSecret);
        const PracticeServer::GeneralApp general = (*server)->generalApp();
        printLine(stdout, QStringLiteral("Authorize URL: ") % (*server)->authorizeUrl().toString());
        printLine(stdout, QStringLiteral("General client ID: ") % general.clientId);
        printLine(stdout, QStringLiteral("General client secret: ") % general.clientSecret);
    }
    printLine(stderr, Texts::tr("The practice server is running. Press Ctrl+C to stop it."));
    return QCoreApplication::exec();
}

} // namespace Keyturn
