#include "changeoutcome.h"

#include "zoomreply.h"

namespace Keyturn {

namespace {

// Statuses that say by themselves that the request was turned away, whoever answered. Any other 4xx needs
// Zoom's error body to count as a refusal: what stands between may answer anything.
bool isRefusalByItself(int status)
{
    switch (status) {
    case 401:
    case 403:
    case 405:
    case 407:
    case 411:
    case 413:
    case 414:
    case 415:
    case 421:
    case 426:
    case 429:
    case 431:
    // "The client needs to authenticate to gain network access", from what "controls access to the network"
    // (RFC 6585, section 6): it stands before the network and did not let the request in, as a proxy with
    // 407.
    case 511:
        return true;
    default:
        return false;
    }
}

// 303 says "done, look there" and 304 makes no sense for a change; the others send the request elsewhere
// unperformed (RFC 9110).
bool isRedirectBeforeWork(int status)
{
    return status >= 300 && status < 400 && status != 303 && status != 304;
}

} // namespace

Outcome outcomeOfChange(const HttpReply &reply)
{
    // The head is complete when there is a status, so a 204 counts even if the connection broke right after.
    if (reply.status == 204)
        return Outcome::changed(factsOf(reply));
    const Error error = errorOf(reply);
    if (!reply.requestLeft && reply.status == 0)
        return Outcome::notSent(error);
    if (isRefusalByItself(reply.status) || isRedirectBeforeWork(reply.status))
        return Outcome::refused(error);
    if (reply.status >= 400 && reply.status < 500 && holdsZoomError(reply))
        return Outcome::refused(error);
    return Outcome::unknown(error);
}

} // namespace Keyturn
