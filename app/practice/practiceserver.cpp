#include "practiceserver.h"

#include "practiceaccount.h"
#include "practicelistener.h"

namespace Keyturn {

class PracticeServer::Private
{
public:
    explicit Private(const Options &options)
        : account(options)
    {
    }

    PracticeAccount account;
    std::unique_ptr<PracticeListener> listener; // its threads use the account, so it goes first
};

Result<std::unique_ptr<PracticeServer>> PracticeServer::start(const Options &options)
{
    auto d = std::make_unique<Private>(options);
    auto listener = PracticeListener::start(
        options.port, [account = &d->account](const PracticeCall &call) { return account->answer(call); });
    if (!listener)
        return std::unexpected(listener.error());
    d->listener = std::move(*listener);
    return std::unique_ptr<PracticeServer>(new PracticeServer(std::move(d)));
}

PracticeServer::PracticeServer(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

PracticeServer::~PracticeServer() = default;

QUrl PracticeServer::baseUrl() const
{
    QUrl url;
    url.setScheme(QStringLiteral("http"));
    url.setHost(QStringLiteral("127.0.0.1"));
    url.setPort(port());
    url.setPath(QStringLiteral("/v2"));
    return url;
}

int PracticeServer::port() const
{
    return d->listener->port();
}

QString PracticeServer::token() const
{
    return QString::fromUtf8(d->account.token().exposeUtf8());
}

QUrl PracticeServer::tokenUrl() const
{
    QUrl url = baseUrl();
    url.setPath(QStringLiteral("/oauth/token"));
    return url;
}

PracticeServer::App PracticeServer::app() const
{
    return d->account.tokens().app();
}

QUrl PracticeServer::authorizeUrl() const
{
    QUrl url = baseUrl();
    url.setPath(QStringLiteral("/oauth/authorize"));
    return url;
}

PracticeServer::GeneralApp PracticeServer::generalApp() const
{
    return d->account.signIns().app();
}

void PracticeServer::endTokens()
{
    d->account.tokens().endTokens();
    d->account.signIns().endAccessTokens();
}

void PracticeServer::setGeneralAppTrouble(AppTrouble trouble)
{
    d->account.signIns().setTrouble(trouble);
}

void PracticeServer::setConsent(Consent consent)
{
    d->account.signIns().setConsent(consent);
}

void PracticeServer::endSignIns()
{
    d->account.signIns().endSignIns();
}

void PracticeServer::setTokenReplyDelay(std::chrono::milliseconds delay)
{
    d->account.setTokenReplyDelay(delay);
}

void PracticeServer::setAppTrouble(AppTrouble trouble)
{
    d->account.tokens().setTrouble(trouble);
}

PracticeServer::Counters PracticeServer::counters() const
{
    return d->account.counters();
}

bool PracticeServer::hasPassword(const QString &idOrEmail, const QByteArray &utf8) const
{
    return d->account.hasPassword(idOrEmail, utf8);
}

} // namespace Keyturn
