#include "userlistgroup.h"

#include "directory/usercache.h"
#include "settings/options.h"
#include "settings/settings.h"
#include "widgets/announce.h"
#include "widgets/wraplabel.h"

#include <QCheckBox>
#include <QPushButton>

namespace Keyturn {

UserListGroup::UserListGroup(const Settings *settings, UserCacheFolder *userLists, QWidget *parent)
    : SettingsGroup(tr("Lists of users"), settings, parent)
    , m_settings(settings)
    , m_userLists(userLists)
    , m_keep(new QCheckBox(tr("&Keep them on this computer for the next start"), this))
    , m_wipe(new QPushButton(tr("D&elete the lists that are kept"), this))
{
    m_keep->setObjectName(QStringLiteral("keepUserLists"));
    m_keep->setAccessibleName(tr("Keep the lists of users on this computer for the next start"));
    m_wipe->setObjectName(QStringLiteral("wipeUserLists"));
    m_wipe->setAccessibleName(tr("Delete the lists of users that are kept"));
    m_wipe->setAutoDefault(false);
    addRow({}, m_keep, &Options::keepUserLists);
    addRow({}, m_wipe, nullptr);
    m_note =
        addNote(tr("Names, e-mail addresses and departments, in a folder that only you can read; never a "
                   "password or a token. Without it, they are deleted."),
                QStringLiteral("userListsNote"));
    connect(m_wipe, &QPushButton::clicked, this, &UserListGroup::wipe);
}

void UserListGroup::showValues()
{
    m_keep->setChecked(m_settings->value(Options::keepUserLists));
    updateButton();
}

void UserListGroup::readInto(SettingChanges &changes) const
{
    const bool keep = m_keep->isChecked();
    if (!m_settings->isLocked(Options::keepUserLists) && m_settings->value(Options::keepUserLists) != keep)
        changes.set(Options::keepUserLists, keep);
}

void UserListGroup::updateButton()
{
    m_wipe->setEnabled(m_userLists && m_userLists->count() > 0);
}

void UserListGroup::wipe()
{
    m_note->setText(
        m_userLists->wipe()
            ? tr("The lists were deleted. The next one is kept when it has been loaded.")
            : tr("Not every list could be deleted. Close other windows of Keyturn and try again."));
    m_keep->setFocus(); // the button may go
    updateButton();
    announce(m_note);
}

} // namespace Keyturn
