#pragma once

#include "core/error.h"
#include "net/proxychoice.h"
#include "settings/settings.h"

#include <QDialog>
#include <QFuture>

#include <optional>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace Keyturn {

class InlineMessage;
class PasswordEdit;
class ProxySignIn;
class SettingsGroup;
class UserCacheFolder;
class UserListGroup;
class WrapLabel;

/// The settings, in one window. OK saves all of them or none; the proxy's password goes to the keychain
/// first, which may ask the person something: the window waits without blocking. Cancelled while it waits, it
/// sets nothing, but a password that the keychain was handed may stay there, and counts for this run. A
/// password belongs to one proxy and one user: whoever changes the user name enters it anew. Deletes itself
/// once it is closed.
class SettingsDialog : public QDialog
{
    Q_OBJECT

public:
    /// All outlive this.
    SettingsDialog(Settings *settings, ProxySignIn *proxySignIn, UserCacheFolder *userLists,
                   QWidget *parent = nullptr);

    void done(int result) override;

private:
    void buildNetwork();
    void buildSecurity();
    void buildEnd();
    void showValues();
    void updateFields();
    /// Nothing when a value is wrong, which is then said beside its field.
    std::optional<SettingChanges> readFields();
    bool isManual() const;
    /// As it is sent: what was entered, in the form in which a proxy is known.
    ProxyChoice enteredProxy() const;
    bool isAnotherUser() const;
    /// Nothing when the password that is stored stays.
    std::optional<QFuture<Result<void>>> handlePassword();

    void save();
    void apply(const SettingChanges &changes, bool passwordWasHandled);
    void showKeychainTrouble(const Error &error);
    void setBusy(bool busy);

    Settings *m_settings;
    ProxySignIn *m_proxySignIn;
    bool m_busy = false;
    bool m_cancelled = false;

    SettingsGroup *m_network;
    QComboBox *m_proxy;
    QLineEdit *m_host;
    QSpinBox *m_port;
    QLineEdit *m_user;
    PasswordEdit *m_password;
    QCheckBox *m_forget;
    WrapLabel *m_signInNote;
    QSpinBox *m_timeout;
    QCheckBox *m_checkForUpdates;

    SettingsGroup *m_security;
    QSpinBox *m_lockAfter;
    QCheckBox *m_lockWithScreen;
    QSpinBox *m_clipboard;
    QCheckBox *m_hideFromCapture = nullptr; ///< only where the platform can

    UserListGroup *m_lists;

    InlineMessage *m_message;
    WrapLabel *m_waiting;
    QProgressBar *m_progress;
    QPushButton *m_save;
};

} // namespace Keyturn
