#include "usersearch.h"

#include "userdirectory.h"
#include "userindex.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

using namespace std::chrono_literals;

namespace Keyturn {

namespace {

/// Users taken in between two looks at the mail: a few milliseconds of work.
constexpr std::uint32_t batch = 512;
/// While many come in, the standing query is answered anew this often.
constexpr std::chrono::milliseconds answerPause = 250ms;
/// How long the first rows may take to be shown before the others are looked for. Two threads that both want
/// the memory, or the two halves of one core, would slow down what somebody waits for.
constexpr std::chrono::milliseconds showPause = 10ms;
/// How often a store is looked at that another thread fills.
constexpr std::chrono::milliseconds fillPause = 2ms;

} // namespace

/// The other thread, and what is handed over to it.
class UserSearch::Worker
{
public:
    using Tell = std::function<void(std::uint64_t serial, UserHits hits, bool coversAll)>;

    explicit Worker(Tell tell)
        : m_tell(std::move(tell))
        , m_thread([this] { run(); })
    {
    }
    ~Worker()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_stop = true;
        }
        ++m_serial; // whatever is being searched
        m_wake.notify_one();
        m_thread.join();
    }
    Worker(const Worker &) = delete;
    Worker &operator=(const Worker &) = delete;

    // The GUI thread's.
    void setStore(std::shared_ptr<const UserStore> store, bool isFilledElsewhere = false)
    {
        ++m_serial;
        post([&] {
            m_mail = {};
            m_mail.store = std::move(store);
            m_mail.isFilledElsewhere = isFilledElsewhere;
        });
    }
    void drop(std::vector<std::uint32_t> versions)
    {
        post([&] { m_mail.outdated.insert(m_mail.outdated.end(), versions.begin(), versions.end()); });
    }
    void takeIn()
    {
        post([] { });
    }
    void search(UserQuery query)
    {
        const std::uint64_t serial = ++m_serial;
        post([&] {
            m_mail.query = std::move(query);
            m_mail.serial = serial;
        });
    }
    /// What was told of this query is on the screen.
    void shown(std::uint64_t serial)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_shown = serial;
        }
        m_wake.notify_one();
    }
    std::uint64_t serial() const { return m_serial; }
    bool isIdle() const
    {
        const std::lock_guard lock(m_mutex);
        return m_idle && !m_hasMail;
    }

private:
    struct Mail
    {
        std::shared_ptr<const UserStore> store;
        bool isFilledElsewhere = false;
        std::vector<std::uint32_t> outdated;
        std::optional<UserQuery> query;
        std::uint64_t serial = 0;
    };

    template<typename Put>
    void post(const Put &put)
    {
        {
            const std::lock_guard lock(m_mutex);
            put();
            m_hasMail = true;
        }
        m_wake.notify_one();
    }

    void run()
    {
        while (awaitWork())
            work();
    }

    /// Whether to go on.
    bool awaitWork()
    {
        std::unique_lock lock(m_mutex);
        m_idle = !m_hasWork && !m_hasMail && !m_isFilledElsewhere;
        const auto isWoken = [this] { return m_stop || m_hasMail || m_hasWork; };
        if (m_isFilledElsewhere) // by somebody who does not know us
            m_wake.wait_for(lock, fillPause, isWoken);
        else
            m_wake.wait(lock, isWoken);
        m_idle = false;
        m_taken = std::exchange(m_mail, {});
        m_hasMail = false;
        return !m_stop;
    }

    // The worker's thread, below.
    void work()
    {
        if (m_taken.store) {
            m_store = std::move(m_taken.store);
            m_index = std::make_unique<UserIndex>(m_store);
            m_isFilledElsewhere = m_taken.isFilledElsewhere;
            m_query.reset();
            m_changed = true;
        }
        if (!m_index)
            return;
        if (!m_taken.outdated.empty()) {
            m_index->drop(m_taken.outdated);
            m_changed = true;
        }
        if (m_taken.query) {
            m_query = std::move(m_taken.query);
            m_querySerial = m_taken.serial;
            m_isFilledElsewhere = false; // or nobody could ask
            answer();
        }
        const std::uint32_t count = m_store->count();
        if (m_index->taken() < count) {
            m_index->take(count, batch);
            m_changed = true;
        }
        m_hasWork = m_index->taken() < m_store->count();
        const bool isDue = !m_hasWork || std::chrono::steady_clock::now() - m_answered >= answerPause;
        if (m_changed && isDue && m_query)
            answer();
    }

    void answer()
    {
        m_changed = false;
        const bool coversAll = m_index->taken() == m_store->count();
        const auto tell = [&](UserHits hits) {
            const bool isAll = hits.isAll;
            m_tell(m_querySerial, std::move(hits), coversAll);
            if (isAll)
                return;
            std::unique_lock lock(m_mutex);
            m_wake.wait_for(lock, showPause,
                            [this] { return m_shown == m_querySerial || m_serial != m_querySerial; });
        };
        m_index->search(*m_query, firstRows, tell, [&] { return m_serial != m_querySerial; });
        m_answered = std::chrono::steady_clock::now();
    }

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    Mail m_mail;
    bool m_hasMail = false;
    bool m_stop = false;
    bool m_idle = true;
    std::uint64_t m_shown = 0; ///< the last query of which something is on the screen
    std::atomic<std::uint64_t> m_serial = 0; ///< of the query that is wanted

    Mail m_taken;
    std::shared_ptr<const UserStore> m_store;
    std::unique_ptr<UserIndex> m_index;
    std::optional<UserQuery> m_query;
    std::uint64_t m_querySerial = 0;
    bool m_isFilledElsewhere = false;
    bool m_hasWork = false; ///< there are users to take in
    bool m_changed = false; ///< since the last answer
    std::chrono::steady_clock::time_point m_answered;

    Tell m_tell;
    std::thread m_thread; // last: it uses all of the above
};

