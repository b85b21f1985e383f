#include "accountsession.h"

#include "accountrules.h"
#include "accounts/ratelimits.h"
#include "auth/accesstokensource.h"
#include "core/clock.h"
#include "core/freedmemory.h"
#include "core/whenready.h"
#include "directory/usercache.h"
#include "directory/userdirectory.h"
#include "directory/userloader.h"
#include "directory/userlookup.h"
#include "directory/userrefresh.h"
#include "history/accountrecord.h"
#include "reset/openattempts.h"
#include "reset/passwordreset.h"
#include "reset/personcheck.h"
#include "reset/signout.h"
#include "zoom/formatmemory.h"
#include "zoom/zoomclient.h"

#include <QTimer>

using namespace std::chrono_literals;

namespace Keyturn {

namespace {

/// A disk that takes longer, as one on a network can, is not waited for.
constexpr std::chrono::milliseconds cachePatience = 5s;

} // namespace

AccountSession::AccountSession(const Account &account, std::unique_ptr<AccessTokenSource> tokens,
                               const HttpClient::Options &options, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_account(account)
    , m_options(options)
    , m_clock(clock)
    , m_tokens(std::move(tokens))
    , m_http(std::make_unique<HttpClient>(options, clock))
    , m_client(std::make_unique<ZoomClient>(m_http.get(), m_tokens.get(), account.baseUrl))
    , m_formats(std::make_unique<FormatMemory>(account.sendAs, account.knownFormat))
    , m_directory(std::make_unique<UserDirectory>())
    , m_loader(std::make_unique<UserLoader>(m_client.get(), m_directory.get(), clock))
    , m_refresh(std::make_unique<UserRefresh>(m_directory.get(), m_loader.get()))
    , m_rules(std::make_unique<AccountRules>(m_client.get(), clock))
    , m_lookup(std::make_unique<UserLookup>(m_client.get()))
    , m_personCheck(std::make_unique<PersonCheck>(m_client.get(), PersonCheck::defaultPatience))
    , m_reset(std::make_unique<PasswordReset>(m_client.get(), m_formats.get()))
    , m_signOut(std::make_unique<SignOut>(m_client.get()))
{
    m_loader->setPagesPerSecond(mediumCallsPerSecond(account));
    // Later, when the last page is gone, too.
    connect(m_loader.get(), &UserLoader::finished, this, &returnFreedMemory, Qt::QueuedConnection);
}

AccountSession::~AccountSession() = default;

void AccountSession::keepUsersIn(const UserCacheFolder &folder)
{
    // A list is shown to nobody but those who could load it: the same account, app and server.
    m_cache = std::make_unique<UserCache>(folder, m_account.id, identity());
    m_rules->keepIn(m_cache.get());
    // After UserRefresh, which takes out who is no more.
    connect(m_loader.get(), &UserLoader::finished, this, &AccountSession::keepUsers);
}

QString AccountSession::identityOf(const Account &account)
{
    return QStringList{account.id, QString::number(static_cast<int>(account.kind)),
                       account.baseUrl.toString(), account.accountId, account.clientId}
        .join(u'\n');
}

void AccountSession::writeDownIn(History *history)
{
    if (m_account.kind == Account::Kind::Practice)
        return;
    m_record = std::make_unique<AccountRecord>(history, m_account.id, m_account.name);
    m_reset->setRecord(m_record.get());
    m_signOut->setRecord(m_record.get());
}

void AccountSession::keepOpenAttemptsIn(OpenAttempts *attempts)
{
    const AttemptAccount account{m_account.id, m_account.name, identity()};
    m_reset->setOpenAttempts(attempts, account);
    m_signOut->setOpenAttempts(attempts, account);
}

void AccountSession::loadUsers()
{
    if (!m_cache) {
        startLoading();
        return;
    }
    m_awaitsCache = true;
    QTimer::singleShot(cachePatience, this, [this] {
        if (!std::exchange(m_awaitsCache, false))
            return;
        m_directory->announce(nullptr);
        startLoading();
    });
    const auto announce = [this](const std::shared_ptr<const UserStore> &store) {
        QMetaObject::invokeMethod(this, [this, store] {
            if (m_awaitsCache)
                m_directory->announce(store);
        });
    };
    whenReady(m_cache->read(announce), this, [this](CachedUsers kept) {
        if (!std::exchange(m_awaitsCache, false))
            return;
        if (kept.users)
            showKept(std::move(kept.users), kept.listedAt);
        else
            m_directory->announce(nullptr);
        startLoading();
    });
}

void AccountSession::showKept(std::unique_ptr<UserCollection> users, const QDateTime &listedAt)
{
    // Who was looked up in the meantime is known better than that.
    QList<User> lookedUp;
    for (int row = 0; row < m_directory->rowEnd(); ++row)
        lookedUp.append(m_directory->at(row));
    m_directory->replace(std::move(users));
    m_refresh->begin(listedAt);
    m_directory->add(lookedUp);
}

void AccountSession::startLoading()
{
    m_loadBegun = m_clock.now();
    m_loader->start();
}

void AccountSession::keepUsers()
{
    m_cache->write(m_directory->users().snapshot(), m_loadBegun);
}

void AccountSession::setSignInKept(bool kept)
{
    if (std::exchange(m_isSignInKept, kept) != kept)
        emit signInKeptChanged(kept);
}

void AccountSession::forgetSecrets()
{
    m_tokens->forget();
    m_http->forgetProxySignIn();
    m_reset->forget();
}

} // namespace Keyturn
