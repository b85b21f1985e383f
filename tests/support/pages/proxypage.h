#pragma once

#include "page.h"
#include "password/passwordedit.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPushButton>

namespace Keyturn::Pages {

/// The question for the sign-in to a proxy.
class ProxyPage
{
public:
    explicit ProxyPage(QWidget *dialog)
        : m_dialog(dialog)
    {
    }

    QString heading() const { return textOf(m_dialog, "proxyHeading"); }
    QString realm() const { return textOf(m_dialog, "proxyRealm"); }
    bool showsRealm() const { return isShown(m_dialog, "proxyRealm"); }
    bool saysRefused() const { return isShown(m_dialog, "proxyRefused"); }
    QLineEdit *user() const { return find<QLineEdit>(m_dialog, "proxyQuestionUser"); }
    PasswordEdit *password() const { return find<PasswordEdit>(m_dialog, "proxyQuestionPassword"); }
    QCheckBox *remember() const { return find<QCheckBox>(m_dialog, "rememberProxy"); }
    QPushButton *ok() const { return find<QPushButton>(m_dialog, "acceptProxySignIn"); }

    void answer(const QString &password) const
    {
        this->password()->setText(password);
        click(m_dialog, "acceptProxySignIn");
    }
    void cancel() const { click(m_dialog, "cancelProxySignIn"); }

private:
    QWidget *m_dialog;
};

} // namespace Keyturn::Pages
