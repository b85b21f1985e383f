#include "userloader.h"

#include "core/clock.h"
#include "core/inthread.h"
#include "core/whenready.h"
#include "userdirectory.h"
#include "zoom/zoomclient.h"

#include <QTimer>

#include <algorithm>
#include <chrono>
#include <numeric>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Keyturn {

namespace {

// Users that may want a new password come first.
QStringList allStatuses()
{
    return {u"active"_s, u"pending"_s, u"inactive"_s};
}

// The sizes that are tried, from the most that newer servers grant to the most of the older documents.
// 1,000 is for servers that grant 2,000 and whose answer is then larger than 1 MiB.
constexpr int largestPage = 2000;
constexpr int mediumPage = 1000;
constexpr int smallestPage = 300;

constexpr int staleTokensAllowed = 3;
constexpr std::chrono::seconds longestBackoff = 60s;

/// Of one status, where the server does not say how many people there are.
constexpr int mostPages = 10'000;
constexpr int sparePages = 10;

/// Long waits are looked at in short steps, so that one ends on time after the computer slept.
constexpr std::chrono::milliseconds longestStep = 100ms;

/// Bytes of an answer that take more than a millisecond or two to parse, which people would feel.
constexpr qsizetype worthAThread = 100'000;

/// A 400 that may mean the page size; the others name something that a smaller page would not mend.
bool mayRefusePageSize(const Error &error)
{
    return error.reply.httpStatus == 400 && error.kind != ErrorKind::TokenRejected
        && error.kind != ErrorKind::MissingScopes && error.kind != ErrorKind::PageTokenExpired;
}

} // namespace

