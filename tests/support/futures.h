#pragma once

#include <QFuture>
#include <QTest>

#include <utility>

namespace Keyturn::Test {

/// The future's result, with the event loop running until it is there. The future must finish: the limit only
/// keeps a broken test from hanging.
template<typename T>
T resultOf(QFuture<T> future, int limitMs = 30'000)
{
    if (!QTest::qWaitFor([&future] { return future.isFinished(); }, limitMs))
        qFatal("the future never finished");
    if (future.resultCount() == 0)
        qFatal("the future was cancelled");
    return future.takeResult();
}

} // namespace Keyturn::Test
