#pragma once

#include "bulk/earlierruns.h"
#include "core/error.h"

#include <QObject>
#include <QPointer>
#include <QString>
#include <QStringList>

#include <memory>

class QDialog;
class QWidget;

namespace Keyturn {

class BulkPlan;
class RunLock;
class SecretStore;

/// Stands before each new run: no other run of the account may be under way, and no earlier one may be open
/// that has people of this list, or that cannot be looked into. Asks where a person has to decide. Thread:
/// GUI.
class BulkGate : public QObject
{
    Q_OBJECT

public:
    /// `window` is asked in front of; both outlive this.
    BulkGate(QWidget *window, QString journals, QString accountId, SecretStore *keychain);

    /// One of the signals follows. The plan stays as it is until then.
    void ask(const std::shared_ptr<const BulkPlan> &plan);
    /// That is shown at the moment; null: none.
    QDialog *question() const { return m_question; }

signals:
    /// The run may begin, with the lock; what whoever says yes should know comes along.
    void passed(const std::shared_ptr<Keyturn::RunLock> &lock, const QStringList &warnings);
    /// It may not, for whole sentences; empty ones: a person decided so.
    void refused(const QString &why);
    /// A person wants to see the run that is open.
    void unfinishedWanted();

private:
    void judge(const EarlierRuns &earlier);
    void askAboutUnreadable(const EarlierRuns &earlier);
    void askAboutUnfinished(const SharedRun &open);
    void refuse(const QString &why);

    QWidget *m_window;
    QString m_journals;
    QString m_accountId;
    SecretStore *m_keychain;
    std::shared_ptr<const BulkPlan> m_plan;
    std::shared_ptr<RunLock> m_lock;
    QPointer<QDialog> m_question;
};

} // namespace Keyturn
