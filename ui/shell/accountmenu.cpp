#include "accountmenu.h"

namespace Keyturn {

AccountMenu::AccountMenu(QWidget *parent)
    : QMenu(tr("&Account"), parent)
{
    m_add = add(tr("&Add…"), QStringLiteral("addAccountAction"), &AccountMenu::addRequested);
    m_edit = add(tr("&Edit…"), QStringLiteral("editAccountAction"), &AccountMenu::editRequested);
    m_remove = add(tr("Re&move…"), QStringLiteral("removeAccountAction"), &AccountMenu::removeRequested);
    addSeparator();
    m_reload = add(tr("Re&load users"), QStringLiteral("reloadUsersAction"), &AccountMenu::reloadRequested);
    m_reload->setShortcut(QKeySequence::Refresh);
    addSeparator();
    m_practice = add(tr("&Practice account"), QStringLiteral("practiceAccountAction"),
                     &AccountMenu::practiceRequested);
    addSeparator();
    m_bulk = add(tr("Reset man&y passwords…"), QStringLiteral("bulkAction"), &AccountMenu::bulkRequested);
    m_bulk->setShortcut(QKeySequence(tr("Ctrl+B", "reset many passwords")));
    add(tr("&History…"), QStringLiteral("historyAction"), &AccountMenu::historyRequested)
        ->setShortcut(QKeySequence(tr("Ctrl+H", "history")));
    m_settings = add(tr("&Settings…"), QStringLiteral("settingsAction"), &AccountMenu::settingsRequested);
    m_settings->setShortcut(QKeySequence(tr("Ctrl+,", "settings")));
    m_settings->setMenuRole(QAction::PreferencesRole);
    addSeparator();
    QAction *quit = add(tr("&Quit"), QStringLiteral("quitAction"), &AccountMenu::quitRequested);
    quit->setShortcut(QKeySequence::Quit);
    quit->setMenuRole(QAction::QuitRole);
    updateActions();
}

void AccountMenu::setIdle(bool idle)
{
    m_idle = idle;
    updateActions();
}

void AccountMenu::setOpen(bool open)
{
    m_open = open;
    updateActions();
}

void AccountMenu::setStored(bool stored)
{
    m_stored = stored;
    updateActions();
}

QAction *AccountMenu::add(const QString &text, const QString &objectName, Signal request)
{
    QAction *action = addAction(text);
    action->setObjectName(objectName);
    connect(action, &QAction::triggered, this, request);
    return action;
}

void AccountMenu::updateActions()
{
    m_add->setEnabled(m_idle);
    m_edit->setEnabled(m_idle && m_stored);
    m_remove->setEnabled(m_idle && m_stored);
    m_reload->setEnabled(m_idle && m_open);
    m_practice->setEnabled(m_idle);
    m_bulk->setEnabled(m_open); // also while a run is under way: it brings its window to the front
    m_settings->setEnabled(m_idle);
}

} // namespace Keyturn
