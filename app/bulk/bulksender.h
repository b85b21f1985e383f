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

/// A run's way to the wire: one client, which opens on HTTP/1.1 a connection for each change; over HTTP/2,
/// once the answers are found to come so, the next client before the server ends the connection of this one.
/// Thread: GUI.
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
    void answered(int row, const Keyturn::Outcome &outcome, const Keyturn::ZoomReply &reply,
                  Keyturn::BodyFormat format);

private:
    struct Lane;
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
    bool m_isHttp2 = false; ///< as the last answer came
    std::vector<std::unique_ptr<Lane>> m_lanes;
};

} // namespace Keyturn
