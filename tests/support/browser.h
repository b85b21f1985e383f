#pragma once

#include <QList>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QObject>
#include <QSslConfiguration>
#include <QUrl>

namespace Keyturn::Test {

/// As much of a web browser as a sign-in needs: it opens an address, goes where it is sent, and remembers the
/// pages that it would show.
class Browser final : public QObject
{
public:
    struct Page
    {
        QUrl url;
        int status = 0; ///< 0: nobody answered
        QByteArray body;
        QNetworkReply::NetworkError error = QNetworkReply::NoError;
        QList<QNetworkReply::RawHeaderPair> headers;

        QByteArray header(const QByteArray &name) const
        {
            for (const auto &[key, value] : headers) {
                if (key.compare(name, Qt::CaseInsensitive) == 0)
                    return value;
            }
            return {};
        }
    };

    explicit Browser(const QList<QSslCertificate> &authorities = {})
        : m_authorities(authorities)
    {
    }

    bool open(const QUrl &url)
    {
        opened.append(url);
        get(url);
        return true;
    }

    QList<QUrl> opened;
    QList<Page> pages; ///< without the redirects

private:
    void get(const QUrl &url)
    {
        QNetworkRequest request(url);
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        if (url.scheme() == QStringLiteral("https")) {
            QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
            tls.addCaCertificates(m_authorities);
            request.setSslConfiguration(tls);
        }
        QNetworkReply *reply = m_manager.get(request);
        connect(reply, &QNetworkReply::finished, this, [this, reply] {
            reply->deleteLater();
            const QUrl next = reply->attribute(QNetworkRequest::RedirectionTargetAttribute).toUrl();
            if (next.isValid())
                return get(reply->url().resolved(next));
            pages.append({reply->url(), reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(),
                          reply->readAll(), reply->error(), reply->rawHeaderPairs()});
        });
    }

    QList<QSslCertificate> m_authorities;
    QNetworkAccessManager m_manager;
};

} // namespace Keyturn::Test
