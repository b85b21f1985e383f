#pragma once

#include <QWidget>

namespace Keyturn {

class AccountStore;
class InlineMessage;

/// What stands above the window's work for as long as it is so: that the settings cannot be read. Owned by
/// the main window. Thread: GUI.
class AccountNotices : public QWidget
{
    Q_OBJECT

public:
    /// `accounts` outlives this.
    explicit AccountNotices(AccountStore *accounts, QWidget *parent = nullptr);

private:
    void showSettings();

    AccountStore *m_accounts;
    InlineMessage *m_settings;
};

} // namespace Keyturn
