#pragma once

#include "core/error.h"

#include <QString>
#include <QUrl>

#include <chrono>
#include <memory>

namespace Keyturn {

/// A loopback server that speaks the calls of zoom-api.md and behaves as that page says, with made-up users.
/// For practice, for training, for scripts, and for the tests. Its worker threads are its own; every method
/// here may be called from the thread that made it. Stops when destroyed.
class PracticeServer
{
public:
    struct Options
    {
        int port = 0; ///< 0: a free one
        int userCount = 500;
        /// Calls a second for the whole account (zoom-api.md, "Rate limits"); 0: no limit.
        int mediumPerSecond = 60;
        int lightPerSecond = 80;
        int maximumPageSize = 300;
        /// How often one user's password can change in a day.
        int changesPerDay = 10;
        std::chrono::milliseconds replyDelay{0};
        enum class Formats { Both, MultipartOnly, JsonOnly } formats = Formats::Both;
        QString token; ///< empty: a random one
    };

    /// What the server saw, for tests.
    struct Counters
    {
        int requests = 0;
        int passwordPuts = 0; ///< PUT …/password, whatever the answer
        int passwordChanges = 0; ///< that were answered (or meant to be answered) 204
        int rateLimited = 0; ///< answered 429
    };

    /// An error when the port is taken.
    static Result<std::unique_ptr<PracticeServer>> start(const Options &options);
    ~PracticeServer();
    PracticeServer(const PracticeServer &) = delete;
    PracticeServer &operator=(const PracticeServer &) = delete;

    QUrl baseUrl() const; ///< http://127.0.0.1:PORT/v2
    int port() const;
    QString token() const;
    Counters counters() const;
    /// Whether this is the user's password now. The server keeps salted hashes only.
    bool hasPassword(const QString &idOrEmail, const QByteArray &utf8) const;

private:
    class Private;
    explicit PracticeServer(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace Keyturn
