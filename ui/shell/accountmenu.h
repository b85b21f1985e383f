#pragma once

#include <QMenu>

namespace Keyturn {

/// The menu "Account": what can be done with the open account, and how to come to another.
class AccountMenu : public QMenu
{
    Q_OBJECT

public:
    explicit AccountMenu(QWidget *parent = nullptr);

    /// While a reset runs, its account cannot be left.
    void setIdle(bool idle);
    /// Whether one is open at all.
    void setOpen(bool open);
    /// Whether the chosen one is stored, so that it can be edited and removed.
    void setStored(bool stored);

signals:
    void addRequested();
    void editRequested();
    void removeRequested();
    void reloadRequested();
    void practiceRequested();
    void bulkRequested();
    void historyRequested();
    void settingsRequested();
    void quitRequested();

private:
    using Signal = void (AccountMenu::*)();
    QAction *add(const QString &text, const QString &objectName, Signal request);
    void updateActions();

    QAction *m_add;
    QAction *m_edit;
    QAction *m_remove;
    QAction *m_reload;
    QAction *m_practice;
    QAction *m_bulk;
    QAction *m_settings;
    bool m_idle = true;
    bool m_open = false;
    bool m_stored = false;
};

} // namespace Keyturn
