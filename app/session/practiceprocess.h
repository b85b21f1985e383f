#pragma once

#include "accounts/account.h"
#include "core/error.h"
#include "core/secret.h"

#include <QFuture>
#include <QObject>
#include <QPromise>
#include <QStringList>
#include <QTimer>

#include <chrono>
#include <optional>
#include <vector>

class QProcess;

namespace Keyturn {

/// The practice server, as a process of its own: this one may hold real tokens, and wants neither a server's
/// libraries beside them nor the memory that a million made-up users take.
///
/// Starts when the account is first asked for, and again when asked after it died. Ends with this object;
/// and, because its standard input ends then, with this process, however that comes about. The token comes
/// through a pipe: it is in no argument and no environment. Thread: the one that made it, with an event loop.
class PracticeProcess final : public QObject
{
    Q_OBJECT

public:
    struct Options
    {
        QString program; ///< its path (practiceserverprogram.h)
        int users = 500;
        /// For the program to say where it listens; each thousand users get it 40 ms more.
        std::chrono::milliseconds patience{10'000};
    };

    explicit PracticeProcess(Options options, QObject *parent = nullptr);
    ~PracticeProcess() override;

    /// The account, as soon as its server listens; whoever asks while it starts waits for the same one.
    /// PracticeServerMissing, PracticeServerFailed; then the next call tries anew.
    QFuture<Result<Account>> account();
    /// Of the account that was given last; empty before.
    Secret token() const { return m_token.clone(); }

private:
    void start();
    void read();
    void handleEnd();
    void finish(const Result<Account> &result);
    void fail(ErrorKind kind, const QString &message);
    void drop();

    const Options m_options;
    QTimer m_patience;
    QProcess *m_process = nullptr; ///< null: none runs. A child, as is each that was dropped, until it ended
    QByteArray m_said;
    std::optional<Account> m_account; ///< none while it starts
    Secret m_token;
    std::vector<QPromise<Result<Account>>> m_waiting;
};

} // namespace Keyturn
