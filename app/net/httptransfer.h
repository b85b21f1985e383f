#pragma once

#include "net/httpreply.h"
#include "net/httprequest.h"

#include <QList>
#include <QObject>
#include <QPointer>
#include <QSslConfiguration>
#include <QSslError>

#include <memory>
#include <optional>

class QHttpMultiPart;
class QNetworkReply;
class QNetworkRequest;

namespace Keyturn {

class AccessManager;
class OneShotDevice;

/// One attempt at a request: what goes to the wire, and what came back. HttpCall's, which makes more than one
/// only when a proxy turned the first away. Thread: HttpClient's.
class HttpTransfer : public QObject
{
    Q_OBJECT

public:
    struct Settings
    {
        qint64 maximumReplyBytes = 0;
        bool allowHttp2 = false;
        std::optional<QSslConfiguration> tls; ///< for https
    };

    /// Starts. Keeps the manager alive for as long as this lives.
    HttpTransfer(std::shared_ptr<AccessManager> manager, HttpRequest request, const Settings &settings,
                 QObject *parent);
    ~HttpTransfer() override;

    /// What a connection to this address is made with, without a request.
    static QNetworkRequest connectionRequest(const QUrl &url, const Settings &settings);
    bool isRunning() const;
    /// Ends it, in the next turn of the event loop; finished() follows.
    void cancel();
    /// The time is over: ends it, now.
    void expire();
    /// See HttpReply::requestLeft.
    bool requestLeft() const;
    /// After finished(); without a time.
    HttpReply result() const;

signals:
    /// The request's bytes were handed to the network. At most once.
    void sent();
    void finished();

private:
    QNetworkRequest prepare(const HttpRequest &request, const Settings &settings) const;
    QNetworkReply *sendBody(QNetworkRequest &prepared, HttpRequest &request);
    bool isHttp1() const;
    void markSent();
    void receive();

    std::shared_ptr<AccessManager> m_manager;
    QPointer<QNetworkReply> m_reply;
    QList<OneShotDevice *> m_bodies; ///< children of the reply
    QUrl m_url;
    QList<QSslError> m_sslErrors;
    QByteArray m_received;
    qint64 m_maximumBytes;
    bool m_sent = false;
    bool m_sentAgain = false;
    bool m_cancelled = false;
    bool m_expired = false;
    bool m_tooLarge = false;
};

} // namespace Keyturn
