#pragma once

#include "accounts/account.h"
#include "net/httpclient.h"

#include <QDateTime>
#include <QObject>

#include <memory>

namespace Keyturn {

class AccessTokenSource;
class AccountRules;
class Clock;
class ChangeRecord;
class FormatMemory;
class History;
class OpenAttempts;
class PasswordReset;
class PersonCheck;
class UserCache;
class UserCacheFolder;
class SignOut;
class UserDirectory;
class UserLoader;
class UserLookup;
class UserRefresh;
class UserCollection;
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

    /// Lists of users are kept in `folder` from now on, and outlive the session there. Before loadUsers().
    void keepUsersIn(const UserCacheFolder &folder);
    /// Each change is written down, before it leaves and when it has its outcome; but for the practice
    /// account, in which nothing happens to anybody. Before the first change; `history` outlives this.
    void writeDownIn(History *history);
    /// What is Unknown outlives the session there. `attempts` outlives this, too.
    void keepOpenAttemptsIn(OpenAttempts *attempts);
    /// What makes two sessions speak with the same Zoom account, as far as can be told from here.
    QString identity() const { return identityOf(m_account); }
    static QString identityOf(const Account &account);
    /// The users that are kept, if there are any, and then the list as Zoom has it now.
    void loadUsers();

    const Account &account() const { return m_account; }
    ZoomClient *client() const { return m_client.get(); }
    // For bulk runs, which have connections of their own; this session's end must end them first.
    AccessTokenSource *tokens() const { return m_tokens.get(); }
    const HttpClient::Options &networkOptions() const { return m_options; }
    FormatMemory *formats() const { return m_formats.get(); }
    const Clock &clock() const { return m_clock; }
    UserDirectory *directory() const { return m_directory.get(); }
    UserLoader *loader() const { return m_loader.get(); }
    AccountRules *rules() const { return m_rules.get(); }
    UserRefresh *refresh() const { return m_refresh.get(); }
    UserLookup *lookup() const { return m_lookup.get(); }
    PersonCheck *personCheck() const { return m_personCheck.get(); }
    PasswordReset *reset() const { return m_reset.get(); }
    SignOut *signOut() const { return m_signOut.get(); }
    /// Wipes the secrets that are held in memory. What is under way goes on.
    void forgetSecrets();

    /// Whether what keeps the person signed in will be there at the next start. False once the keychain did
    /// not take a renewed sign-in that Zoom had already put into the place of the stored one.
    bool isSignInKept() const { return m_isSignInKept; }
    void setSignInKept(bool kept);

signals:
    void signInKeptChanged(bool kept);

private:
    void showKept(std::unique_ptr<UserCollection> users, const QDateTime &listedAt);
    void startLoading();
    void keepUsers();

    Account m_account;
    HttpClient::Options m_options;
    const Clock &m_clock;
    // Members and not children: children die in the order of their making, which would take the connections
    // away from under the calls. These die from the last to the first.
    std::unique_ptr<AccessTokenSource> m_tokens;
    std::unique_ptr<HttpClient> m_http;
    std::unique_ptr<ZoomClient> m_client;
    std::unique_ptr<FormatMemory> m_formats;
    std::unique_ptr<UserDirectory> m_directory;
    std::unique_ptr<UserLoader> m_loader;
    std::unique_ptr<UserRefresh> m_refresh;
    std::unique_ptr<UserCache> m_cache; ///< null: nothing is kept
    std::unique_ptr<AccountRules> m_rules;
    QDateTime m_loadBegun; ///< what is loaded is of then; UTC
    bool m_awaitsCache = false;
    bool m_isSignInKept = true;
    std::unique_ptr<UserLookup> m_lookup;
    std::unique_ptr<PersonCheck> m_personCheck;
    std::unique_ptr<ChangeRecord> m_record; ///< null: nothing is written down
    std::unique_ptr<PasswordReset> m_reset;
    std::unique_ptr<SignOut> m_signOut;
};

} // namespace Keyturn
