#pragma once

#include "accounts/account.h"
#include "page.h"
#include "password/passwordedit.h"

#include <QComboBox>
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

    void chooseSignIn(Account::Kind kind) const
    {
        auto *box = find<QComboBox>(m_dialog, "accountSignIn");
        box->setCurrentIndex(box->findData(static_cast<int>(kind)));
    }
    /// As a person does: Zoom, Zoom for Government, another server.
    void chooseRegion(int index) const
    {
        auto *box = find<QComboBox>(m_dialog, "accountRegion");
        box->setCurrentIndex(index);
        emit box->activated(index);
    }
    /// With a pasted token.
    void fill(const QString &name, const QString &baseUrl, const QString &token) const
    {
        chooseSignIn(Account::Kind::PastedToken);
        find<QLineEdit>(m_dialog, "accountName")->setText(name);
        find<QLineEdit>(m_dialog, "accountBaseUrl")->setText(baseUrl);
        find<PasswordEdit>(m_dialog, "accountToken")->setText(token);
    }
    struct App
    {
        QString tokenUrl;
        QString accountId;
        QString clientId;
        QString clientSecret;
    };
    /// With a Server-to-Server OAuth app.
    void fill(const QString &name, const QString &baseUrl, const App &app) const
    {
        chooseSignIn(Account::Kind::ServerToServer);
        find<QLineEdit>(m_dialog, "accountName")->setText(name);
        find<QLineEdit>(m_dialog, "accountBaseUrl")->setText(baseUrl);
        find<QLineEdit>(m_dialog, "accountTokenUrl")->setText(app.tokenUrl);
        find<QLineEdit>(m_dialog, "accountAccountId")->setText(app.accountId);
        find<QLineEdit>(m_dialog, "accountClientId")->setText(app.clientId);
        find<PasswordEdit>(m_dialog, "accountClientSecret")->setText(app.clientSecret);
    }
    /// With the browser.
    void fillSignIn(const QString &name, const QString &baseUrl, const App &app) const
    {
        chooseSignIn(Account::Kind::BrowserSignIn);
        find<QLineEdit>(m_dialog, "accountName")->setText(name);
        find<QLineEdit>(m_dialog, "accountBaseUrl")->setText(baseUrl);
        find<QLineEdit>(m_dialog, "accountTokenUrl")->setText(app.tokenUrl);
        find<QLineEdit>(m_dialog, "accountClientId")->setText(app.clientId);
        find<PasswordEdit>(m_dialog, "accountClientSecret")->setText(app.clientSecret);
    }
    void signIn() const { click(m_dialog, "startSignIn"); }
    bool isSigningIn() const { return isShown(m_dialog, "signInPanel"); }
    QString signInWaiting() const { return textOf(m_dialog, "signInWaiting"); }
    QString signInStatus() const { return textOf(m_dialog, "signInStatus"); }
    /// What the sign-in ended in; empty while there is none.
    QString signInMessage() const { return textOf(find(m_dialog, "signInMessage"), "messageText"); }
    QString tokenEnds() const { return textOf(m_dialog, "tokenEnds"); }
    QString tokenUrl() const { return find<QLineEdit>(m_dialog, "accountTokenUrl")->text(); }
    bool asksFor(const char *field) const { return isShown(m_dialog, field); }
    QString baseUrl() const { return find<QLineEdit>(m_dialog, "accountBaseUrl")->text(); }
    /// Also to those who hear the field and do not see what is below it.
    bool saysWhereTokensComeFrom() const
    {
        return isShown(m_dialog, "secretOrigin")
            && find(m_dialog, "accountToken")->accessibleDescription() == textOf(m_dialog, "secretOrigin");
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
