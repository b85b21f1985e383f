#pragma once

#include "core/outcome.h"
#include "net/httpclient.h"
#include "zoom/updatepasswordrequest.h"

#include <QObject>
#include <QUrl>

#include <memory>
#include <vector>

namespace Keyturn {

class AccessTokenSource;
class ZoomClient;

/// A run's way to the wire: over HTTP/2 one client, and the next one before the server ends its connection;
/// on HTTP/1.1 as many as are busy, because Qt opens six connections a host for each and no more. Thread:
/// GUI.
class BulkSender : public QObject
{
    Q_OBJECT

public:
    /// What is given outlives it.
    BulkSender(AccessTokenSource *tokens, QUrl baseUrl, HttpClient::Options network, const Clock &clock,
               int mostInFlight, QObject *parent = nullptr);
    /// Ends the calls under way, unheard.
    ~BulkSender() override;

    int inFlight() const { return m_inFlight; }
    bool hasRoom() const { return m_inFlight < m_mostInFlight; }
    /// answered() follows, never from within.
    void send(int row, const QString &userId, Secret password, BodyFormat format);

signals:
    /// The password is taken out of all words.
    void answered(int row, const Keyturn::Outcome &outcome, const Keyturn::HttpReply &reply,
                  Keyturn::BodyFormat format);

private:
    struct Lane;
    bool isHttp2() const;
    Lane *freeLane();
    Lane *newLane();
    void countRequest(Lane *lane);
    void retire(Lane *lane);

    AccessTokenSource *m_tokens;
    QUrl m_baseUrl;
    HttpClient::Options m_network;
    const Clock &m_clock;
    int m_mostInFlight;
    int m_inFlight = 0;
    std::vector<std::unique_ptr<Lane>> m_lanes;
};

} // namespace Keyturn