UserLoader::UserLoader(ZoomClient *client, UserDirectory *directory, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_directory(directory)
    , m_clock(clock)
    , m_waitTimer(new QTimer(this))
    , m_pageSize(largestPage)
    , m_rate(clock)
{
    m_waitTimer->setSingleShot(true);
    connect(m_waitTimer, &QTimer::timeout, this, &UserLoader::checkWait);
    begin();
}

UserLoader::~UserLoader()
{
    stop();
}

void UserLoader::begin()
{
    m_statusesLeft = allStatuses();
    m_totals.clear();
    m_received.clear();
    m_rate = LoadRate(m_clock);
    m_complete = false;
    m_staleTokens = 0;
    startStatusAgain();
}

void UserLoader::setPagesPerSecond(double pages)
{
    m_pageInterval = std::chrono::duration<double>(1 / pages);
}

void UserLoader::start()
{
    if (isRunning() || m_complete)
        return;
    m_running = true;
    const bool resumed = std::exchange(m_paused, false);
    m_rate.begin(receivedCount());
    const QPointer<UserLoader> self(this);
    goOn();
    if (self && resumed)
        emit progressed();
}

void UserLoader::pause()
{
    if (!isRunning())
        return;
    m_paused = true;
    m_waitTimer->stop();
    m_rate.pause();
    emit progressed();
}

void UserLoader::stop()
{
    m_running = false;
    m_paused = false;
    m_rate.pause();
    m_waitTimer->stop();
    if (m_parsing)
        std::exchange(m_parsing, std::nullopt)->cancel();
    if (!m_call)
        return;
    disconnect(m_call, nullptr, this, nullptr);
    m_call->cancel();
    m_call = nullptr;
}

void UserLoader::restart()
{
    stop();
    begin();
    start();
}

int UserLoader::expectedCount() const
{
    if (m_totals.isEmpty())
        return -1;
    return std::accumulate(m_totals.cbegin(), m_totals.cend(), 0);
}

int UserLoader::receivedCount() const
{
    return std::accumulate(m_received.cbegin(), m_received.cend(), 0);
}

/// The next step, unless a slot that heard of the last one has stopped or restarted us.
void UserLoader::goOn()
{
    if (!isRunning() || m_call || m_parsing || m_waitTimer->isActive())
        return;
    if (m_waitUntil.isValid() && m_clock.now() < m_waitUntil)
        wait();
    else if (untilNextPage() > 0ms)
        startWaitTimer();
    else
        requestPage();
}

std::chrono::milliseconds UserLoader::untilNextPage() const
{
    if (!m_lastAsked)
        return 0ms;
    const auto interval = std::chrono::ceil<std::chrono::milliseconds>(m_pageInterval);
    return std::clamp(*m_lastAsked + interval - m_clock.uptime(), 0ms, interval);
}

void UserLoader::requestPage()
{
    m_waitUntil = {};
    m_lastAsked = m_clock.uptime();
    const ListUsersRequest request{m_statusesLeft.first(), m_pageSize, m_nextPageToken};
    m_call = m_client->send(
        [request](const QUrl &baseUrl, const Secret &token) { return request.build(baseUrl, token); },
        CallGate::Urgency::Background);
    connect(m_call, &ZoomCall::finished, this, &UserLoader::handleReply);
}

void UserLoader::handleReply(const ZoomReply &reply)
{
    m_call = nullptr;
    if (reply.bodySize < worthAThread) {
        handlePage(ListUsersRequest::parse(reply));
        return;
    }
    m_parsing = inThread<Result<ListUsersRequest::Page>>(*QThreadPool::globalInstance(),
                                                         [reply] { return ListUsersRequest::parse(reply); });
    whenReady(*m_parsing, this, [this](const Result<ListUsersRequest::Page> &page) {
        m_parsing.reset();
        handlePage(page);
    });
}

void UserLoader::handlePage(const Result<ListUsersRequest::Page> &page)
{
    if (page)
        takePage(*page);
    else
        handleError(page.error());
}

void UserLoader::takePage(const ListUsersRequest::Page &page)
{
    m_waits = 0;
    m_pageSizeGranted = true;
    if (page.totalRecords >= 0)
        m_totals.insert(m_statusesLeft.first(), page.totalRecords);
    m_received[m_statusesLeft.first()] += static_cast<int>(page.users.size());
    m_rate.note(receivedCount());
    const bool isEndlessList = isEndless(page);
    if (isEndlessList) {
        startStatusAgain();
    } else if (!page.nextPageToken.isEmpty()) {
        m_nextPageToken = page.nextPageToken;
        m_seenTokens.insert(m_nextPageToken);
    } else {
        m_statusesLeft.removeFirst();
        m_staleTokens = 0;
        startStatus();
        m_complete = m_statusesLeft.isEmpty();
        m_running = !m_complete;
        m_paused = m_paused && m_running;
    }

    // All state is set by now: whoever hears of these may call any of our slots, or delete us.
    const QPointer<UserLoader> self(this);
    const bool complete = m_complete;
    m_directory->add(page.users);
    if (self)
        emit progressed();
    if (!self)
        return;
    if (complete) {
        emit finished();
    } else if (isEndlessList && m_running && !m_call) {
        fail(Error::of(ErrorKind::ListWithoutEnd));
    } else {
        goOn();
    }
}

bool UserLoader::bringsNobodyNew(const QList<User> &users)
{
    const auto before = m_seenUsers.size();
    for (const User &user : users)
        m_seenUsers.insert(qHash(user.id, qHash(user.email)));
    return m_seenUsers.size() == before;
}

// [LIST-end]
bool UserLoader::isEndless(const ListUsersRequest::Page &page)
{
    ++m_pages;
    m_largestPage = std::max(m_largestPage, page.users.size());
    const bool isNobodyNew = bringsNobodyNew(page.users);
    if (page.nextPageToken.isEmpty())
        return false;
    if (isNobodyNew || m_seenTokens.contains(page.nextPageToken))
        return true;
    const int total = m_totals.value(m_statusesLeft.first(), -1);
    if (total < 0)
        return m_pages >= mostPages;
    // Twice what it takes: people are added meanwhile, and a server may send fewer than it could.
    return m_pages > sparePages + 2 * (total / m_largestPage + 1);
}

void UserLoader::handleError(const Error &error)
{
    if (error.kind == ErrorKind::RateLimited || error.kind == ErrorKind::ThrottledInBetween) {
        m_waitUntil = waitEnd(error);
        goOn();
    } else if (error.kind == ErrorKind::PageTokenExpired && m_staleTokens < staleTokensAllowed) {
        ++m_staleTokens;
        startStatusAgain();
        goOn();
    } else if (shrinkPages(error)) {
        // A token may count pages of the size that it was made for: going on from it could skip users.
        startStatusAgain();
        goOn();
    } else {
        fail(error);
    }
}

bool UserLoader::shrinkPages(const Error &error)
{
    if (m_pageSize == smallestPage)
        return false;
    if (error.kind == ErrorKind::ReplyTooLarge)
        m_pageSize = m_pageSize == largestPage ? mediumPage : smallestPage;
    else if (!m_pageSizeGranted && mayRefusePageSize(error))
        m_pageSize = smallestPage;
    else
        return false;
    return true;
}

void UserLoader::startStatus()
{
    m_nextPageToken.clear();
    m_seenTokens.clear();
    m_seenUsers = {};
    m_pages = 0;
    m_largestPage = 0;
}

void UserLoader::startStatusAgain()
{
    startStatus();
    m_received.remove(m_statusesLeft.first());
}

QDateTime UserLoader::waitEnd(const Error &error)
{
    const QDateTime now = m_clock.now();
    const int doublings = std::min(m_waits++, 6);
    if (error.retryAt && *error.retryAt > now)
        return *error.retryAt;
    const std::chrono::seconds backoff = std::min(1s * (1 << doublings), longestBackoff);
    return now.addSecs(backoff.count());
}

void UserLoader::wait()
{
    const QPointer<UserLoader> self(this);
    startWaitTimer();
    emit waiting(m_waitUntil);
    if (self)
        emit progressed();
}

void UserLoader::startWaitTimer()
{
    std::chrono::milliseconds left = untilNextPage();
    if (m_waitUntil.isValid())
        left = std::max(left, std::chrono::milliseconds(m_clock.now().msecsTo(m_waitUntil)));
    m_waitTimer->start(std::clamp(left, 0ms, longestStep));
}

void UserLoader::checkWait()
{
    if ((m_waitUntil.isValid() && m_clock.now() < m_waitUntil) || untilNextPage() > 0ms) {
        startWaitTimer();
        return;
    }
    const bool waited = m_waitUntil.isValid();
    requestPage();
    if (waited)
        emit progressed();
}

void UserLoader::fail(const Error &error)
{
    m_running = false;
    m_paused = false;
    m_rate.pause();
    // A token is as old as the pause that now begins: start() finds out whether it still lives.
    m_staleTokens = 0;
    m_waits = 0;
    emit failed(error);
}

} // namespace Keyturn
