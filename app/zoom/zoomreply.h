#pragma once

#include "core/error.h"
#include "core/secret.h"
#include "net/httpreply.h"

#include <QJsonObject>
#include <QMetaType>

#include <optional>

namespace Keyturn {

/// An answer of the API, or what happened instead, read once (by ZoomCall, in the token requests) and handed
/// on: nobody above reads a body or a header. What it means for a call is errorKindOf()'s and
/// outcomeOfChange()'s to say. All of its words are redacted. A value.
struct ZoomReply
{
    /// `token`: what the request was made with, taken out of everything that the server may echo.
    static ZoomReply of(const HttpReply &reply, const Secret &token = {});

    int status = 0; ///< 0: no complete response head came
    int code = 0; ///< above 0: the body is an error of Zoom's own, and this is its code
    QString message; ///< of whoever answered; empty when the body said nothing
    QList<FieldError> fieldErrors;
    QString oauthError; ///< the token URL's name for what went wrong ("invalid_client") [OAUTH-error]
    QString trackingId; ///< x-zm-trackingid
    qsizetype bodySize = 0;

    /// X-RateLimit-…, as far as they were sent.
    struct RateLimit
    {
        bool isPerSecond = false; ///< X-RateLimit-Type
        bool isDaily = false;
        std::optional<double> limit;
        std::optional<double> remaining;
        bool isThere = false; ///< any of them
    };
    RateLimit rateLimit;
    std::optional<QDateTime> retryAt; ///< UTC, by this computer's clock: retryTimeOf()

    bool isSignInPage = false; ///< isCaptivePortal()

    std::optional<Error> transportError; ///< kind and the network layer's words
    /// The answer asked for something (a new access token) before the request could be made again, and this
    /// came in between. The answer itself stands: it tells what became of the request, this one tells why.
    std::optional<Error> afterwards;
    bool requestLeft = false; ///< as in HttpReply: false is a promise
    bool sentAgain = false; ///< as in HttpReply
    bool http2 = false;
    QDateTime time; ///< UTC

    /// Whether the body is Zoom's own error: an object (JSON or XML) with a numeric code above 0 and a
    /// message. Gateways write the HTTP status as a code, too: such a one (but 429) counts only with Zoom's
    /// tracking ID. [WIRE-code-status] Without it, no answer is told as Zoom's refusal.
    bool isZooms() const { return code > 0; }
    /// Whether a 429 is Zoom's. [RATE-marks]
    bool hasZoomsMarks() const { return isZooms() || rateLimit.isThere || !trackingId.isEmpty(); }

    /// Status, code, words, tracking ID and time, for details.
    ReplyFacts facts() const;
    /// What it stands for: what came afterwards, the transport error, or what the answer says. Not for what
    /// the call wanted (200 with what was asked for, 204).
    Error error() const;
    /// The JSON object of a 200, or the error.
    Result<QJsonObject> answer() const;
    /// A 200 without what it must have.
    std::unexpected<Error> unexpected() const;

private:
    std::optional<QJsonObject> m_object; ///< of a 200
};

/// Takes a secret (the new password, a client's secret) out of all words of an error: a server may echo what
/// it was sent.
Error withoutSecret(Error error, const Secret &secret);

} // namespace Keyturn

Q_DECLARE_METATYPE(Keyturn::ZoomReply)
