#pragma once

#include "core/error.h"
#include "passwords/passwordrules.h"
#include "zoom/securitysettingsrequest.h"

#include <QDateTime>
#include <QObject>
#include <QPointer>

#include <optional>

namespace Keyturn {

class Clock;
class UserCache;
class ZoomCall;
class ZoomClient;
struct ZoomReply;

/// What Zoom tells, as rules; the basic ones where it does not, or where something is off.
PasswordRules passwordRulesOf(const SecuritySettings &settings);

/// The account's own password rules, where Zoom tells them [RULE-enhanced];
/// the basic ones until then, and where it does not. Those that were read last are kept from one start to the
/// next beside the list of users. Owned by AccountSession. Thread: GUI.
class AccountRules : public QObject
{
    Q_OBJECT

public:
    AccountRules(ZoomClient *client, const Clock &clock, QObject *parent = nullptr);
    ~AccountRules() override;

    /// `cache` outlives this. Before read().
    void keepIn(UserCache *cache) { m_cache = cache; }
    /// What is kept, and then what Zoom says now.
    void read();

    PasswordRules rules() const;
    /// When Zoom said so (UTC); nothing: these are the basic rules.
    const std::optional<QDateTime> &readAt() const { return m_readAt; }
    /// Why Zoom did not tell them this time.
    const std::optional<Error> &problem() const { return m_problem; }

signals:
    void changed();

private:
    void ask();
    void handleReply(const ZoomReply &reply);
    void takeKept(const QByteArray &note);
    void keep() const;

    ZoomClient *m_client;
    const Clock &m_clock;
    UserCache *m_cache = nullptr;
    QPointer<ZoomCall> m_call;
    SecuritySettings m_settings;
    std::optional<QDateTime> m_readAt;
    std::optional<Error> m_problem;
};

} // namespace Keyturn
