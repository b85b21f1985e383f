#include "bulksender.h"

#include "zoom/zoomclient.h"

#include <algorithm>

namespace Keyturn {

namespace {

/// A server ends an HTTP/2 connection after so many requests (nginx: 1000) and says so with GOAWAY. Qt 6.4
/// then leaves some of those that wait for it without an answer, until they time out: half a minute for all
/// that come after. So we leave before that.
constexpr int requestsAConnection = 500;
/// The next one is there by then: requests that wait for a handshake arrive all at once, and faster than the
/// limit allows.
constexpr int preparedBefore = 50;

/// Zoom says "Validation Failed." and what it is in the fields: one sentence for the report.
Error withFields(Error error)
{
    for (const FieldError &one : std::as_const(error.fieldErrors)) {
        const QString field = one.field.isEmpty() ? QString() : one.field + QStringLiteral(": ");
        error.reply.message += u' ' + field + one.message; // [WIRE-errors]: texts alone have no field
    }
    error.fieldErrors.clear();
    return error;
}

} // namespace

struct BulkSender::Lane
{
    Lane(AccessTokenSource *tokens, const QUrl &baseUrl, const HttpClient::Options &network,
         const Clock &clock)
        : http(network, clock)
        , client(&http, tokens, baseUrl)
    {
    }
    HttpClient http;
    ZoomClient client;
    int inFlight = 0;
    int begun = 0;
    bool isRetired = false; ///< what is under way on it ends, and nothing new begins
};

BulkSender::BulkSender(AccessTokenSource *tokens, QUrl baseUrl, HttpClient::Options network,
                       const Clock &clock, int mostInFlight, QObject *parent)
    : QObject(parent)
    , m_tokens(tokens)
    , m_baseUrl(std::move(baseUrl))
    , m_network(std::move(network))
    , m_clock(clock)
    , m_mostInFlight(mostInFlight)
{
}

BulkSender::~BulkSender() = default;

BulkSender::Lane *BulkSender::freeLane()
{
    const auto current = std::ranges::find(m_lanes, false, [](const auto &lane) { return lane->isRetired; });
    return current != m_lanes.end() ? current->get() : newLane();
}

BulkSender::Lane *BulkSender::newLane()
{
    m_lanes.push_back(std::make_unique<Lane>(m_tokens, m_baseUrl, m_network, m_clock));
    return m_lanes.back().get();
}

void BulkSender::countRequest(Lane *lane)
{
    ++lane->begun;
    if (!m_isHttp2)
        return;
    if (lane->begun == requestsAConnection - preparedBefore)
        newLane()->client.connectAhead();
    if (lane->begun >= requestsAConnection)
        lane->isRetired = true;
}

/// Of a connection that ends, or has ended: others wait on it in vain.
void BulkSender::retire(Lane *lane)
{
    lane->isRetired = true;
    if (lane->inFlight > 0)
        return;
    // Not from within what its call tells.
    QMetaObject::invokeMethod(
        this,
        [this] {
            std::erase_if(m_lanes, [](const auto &one) { return one->isRetired && one->inFlight == 0; });
        },
        Qt::QueuedConnection);
}

void BulkSender::send(int row, const QString &userId, Secret password, BodyFormat format)
{
    Lane *lane = freeLane();
    ++lane->inFlight;
    ++m_inFlight;
    countRequest(lane);
    auto request = std::make_shared<UpdatePasswordRequest>();
    request->userId = userId;
    request->password = std::move(password);
    request->format = format;
    ZoomCall *call = lane->client.send(
        [request](const QUrl &baseUrl, const Secret &token) { return request->build(baseUrl, token); });
    connect(call, &ZoomCall::finished, this, [this, lane, row, request](const ZoomReply &reply) {
        --lane->inFlight;
        --m_inFlight;
        if (reply.status != 0)
            m_isHttp2 = reply.http2;
        const Outcome outcome = UpdatePasswordRequest::classify(reply);
        // A NotSent of a connection: it went away, or takes nothing new.
        if (lane->isRetired || (m_isHttp2 && outcome.kind() == Outcome::Kind::NotSent))
            retire(lane);
        emit answered(row, outcome.withError(withoutSecret(withFields(outcome.error()), request->password)),
                      reply, request->format);
    });
}

} // namespace Keyturn
