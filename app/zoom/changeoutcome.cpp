#include "changeoutcome.h"

#include "zoomerrorkind.h"

namespace Keyturn {

namespace {

enum class Proof {
    Done,
    TurnedAway, ///< nothing was changed
    None,
};

// The rows of README.md's "What an answer proves", first match. What is not here proves nothing, whatever its
// status promises: any machine between may say so, after Zoom has done the work as well as before.
Proof proofOf(const ZoomReply &reply, ErrorKind kind)
{
    // The head is whole when there is a status, so a 204 counts even if the connection broke right after.
    if (reply.status == 204)
        return reply.requestLeft ? Proof::Done : Proof::None; // [WIRE-204]; nothing was asked: nobody's
    if (reply.transportError)
        return Proof::None; // [WIRE-cut] [WIRE-body-cut]
    if (speaksOfTiming(reply.status))
        return Proof::None; // [WIRE-timing]
    if (reply.status == 415)
        return Proof::TurnedAway; // [FMT-415]
    if (reply.status == 429)
        return reply.hasZoomsMarks() ? Proof::TurnedAway : Proof::None; // [RATE-second] [GATE-429]
    if (reply.status >= 400 && reply.status < 500)
        return reply.isZooms() ? Proof::TurnedAway : Proof::None; // [PUT-other] [WIRE-4xx]
    if (reply.status == 200 && reply.isZooms() && kind == ErrorKind::BodyFormatRefused)
        return Proof::TurnedAway; // [FMT-200]
    return Proof::None; // [WIRE-2xx] [WIRE-3xx] [WIRE-5xx] [WIRE-other]
}

} // namespace

Outcome outcomeOfChange(const ZoomReply &reply)
{
    Error error = reply.error();
    switch (proofOf(reply, error.kind)) {
    case Proof::Done:
        return Outcome::changed(reply.facts());
    case Proof::TurnedAway:
        return Outcome::refused(error);
    case Proof::None:
        break;
    }
    if (!reply.requestLeft && reply.status != 204)
        return Outcome::notSent(error);
    // Zoom's words are kept, but a success that names a refusal is neither. [WIRE-2xx]
    if (reply.status == 200 && reply.isZooms())
        error.kind = ErrorKind::UnexpectedReply;
    return Outcome::unknown(error);
}

} // namespace Keyturn
