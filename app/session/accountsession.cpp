#include "accountsession.h"

#include "accounts/ratelimits.h"
#include "auth/accesstokensource.h"
#include "core/freedmemory.h"
#include "directory/userdirectory.h"
#include "directory/userloader.h"
#include "directory/userlookup.h"
#include "reset/passwordreset.h"
#include "reset/personcheck.h"
#include "zoom/zoomclient.h"

namespace Keyturn {

AccountSession::AccountSession(const Account &account, std::unique_ptr<AccessTokenSource> tokens,
                               const HttpClient::Options &options, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_account(account)
    , m_tokens(std::move(tokens))
    , m_http(std::make_unique<HttpClient>(options, clock))
    , m_client(std::make_unique<ZoomClient>(m_http.get(), m_tokens.get(), account.baseUrl))
    , m_directory(std::make_unique<UserDirectory>())
    , m_loader(std::make_unique<UserLoader>(m_client.get(), m_directory.get(), clock))
    , m_lookup(std::make_unique<UserLookup>(m_client.get()))
    , m_personCheck(std::make_unique<PersonCheck>(m_client.get(), PersonCheck::defaultPatience))
    , m_reset(std::make_unique<PasswordReset>(m_client.get(), account.bodyFormat))
{
    m_loader->setPagesPerSecond(mediumCallsPerSecond(account));
    // Later, when the last page is gone, too.
    connect(m_loader.get(), &UserLoader::finished, this, &returnFreedMemory, Qt::QueuedConnection);
}

AccountSession::~AccountSession() = default;

void AccountSession::forgetSecrets()
{
    m_tokens->forget();
    m_http->forgetProxySignIn();
    m_reset->forget();
}

} // namespace Keyturn
