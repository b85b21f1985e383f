#pragma once

#include "core/error.h"
#include "directory/loadrate.h"
#include "zoom/listusersrequest.h"

#include <QFuture>
#include <QHash>
#include <QObject>
#include <QPointer>
#include <QSet>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

class QTimer;

namespace Keyturn {

class Clock;
class UserDirectory;
class ZoomCall;
class ZoomClient;

/// Fills a UserDirectory page by page: active users first, then pending, then inactive. A 429 waits for
/// Retry-After and goes on; a page token that went stale starts that status again; a list that does not come
/// to an end is left [LIST-end]; that, and any other failure, keeps
/// what came and can be continued with start(). One page is asked for at a time, so that all of them come
/// over one connection that stays warm, and what a person waits for goes first (CallGate). Owned by
/// AccountSession. Thread: GUI.
///
/// Pages are asked for as large as newer servers grant [LIST-size], and smaller when the
/// server refuses that or the answer exceeds HttpClient's limit.
class UserLoader : public QObject
{
    Q_OBJECT

public:
    UserLoader(ZoomClient *client, UserDirectory *directory, const Clock &clock, QObject *parent = nullptr);
    ~UserLoader() override;

    /// The most pages that are asked for in a second, as the account's rate limit allows; infinite by
    /// default.
    void setPagesPerSecond(double pages);

    /// Begins, or goes on where a failure, pause() or stop() left off. Does nothing while running or when
    /// complete.
    void start();
    /// For people: the page that is under way still comes, and no other is asked for until start().
    void pause();
    void stop();
    /// Begins from the first page; the directory keeps its users, which are updated in place.
    void restart();

    bool isRunning() const { return m_running && !m_paused; }
    bool isPaused() const { return m_running && m_paused; }
    bool isComplete() const { return m_complete; }
    /// How many the server says there are in the statuses asked so far; -1 when it has not said.
    int expectedCount() const;
    /// How many came since the first page, with those that were there before; those that came twice count
    /// twice.
    int receivedCount() const;
    const LoadRate &rate() const { return m_rate; }

signals:
    /// After every page, and when waiting or pausing begins or ends.
    void progressed();
    /// The server asked us to wait until then (UTC).
    void waiting(const QDateTime &until);
    void finished();
    void failed(const Keyturn::Error &error);

private:
    void begin();
    void goOn();
    void requestPage();
    void handleReply(const ZoomReply &reply);
    void handlePage(const Result<ListUsersRequest::Page> &page);
    void takePage(const ListUsersRequest::Page &page);
    bool bringsNobodyNew(const QList<User> &users);
    bool isEndless(const ListUsersRequest::Page &page);
    void handleError(const Error &error);
    bool shrinkPages(const Error &error);
    void startStatus();
    void startStatusAgain();
    QDateTime waitEnd(const Error &error);
    void wait();
    void startWaitTimer();
    void checkWait();
    void fail(const Error &error);
    std::chrono::milliseconds untilNextPage() const;

    ZoomClient *m_client;
    UserDirectory *m_directory;
    const Clock &m_clock;
    QPointer<ZoomCall> m_call;
    std::optional<QFuture<Result<ListUsersRequest::Page>>> m_parsing; ///< in another thread
    QTimer *m_waitTimer;
    QDateTime m_waitUntil; ///< invalid: not asked to wait
    int m_waits = 0; ///< in a row
    QStringList m_statusesLeft; ///< the first is being loaded
    QString m_nextPageToken;
    // Of this status, to find a list that does not end:
    QSet<QString> m_seenTokens;
    QSet<quint64> m_seenUsers; ///< hashes
    int m_pages = 0;
    qsizetype m_largestPage = 0; ///< that came
    int m_staleTokens = 0; ///< of this status
    int m_pageSize;
    bool m_pageSizeGranted = false;
    QHash<QString, int> m_totals; ///< by status
    QHash<QString, int> m_received; ///< by status
    LoadRate m_rate;
    std::chrono::duration<double, std::milli> m_pageInterval{0};
    std::optional<std::chrono::milliseconds> m_lastAsked; ///< Clock::uptime()
    bool m_running = false;
    bool m_paused = false;
    bool m_complete = false;
};

} // namespace Keyturn
