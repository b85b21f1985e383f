#pragma once

#include "page.h"
#include "password/passwordedit.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QSpinBox>

namespace Keyturn::Pages {

/// The settings window.
class SettingsPage
{
public:
    explicit SettingsPage(QWidget *dialog)
        : m_dialog(dialog)
    {
    }

    QComboBox *proxy() const { return find<QComboBox>(m_dialog, "proxyKind"); }
    QLineEdit *host() const { return find<QLineEdit>(m_dialog, "proxyHost"); }
    QSpinBox *port() const { return find<QSpinBox>(m_dialog, "proxyPort"); }
    QLineEdit *user() const { return find<QLineEdit>(m_dialog, "proxyUser"); }
    PasswordEdit *password() const { return find<PasswordEdit>(m_dialog, "proxyPassword"); }
    QCheckBox *forgetPassword() const { return find<QCheckBox>(m_dialog, "forgetProxyPassword"); }
    QSpinBox *timeout() const { return find<QSpinBox>(m_dialog, "replyTimeout"); }
    QSpinBox *lockAfter() const { return find<QSpinBox>(m_dialog, "lockAfter"); }
    QCheckBox *lockWithScreen() const { return find<QCheckBox>(m_dialog, "lockWithScreen"); }
    QSpinBox *clipboard() const { return find<QSpinBox>(m_dialog, "clipboardSeconds"); }

    QCheckBox *keepUserLists() const { return find<QCheckBox>(m_dialog, "keepUserLists"); }
    QPushButton *wipeUserLists() const { return find<QPushButton>(m_dialog, "wipeUserLists"); }

    void choose(int kind) const { proxy()->setCurrentIndex(proxy()->findData(kind)); }
    void save() const { click(m_dialog, "saveSettings"); }
    void cancel() const { click(m_dialog, "cancelSettings"); }
    bool isBusy() const { return isShown(m_dialog, "settingsWaiting"); }
    QString message() const { return textOf(find(m_dialog, "settingsMessage"), "messageText"); }
    /// Empty when there is none.
    QString signInNote() const
    {
        return isShown(m_dialog, "proxySignInNote") ? textOf(m_dialog, "proxySignInNote") : QString();
    }
    /// Beside the field with this objectName.
    QString problem(const char *field) const
    {
        return textOf(find(m_dialog, QByteArray(QByteArray(field) + "Problem").constData()), "messageText");
    }
    /// Whether the field says, to all who read or hear it, that the administrator set it.
    bool saysLocked(const char *field) const
    {
        const auto *mark = m_dialog->findChild<QWidget *>(QLatin1String(QByteArray(field) + "Locked"));
        return mark && mark->isVisible() && !find(m_dialog, field)->accessibleDescription().isEmpty();
    }

private:
    QWidget *m_dialog;
};

} // namespace Keyturn::Pages
