#pragma once

#include "accounts/account.h"
#include "net/httpclient.h"

#include <QObject>

#include <memory>

namespace Keyturn {

class AccessTokenSource;
class Clock;
class PasswordReset;
class UserDirectory;
class UserLoader;
class UserLookup;
class ZoomClient;

/// Everything that is open for one account: connections, token, users, the reset under way. Switching
/// accounts destroys it, which cancels all of it, so that nothing can go to another account than the one on
/// the screen. Thread: GUI.
class AccountSession : public QObject
{
    Q_OBJECT

public:
    AccountSession(const Account &account, std::unique_ptr<AccessTokenSource> tokens,
                   const HttpClient::Options &options, const Clock &clock, QObject *parent = nullptr);
    ~AccountSession() override;

    const Account &account() const { return m_account; }
    ZoomClient *client() const { return m_client; }
    UserDirectory *directory() const { return m_directory; }
    UserLoader *loader() const { return m_loader; }
    UserLookup *lookup() const { return m_lookup; }
    PasswordReset *reset() const { return m_reset; }

private:
    Account m_account;
    std::unique_ptr<AccessTokenSource> m_tokens;
    HttpClient *m_http;
    ZoomClient *m_client;
    UserDirectory *m_directory;
    UserLoader *m_loader;
    UserLookup *m_lookup;
    PasswordReset *m_reset;
};

} // namespace Keyturn
