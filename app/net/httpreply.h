#pragma once

#include "core/error.h"

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QUrl>

#include <optional>

namespace Keyturn {

/// What came back, or what happened instead. Status and transport error can both be set: a status line that
/// was followed by a broken body.
struct HttpReply
{
    QUrl url; ///< that was asked
    int status = 0; ///< 0: no complete response head came
    QList<QPair<QByteArray, QByteArray>> headers;
    QByteArray body; ///< at most HttpClient's limit
    std::optional<Error> transportError; ///< kind and the network layer's redacted words
    /// The answer asked for something (a new access token) before the request could be made again, and this
    /// came in between. The answer itself stands: it tells what became of the request, this one tells why.
    std::optional<Error> afterwards;
    /// True when any byte of the request body, or of the head where there is no body, may have left this
    /// computer. False is a promise.
    bool requestLeft = false;
    /// Qt sent it more than once by itself, because a connection was lost. Never so with a body
    /// (OneShotDevice). The answer is the last one's; what became of the others is not told.
    bool sentAgain = false;
    bool http2 = false;
    QDateTime time; ///< UTC

    QByteArray header(QByteArrayView name) const; ///< case-insensitive; the first, or empty
};

} // namespace Keyturn
