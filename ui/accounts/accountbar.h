#pragma once

#include "accounts/account.h"

#include <QWidget>

class QComboBox;
class QPushButton;

namespace Keyturn {

/// "Account": which one is open, and the buttons to keep them. The practice account is always there.
class AccountBar : public QWidget
{
    Q_OBJECT

public:
    explicit AccountBar(QWidget *parent = nullptr);

    /// Keeps the current one, if it is still among them. Does nothing when they are as before.
    void setAccounts(const QList<Account> &accounts);
    /// Nothing is emitted.
    void setCurrent(const QString &id);
    void setCurrentPractice();
    /// Of one of setAccounts(); empty for the practice account and for none.
    QString currentId() const;

signals:
    void accountChosen(const QString &id);
    void practiceChosen();
    void addRequested();
    void editRequested(const QString &id);
    void removeRequested(const QString &id);
    void currentChanged();

private:
    void build();
    void setCurrentIndex(int index);
    void updateButtons();

    struct Shown
    {
        QString id;
        QString name;
        Account::Colour colour;
        bool operator==(const Shown &) const = default;
    };
    QList<Shown> m_shown;
    QComboBox *m_combo;
    QPushButton *m_add;
    QPushButton *m_edit;
    QPushButton *m_remove;
};

} // namespace Keyturn
