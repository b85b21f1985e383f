#include "workerthreads.h"

#include <utility>

namespace Keyturn {

WorkerThreads::WorkerThreads(std::size_t maximum)
    : m_maximum(maximum)
{
}

WorkerThreads::~WorkerThreads()
{
    shutdown();
}

void WorkerThreads::enqueue(std::function<void()> task)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_tasks.push_back(std::move(task));
        if (m_tasks.size() > m_idle && m_threads.size() < m_maximum)
            m_threads.emplace_back([this] { work(); });
    }
    m_changed.notify_one();
}

void WorkerThreads::shutdown()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    m_changed.notify_all();
    for (std::thread &thread : m_threads) {
        if (thread.joinable())
            thread.join();
    }
}

void WorkerThreads::work()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        ++m_idle;
        m_changed.wait(lock, [this] { return m_stopping || !m_tasks.empty(); });
        --m_idle;
        if (m_tasks.empty())
            return;
        const std::function<void()> task = std::move(m_tasks.front());
        m_tasks.pop_front();
        lock.unlock();
        task();
        lock.lock();
    }
}

} // namespace Keyturn
