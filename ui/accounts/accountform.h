#pragma once

#include "accounts/accountsaver.h"
#include "core/clock.h"

#include <QHash>
#include <QWidget>

#include <optional>

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QSpinBox;
class QToolButton;

namespace Keyturn {

class InlineMessage;
class PasswordEdit;
class WrapLabel;

/// All that an account is made of, in one screen: each way of signing in shows the fields that it needs.
/// Fields have the names of Account's members, as Error::field has them.
class AccountForm : public QWidget
{
    Q_OBJECT

public:
    /// `edited` empty: a new account. `redirectUrl`: what an app must know for signing in with the browser;
    /// empty: that is not offered.
    AccountForm(const std::optional<Account> &edited, const QUrl &redirectUrl, QWidget *parent = nullptr);

    /// Fills in what an administrator has preset for a new account; the focus goes to what is missing.
    void suggest(const Account &account);

    /// What is entered. Says beside the fields what is missing or wrong, puts the focus there, and returns
    /// nothing then. A new account has no name and no id yet when `forTest`.
    std::optional<Account> read(bool forTest = false);
    Account::Kind kind() const;
    /// The secrets that were entered for it; empty when those that are stored stay, and for a sign-in with
    /// the browser, whose client secret is kept with what the sign-in ended in.
    AccountSecrets secrets(const Account &account) const;
    /// Whether anything entered here, and not stored, is needed for signing in.
    bool needsSecret(const Account &account) const;
    /// As typed.
    Secret clientSecret() const;

    /// False when there is no such field.
    bool showProblem(const QString &field, const QString &text);
    void clearProblems();
    void focusFirst();

signals:
    /// Something that a test of the connection depends on.
    void edited();

private:
    struct Row
    {
        QLabel *label;
        QWidget *field;
        InlineMessage *problem;
    };

    void build();
    void buildSignIn(QGridLayout *grid);
    void buildMore(QGridLayout *grid);
    QWidget *certificatesRow();
    void addRow(QGridLayout *grid, const QString &name, const QString &label, QWidget *field,
                const QString &accessibleName);
    void setRowVisible(const QString &name, bool visible);
    void fill(const Account &account);
    void followRegion();
    void followBaseUrl();
    void showWhatIsNeeded();
    void showClientSecretHint();
    QString origin() const;
    void readApp(Account &account);
    QWidget *redirectRow();
    void showTokenEnd();
    void browseForCertificates();
    bool focusFirstProblem();

    const std::optional<Account> m_edited;
    const SystemClock m_clock;
    QStringList m_order; ///< of the rows' names
    QHash<QString, Row> m_rows;

    QLineEdit *m_name;
    QComboBox *m_signIn;
    QComboBox *m_region;
    QLineEdit *m_baseUrl;
    QLineEdit *m_tokenUrl;
    QLineEdit *m_accountId;
    QLineEdit *m_clientId;
    QLineEdit *m_redirectUrl;
    PasswordEdit *m_clientSecret;
    PasswordEdit *m_token;
    WrapLabel *m_tokenEnds;
    WrapLabel *m_origin;
    QToolButton *m_more;
    QComboBox *m_colour;
    QComboBox *m_plan;
    QSpinBox *m_rateShare;
    QComboBox *m_sendAs;
    QLineEdit *m_certificates;
    WrapLabel *m_certificatesNote;
};

} // namespace Keyturn
