#pragma once

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>
#include <QPromise>

namespace Keyturn {

/// Runs `then(T)` in the thread of `context` when the future has its result; forgets it when `context` dies
/// first or the future was cancelled.
///
/// QFuture::then(context, …) of Qt 6.4 asserts when the context is gone by the time the result comes
/// (qfuture_impl.h, Continuation::create), which is just what happens when a window closes in mid-flight.
/// The result is taken, so move-only values work; hand a future to whenReady() once.
template<typename T, typename Function>
void whenReady(const QFuture<T> &future, QObject *context, Function then)
{
    auto *watcher = new QFutureWatcher<T>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context,
                     [watcher, then = std::move(then)]() mutable {
                         watcher->deleteLater();
                         QFuture<T> done = watcher->future();
                         if (done.isCanceled() || done.resultCount() == 0)
                             return;
                         then(done.takeResult());
                     });
    watcher->setFuture(future);
}

/// A future that has its value already. QtFuture::makeReadyFuture() copies in Qt 6.4; this one moves.
template<typename T>
QFuture<T> readyFuture(T value)
{
    QPromise<T> promise;
    promise.start();
    promise.addResult(std::move(value));
    promise.finish();
    return promise.future();
}

} // namespace Keyturn
