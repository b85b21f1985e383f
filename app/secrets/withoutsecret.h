#pragma once

#include "core/error.h"
#include "core/secret.h"

#include <QPromise>

#include <functional>
#include <memory>

namespace Keyturn {

/// For a store's operations that have one way to end, whether they read or write: finishes the promise of one
/// that gives no secret.
inline std::function<void(Result<Secret>)>
withoutSecret(const std::shared_ptr<QPromise<Result<void>>> &promise)
{
    return [promise](const Result<Secret> &result) {
        promise->addResult(result ? Result<void>() : std::unexpected(result.error()));
        promise->finish();
    };
}

} // namespace Keyturn
