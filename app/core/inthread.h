#pragma once

#include <QFuture>
#include <QPromise>
#include <QThreadPool>

#include <memory>
#include <utility>

namespace Keyturn {

/// Does `work()` in a thread of the pool; the future has its result. What `work` holds must live until then.
/// For the way back into a thread of one's own: whenReady().
template<typename T, typename Work>
QFuture<T> inThread(QThreadPool &pool, Work work)
{
    const auto promise = std::make_shared<QPromise<T>>();
    promise->start();
    pool.start([promise, work = std::move(work)] {
        promise->addResult(work());
        promise->finish();
    });
    return promise->future();
}

} // namespace Keyturn
