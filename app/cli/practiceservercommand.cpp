#include "practiceservercommand.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QTextStream>

#include <vector>

#ifdef Q_OS_WIN
#include <qt_windows.h>
#else
#include <cerrno>
#include <unistd.h>
#endif

namespace Keyturn {

namespace {

constexpr int exitNotStarted = 3;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(PracticeServerCommand)
};

int notStarted(const QString &program, const QString &reason)
{
    QTextStream(stderr) << Texts::tr("The practice server, %1, cannot be started: %2").arg(program, reason)
                        << Qt::endl;
    return exitNotStarted;
}

} // namespace

int runPracticeServer(const QString &program, int port, int users, bool withApp)
{
    QStringList arguments{QStringLiteral("--port"), QString::number(port), QStringLiteral("--users"),
                          QString::number(users)};
    if (withApp)
        arguments += QStringLiteral("--with-app");
#ifdef Q_OS_WIN
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedChannels);
    process.setInputChannelMode(QProcess::ForwardedInputChannel);
    process.start(program, arguments);
    if (!process.waitForStarted())
        return notStarted(program, process.errorString());
    // Ctrl+C goes to both. This one waits for the other's end; not sooner, because a child inherits it.
    SetConsoleCtrlHandler(nullptr, TRUE);
    process.waitForFinished(-1);
    return process.exitCode();
#else
    QByteArray path = QFile::encodeName(program);
    QByteArrayList words{path};
    for (const QString &argument : arguments)
        words += argument.toLocal8Bit();
    std::vector<char *> argv;
    for (QByteArray &word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    execv(path.constData(), argv.data());
    return notStarted(program, qt_error_string(errno));
#endif
}

} // namespace Keyturn
