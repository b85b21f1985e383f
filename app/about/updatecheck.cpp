#include "updatecheck.h"

#include "settings/options.h"
#include "settings/settings.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace Keyturn {

namespace {

constexpr qint64 LargestAnswer = 64 * 1024;

HttpClient::Options small(HttpClient::Options options)
{
    options.maximumReplyBytes = LargestAnswer;
    return options;
}

} // namespace

UpdateCheck::UpdateCheck(const HttpClient::Options &network, const Clock &clock, const QVersionNumber &own,
                         QObject *parent)
    : QObject(parent)
    , m_client(small(network), clock)
    , m_own(own.normalized())
{
}

QUrl UpdateCheck::address(const Settings &settings)
{
    if (!settings.value(Options::checkForUpdates))
        return {};
    const QString own = settings.value(Options::updateAddress);
    return QUrl(own.isEmpty() ? QStringLiteral(KEYTURN_UPDATE_URL) : own, QUrl::StrictMode);
}

std::optional<NewerVersion> UpdateCheck::read(const QByteArray &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    const QString text = object.value(QLatin1StringView("version")).toString();
    qsizetype end = 0;
    const QVersionNumber version = QVersionNumber::fromString(text, &end);
    if (version.isNull() || end != text.size())
        return std::nullopt;
    // People are led there: only where nobody on the way can change what they get.
    QUrl page(object.value(QLatin1StringView("page")).toString(), QUrl::StrictMode);
    if (page.scheme() != QLatin1StringView("https") || page.host().isEmpty() || !page.userInfo().isEmpty())
        page.clear();
    return NewerVersion{version.normalized(), page};
}

void UpdateCheck::ask(const QUrl &address)
{
    HttpRequest request;
    request.url = address;
    // Qt would send the language of this computer.
    request.headers = {{"Accept-Language", "*"}};
    connect(m_client.send(std::move(request)), &HttpCall::finished, this, &UpdateCheck::take);
}

void UpdateCheck::take(const HttpReply &reply)
{
    if (reply.transportError) {
        emit failed(*reply.transportError);
        return;
    }
    const std::optional<NewerVersion> found = reply.status == 200 ? read(reply.body) : std::nullopt;
    if (!found)
        emit failed(Error::of(ErrorKind::UnexpectedReply));
    else if (found->version > m_own)
        emit newerFound(*found);
    else
        emit newestAlready();
}

} // namespace Keyturn
