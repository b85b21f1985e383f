#pragma once

#include "auth/proxyprompt.h"

#include <QDialog>

class QCheckBox;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace Keyturn {

class PasswordEdit;

/// Asks for the sign-in to a proxy. Names the proxy, since the words that come from it may be anybody's.
/// Accepted: answer() has what was entered.
class ProxySignInDialog : public QDialog
{
    Q_OBJECT

public:
    ProxySignInDialog(const ProxyQuestion &question, bool refusedBefore, QWidget *parent = nullptr);

    ProxyPrompt::Answer answer() const;

private:
    void addTexts(QVBoxLayout *column, const ProxyQuestion &question, bool refusedBefore);
    void addFields(QVBoxLayout *column);
    void addButtons(QVBoxLayout *column);
    void updateButton();

    QLineEdit *m_user;
    PasswordEdit *m_password;
    QCheckBox *m_remember;
    QPushButton *m_signIn;
};

} // namespace Keyturn
