#pragma once

#include "page.h"
#include "password/passwordedit.h"

#include <QLineEdit>

namespace Keyturn::Pages {

/// The dialog that adds or edits an account.
class AccountPage
{
public:
    explicit AccountPage(QWidget *dialog)
        : m_dialog(dialog)
    {
    }

    void fill(const QString &name, const QString &baseUrl, const QString &token) const
    {
        find<QLineEdit>(m_dialog, "accountName")->setText(name);
        find<QLineEdit>(m_dialog, "accountBaseUrl")->setText(baseUrl);
        find<PasswordEdit>(m_dialog, "accountToken")->setText(token);
    }
    QString baseUrl() const { return find<QLineEdit>(m_dialog, "accountBaseUrl")->text(); }
    /// Also to those who hear the field and do not see what is below it.
    bool saysWhereTokensComeFrom() const
    {
        return isShown(m_dialog, "tokenOrigin")
            && find(m_dialog, "accountToken")->accessibleDescription() == textOf(m_dialog, "tokenOrigin");
    }
    void save() const { click(m_dialog, "saveAccount"); }
    void cancel() const { click(m_dialog, "cancelAccount"); }
    /// `field` as Error::field names it; empty while there is none.
    QString problem(const char *field) const
    {
        return textOf(find(m_dialog, QByteArray(QByteArray(field) + "Problem").constData()), "messageText");
    }
    bool isBusy() const { return isShown(m_dialog, "accountWaiting"); }

    QString focusedField() const
    {
        const QWidget *focused = m_dialog->focusWidget();
        return focused ? focused->objectName() : QString();
    }

private:
    QWidget *m_dialog;
};

} // namespace Keyturn::Pages
