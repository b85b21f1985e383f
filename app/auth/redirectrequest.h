#pragma once

#include "core/secret.h"

#include <QByteArray>
#include <QString>

namespace Keyturn {

/// What a browser, or anybody else on this computer, asked of the port that waits for the end of a sign-in.
struct RedirectRequest
{
    enum class Kind {
        Incomplete, ///< more bytes may come
        Malformed, ///< no HTTP, not GET, another Host than ours (DNS rebinding), or parameters that make no
                   ///< sense
        Elsewhere, ///< another path: the browser wants its little picture, say
        Answer, ///< a state, and either a code or an error
    };

    static constexpr qsizetype MaximumBytes = 16 * 1024;

    Kind kind = Kind::Incomplete;
    Secret state; ///< may be empty
    Secret code;
    QString error; ///< "access_denied" and the like; empty when there is a code
    QString errorDescription;

    /// `received` is all that has come so far; `host` is "127.0.0.1:PORT".
    static RedirectRequest parse(QByteArrayView received, QByteArrayView path, QByteArrayView host);
};

} // namespace Keyturn