UserSearch::UserSearch(UserDirectory *directory, QObject *parent)
    : QObject(parent)
    , m_directory(directory)
{
    connect(directory, &UserDirectory::usersAdded, this, &UserSearch::takeIn);
    connect(directory, &UserDirectory::usersChanged, this, &UserSearch::takeIn);
    connect(directory, &UserDirectory::usersRemoved, this, &UserSearch::takeIn);
    connect(directory, &UserDirectory::replaced, this, &UserSearch::startAgain);
    connect(directory, &UserDirectory::announced, this, &UserSearch::indexAhead);
}

UserSearch::~UserSearch() = default;

void UserSearch::search(UserQuery query)
{
    query.exactRow = m_directory->find(query.text);
    m_query = std::move(query);
    m_hasQuery = true;
    if (m_ahead)
        return; // answered by startAgain()
    startWorker();
    m_worker->search(m_query);
}

void UserSearch::startWorker()
{
    if (!m_worker) {
        // Not before: an account that shows no list needs no thread.
        m_worker = std::make_unique<Worker>([this](std::uint64_t serial, UserHits hits, bool coversAll) {
            QMetaObject::invokeMethod(
                this,
                [this, serial, hits = std::move(hits), coversAll] {
                    if (!m_worker || serial != m_worker->serial())
                        return;
                    emit found(hits, coversAll);
                    if (!hits.isAll && m_worker)
                        m_worker->shown(serial);
                },
                Qt::QueuedConnection);
        });
        m_outdatedTold = 0;
        m_worker->setStore(m_directory->users().store());
        takeIn();
    }
}

void UserSearch::indexAhead(const std::shared_ptr<const UserStore> &store)
{
    if (!store) {
        if (std::exchange(m_ahead, nullptr))
            startAgain();
        return;
    }
    startWorker();
    m_ahead = store;
    m_worker->setStore(store, true);
}

const UserQuery &UserSearch::query() const
{
    return m_query;
}

bool UserSearch::isSettled() const
{
    return !m_worker || m_worker->isIdle();
}

void UserSearch::takeIn()
{
    if (!m_worker || m_ahead)
        return;
    const std::vector<std::uint32_t> &outdated = m_directory->users().outdatedVersions();
    if (m_outdatedTold < outdated.size()) {
        m_worker->drop({outdated.begin() + std::ptrdiff_t(m_outdatedTold), outdated.end()});
        m_outdatedTold = outdated.size();
    }
    // Somebody who has just come may be who was typed.
    if (m_hasQuery && m_query.exactRow != m_directory->find(m_query.text))
        search(m_query);
    else
        m_worker->takeIn();
}

void UserSearch::startAgain()
{
    if (!m_worker)
        return;
    m_outdatedTold = 0;
    if (std::exchange(m_ahead, nullptr) != m_directory->users().store())
        m_worker->setStore(m_directory->users().store());
    takeIn();
    search(m_query);
}

} // namespace Keyturn
