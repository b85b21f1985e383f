#include "accountcommand.h"

#include "words/terminaltext.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QFutureWatcher>
#include <QTextStream>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::AccountCommand)
};

} // namespace

AccountCommandExit reportAccountError(const Error &error, const QString &notDone, QTextStream &err)
{
    err << (error.field.isEmpty() ? terminalText(error)
                                  : Texts::tr("Field \"%1\": %2").arg(error.field, terminalText(error)))
        << u' ' << notDone << Qt::endl;
    if (isKeychainTrouble(error.kind))
        return AccountCommandExit::KeychainFailed;
    return error.kind == ErrorKind::SettingsFailed ? AccountCommandExit::SettingsNotWritten
                                                   : AccountCommandExit::BadInput;
}

Result<void> waitForAccountWork(const QFuture<Result<void>> &future)
{
    QEventLoop loop;
    QFutureWatcher<Result<void>> watcher;
    QObject::connect(&watcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
    watcher.setFuture(future);
    loop.exec();
    if (future.resultCount() == 0)
        return std::unexpected(Error::of(ErrorKind::KeychainFailed));
    return future.result();
}

} // namespace Keyturn
