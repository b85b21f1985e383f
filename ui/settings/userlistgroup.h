#pragma once

#include "settingsgroup.h"

class QCheckBox;
class QPushButton;

namespace Keyturn {

class SettingChanges;
class UserCacheFolder;

/// Whether lists of users are kept on this computer, and a button that deletes them at once.
class UserListGroup : public SettingsGroup
{
    Q_OBJECT

public:
    /// Both outlive this; `userLists` may be null, which keeps nothing.
    UserListGroup(const Settings *settings, UserCacheFolder *userLists, QWidget *parent = nullptr);

    void showValues();
    void readInto(SettingChanges &changes) const;

private:
    void wipe();
    void updateButton();

    const Settings *m_settings;
    UserCacheFolder *m_userLists;
    QCheckBox *m_keep;
    QPushButton *m_wipe;
    WrapLabel *m_note;
};

} // namespace Keyturn
