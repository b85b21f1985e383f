#pragma once

#include "bulk/bulkplan.h"
#include "passwords/passwordrules.h"

#include <QObject>
#include <QSet>

#include <memory>

class QTimer;

namespace Keyturn {

class UserDirectory;

/// Judges each row of a plan before anything is sent. Works in small steps between other events of the
/// thread, so that the window stays alive. The directory must be complete: who is not in it is UnknownUser.
/// Thread: GUI.
class Preflight : public QObject
{
    Q_OBJECT

public:
    struct Facts
    {
        PasswordRules rules;
        QString ownId; ///< whose token it is; empty: not known
        QString ownEmail;
    };

    Preflight(std::shared_ptr<BulkPlan> plan, const UserDirectory *directory, Facts facts,
              QObject *parent = nullptr);
    ~Preflight() override;

    void start();
    bool isRunning() const { return m_next >= 0; }
    /// Runs to the end in one go; for programs without a window.
    void runNow();

signals:
    void progressed(int done, int total);
    void finished();

private:
    void step(int rows);
    void judge(int row);
    BulkVerdict verdictOf(int row, QString &userId, QString &name);

    std::shared_ptr<BulkPlan> m_plan;
    const UserDirectory *m_directory;
    Facts m_facts;
    QTimer *m_timer;
    QByteArray m_salt; ///< the passwords' hashes are good for nothing afterwards
    QSet<QByteArray> m_people; ///< folded IDs and addresses that came already
    QSet<QByteArray> m_passwords; ///< hashes
    int m_next = -1;
};

} // namespace Keyturn
