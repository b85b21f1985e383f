#include "accountcommand.h"

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

/// Empty: it is not about the keychain.
QString keychainWords(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::KeychainUnavailable:
        return Texts::tr("The keychain refused: no keychain service runs in this session.");
    case ErrorKind::KeychainLocked:
        return Texts::tr("The keychain refused: it is locked. Unlock it and try again.");
    case ErrorKind::KeychainRefused:
        return Texts::tr("The keychain refused access.");
    case ErrorKind::KeychainTimeout:
        return Texts::tr("The keychain did not answer in time: a prompt may be waiting on the screen.");
    case ErrorKind::KeychainFailed:
        return Texts::tr("The keychain failed.");
    default:
        return {};
    }
}

} // namespace

AccountCommandExit reportAccountError(const Error &error, const QString &notDone, QTextStream &err)
{
    if (const QString words = keychainWords(error.kind); !words.isEmpty()) {
        err << words << u' ' << notDone << Qt::endl;
        return AccountCommandExit::KeychainFailed;
    }
    if (error.kind == ErrorKind::SettingsFailed) {
        err << error.reply.message << Qt::endl;
        return AccountCommandExit::SettingsNotWritten;
    }
    if (error.field.isEmpty())
        err << error.reply.message << Qt::endl;
    else
        err << Texts::tr("Field \"%1\": %2").arg(error.field, error.reply.message) << Qt::endl;
    return AccountCommandExit::BadInput;
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
