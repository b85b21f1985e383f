#pragma once

#include "core/error.h"

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QSet>
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
/// what came and can be continued with start(). Owned by AccountSession. Thread: GUI.
///
/// Pages are asked for as large as newer servers grant (zoom-api.md, "List users"), and smaller when the
/// server refuses that or the answer exceeds HttpClient's limit.
class UserLoader : public QObject
{
    Q_OBJECT

public:
    UserLoader(ZoomClient *client, UserDirectory *directory, const Clock &clock, QObject *parent = nullptr);
    ~UserLoader() override;

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
    /// The server asked us to wait until then (UTC).
    void waiting(const QDateTime &until);
    void finished();
    void failed(const Keyturn::Error &error);

private:
    void begin();
    void goOn();
    void requestPage();
    void handleReply(const HttpReply &reply);
    void handleError(const Error &error);
    bool shrinkPages(const Error &error);
    void startStatusAgain();
    QDateTime waitEnd(const Error &error);
    void wait();
    void startWaitTimer();
    void checkWait();
    void fail(const Error &error);

    ZoomClient *m_client;
    UserDirectory *m_directory;
    const Clock &m_clock;
    QPointer<ZoomCall> m_call;
    QTimer *m_waitTimer;
    QDateTime m_waitUntil; ///< invalid: not asked to wait
    int m_waits = 0; ///< in a row
    QStringList m_statusesLeft; ///< the first is being loaded
    QString m_nextPageToken;
    QSet<QString> m_seenTokens; ///< of this status, to find a list that runs in a circle
    int m_staleTokens = 0; ///< of this status
    int m_pageSize;
    bool m_pageSizeGranted = false;
    QHash<QString, int> m_totals; ///< by status
    bool m_running = false;
    bool m_complete = false;
};

} // namespace Keyturn
