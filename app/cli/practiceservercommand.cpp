#include "practiceservercommand.h"

#include "stopsignal.h"

#include <QCoreApplication>

#include <cstdio>

namespace Keyturn {

namespace {

void printLine(FILE *file, const QString &line)
{
    const QByteArray bytes = line.toLocal8Bit() + '\n';
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), file);
    std::fflush(file);
}

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(PracticeServerCommand)
};

} // namespace

int runPracticeServer(const PracticeServer::Options &options)
{
    // Before anything is printed: a script may send the signal as soon as it has read the two lines.
    StopSignal stop;
    QObject::connect(&stop, &StopSignal::requested, qApp, &QCoreApplication::quit, Qt::QueuedConnection);

    const auto server = PracticeServer::start(options);
    if (!server) {
        printLine(stderr, server.error().reply.message);
        return 2;
    }
    // For scripts: never translated.
    printLine(stdout, QStringLiteral("Base URL: ") % (*server)->baseUrl().toString());
    printLine(stdout, QStringLiteral("Access token: ") % (*server)->token());
    printLine(stderr, Texts::tr("The practice server is running. Press Ctrl+C to stop it."));
    return QCoreApplication::exec();
}

} // namespace Keyturn
