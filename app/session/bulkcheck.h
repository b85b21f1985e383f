#pragma once

#include "bulk/preflight.h"
#include "core/error.h"

#include <QObject>
#include <QPointer>

#include <memory>

namespace Keyturn {

class AccountSession;
class BulkPlan;
class ZoomCall;
struct ZoomReply;

/// All that must be known before a plan may run: the whole list of users, whose access token it is, the
/// account's password rules; then Preflight judges the rows. Thread: GUI; nothing blocks.
class BulkCheck : public QObject
{
    Q_OBJECT

public:
    /// `session` outlives this.
    explicit BulkCheck(AccountSession *session, QObject *parent = nullptr);
    ~BulkCheck() override;

    /// Also again, after a correction: what is known is not asked for twice. A start while it runs begins
    /// with the new plan.
    void start(std::shared_ptr<BulkPlan> plan);
    void cancel();
    bool isRunning() const { return m_plan != nullptr; }

    /// By which the rows are judged.
    const PasswordRules &rules() const { return m_facts.rules; }
    /// Zoom did not tell the account's rules: they are the basic ones.
    bool hasBasicRulesOnly() const { return m_basicRules; }

signals:
    /// The list of users is not complete yet: so many have come; `total` is -1 while it is not known.
    void usersProgressed(int count, int total);
    void rowsProgressed(int done, int total);
    void finished();
    /// The list of users could not be had; nothing is judged.
    void failed(const Keyturn::Error &error);

private:
    void goOn();
    void askWhoIAm();
    void judge();
    void fail(const Error &error);

    AccountSession *m_session;
    std::shared_ptr<BulkPlan> m_plan; ///< null: not running
    Preflight::Facts m_facts;
    QPointer<ZoomCall> m_whoAmI;
    bool m_knowsMe = false; ///< or knows that nobody can tell
    bool m_basicRules = false;
    std::unique_ptr<Preflight> m_preflight;
};

} // namespace Keyturn
