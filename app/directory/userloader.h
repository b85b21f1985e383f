#pragma once

#include "core/error.h"

#include <QObject>
#include <QPointer>
#include <QString>
#include <QStringList>

class QTimer;

namespace Keyturn {

class Clock;
class UserDirectory;
class ZoomCall;
class ZoomClient;
struct HttpReply;

/// Fills a UserDirectory page by page: active users first, then pending, then inactive. A 429 waits for
/// Retry-After and goes on; a page token that went stale starts that status again; any other failure keeps
/// what came and can be continued with start(). Thread: GUI.
class UserLoader : public QObject
{
    Q_OBJECT

public:
    UserLoader(ZoomClient *client, UserDirectory *directory, const Clock &clock, QObject *parent = nullptr);

    /// Begins, or goes on where a failure or stop() left off. Does nothing while running or when complete.
    void start();
    void stop();
    /// Begins from the first page; the directory keeps its users, which are updated in place.
    void restart();

    bool isRunning() const { return m_running; }
    bool isComplete() const { return m_complete; }
    /// How many the server says there are in the statuses asked so far; -1 when it has not said.
    int expectedCount() const;

signals:
    /// After every page, and when waiting begins or ends.
    void progressed();
    /// The server asked us to wait until then.
    void waiting(const QDateTime &until);
    void finished();
    void failed(const Keyturn::Error &error);

private:
    void requestPage();
    void handleReply(const HttpReply &reply);
    void wait(const QDateTime &until);
    void fail(const Error &error);

    ZoomClient *m_client;
    UserDirectory *m_directory;
    const Clock &m_clock;
    QPointer<ZoomCall> m_call;
    QTimer *m_waitTimer;
    QStringList m_statusesLeft;
    QString m_nextPageToken;
    QList<int> m_totals;
    int m_staleTokens = 0;
    int m_waits = 0;
    bool m_running = false;
    bool m_complete = false;
};

} // namespace Keyturn
