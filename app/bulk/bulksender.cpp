#include "bulksender.h"

#include "net/redaction.h"
#include "zoom/zoomclient.h"

#include <algorithm>

namespace Keyturn {

namespace {

constexpr int connectionsOfAManager = 6; // to one host, on HTTP/1.1

Error redactedError(Error error, const Secret &password)
{
    error.reply.message = redacted(error.reply.message, password);
    error.reply.trackingId = redacted(error.reply.trackingId, password);
    error.fieldErrors.clear();
    return error;
}

/// Zoom says "Validation Failed." and what it is in the fields: one sentence for the report.
Error withFields(Error error)
{
    for (const FieldError &one : std::as_const(error.fieldErrors))
        error.reply.message += u' ' + one.field + QStringLiteral(": ") + one.message;
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
    const auto least = std::ranges::min_element(m_lanes, {}, [](const auto &lane) { return lane->inFlight; });
    // Plain HTTP, on this computer, has no HTTP/2.
    const bool isHttp2 = m_network.allowHttp2 && m_baseUrl.scheme() == QLatin1String("https");
    const int room = isHttp2 ? m_mostInFlight : connectionsOfAManager;
    if (least != m_lanes.end() && (*least)->inFlight < room)
        return least->get();
    m_lanes.push_back(std::make_unique<Lane>(m_tokens, m_baseUrl, m_network, m_clock));
    return m_lanes.back().get();
}

void BulkSender::send(int row, const QString &userId, Secret password, BodyFormat format)
{
    Lane *lane = freeLane();
    ++lane->inFlight;
    ++m_inFlight;
    auto request = std::make_shared<UpdatePasswordRequest>();
    request->userId = userId;
    request->password = std::move(password);
    request->format = format;
    ZoomCall *call = lane->client.send(
        [request](const QUrl &baseUrl, const Secret &token) { return request->build(baseUrl, token); });
    connect(call, &ZoomCall::finished, this, [this, lane, row, request](const HttpReply &reply) {
        --lane->inFlight;
        --m_inFlight;
        const Outcome outcome = UpdatePasswordRequest::classify(reply);
        emit answered(row, outcome.withError(redactedError(withFields(outcome.error()), request->password)),
                      reply, request->format);
    });
}

} // namespace Keyturn
