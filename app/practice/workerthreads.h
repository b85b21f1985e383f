#pragma once

#include <httplib.h>

#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

namespace Keyturn {

/// Threads for connections: begins with none and grows by one when all are busy.
///
/// httplib's own pool has a fixed size, and a kept-alive connection holds its thread while it idles: a client
/// with as many idle connections as there are threads would lock everybody else out.
class WorkerThreads final : public httplib::TaskQueue
{
public:
    explicit WorkerThreads(std::size_t maximum);
    ~WorkerThreads() override;

    void enqueue(std::function<void()> task) override;
    void shutdown() override;

private:
    void work();

    const std::size_t m_maximum;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::list<std::function<void()>> m_tasks;
    std::vector<std::thread> m_threads;
    std::size_t m_idle = 0;
    bool m_stopping = false;
};

} // namespace Keyturn
