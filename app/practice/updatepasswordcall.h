#pragma once

#include "practice/passwordbody.h"
#include "practice/practicehttp.h"
#include "practice/practicepasswords.h"
#include "practice/practiceserver.h"
#include "practice/practiceusers.h"

#include <atomic>

namespace Keyturn {

/// PUT /users/{userId}/password [PUT-204], with the triggers of practicetriggers.h. Thread-safe.
class UpdatePasswordCall
{
public:
    explicit UpdatePasswordCall(const PracticeServer::Options &options);

    /// The user was found. Judges in Zoom's order: body, rules, the old password, the day's maximum.
    PracticeReply answer(const PracticeUser &user, const PracticeCall &call, const QDateTime &now);

    int changes() const { return m_changes; }
    bool hasPassword(const PracticeUser &user, QByteArrayView utf8) const;

private:
    PracticeReply change(const PracticeUser &user, const Secret &password, const QDateTime &now);
    PracticeReply throttled() const;
    /// What comes before anything looks at the body: one of the three below.
    std::optional<PracticeReply> beforeBody(const PracticeUser &user, const QDateTime &now);
    std::optional<PracticeReply> limited(const PracticeUser &user, const QDateTime &now);
    static std::optional<PracticeReply> refusedByZoom(const PracticeUser &user);
    static std::optional<PracticeReply> answeredByGateway(const PracticeUser &user);
    AcceptedFormats formatsFor(const PracticeUser &user) const;

    const PracticeServer::Options m_options;
    PracticePasswords m_passwords;
    std::atomic<int> m_lockedCalls = 0; ///< for PracticeTrigger::UserLocked
    std::atomic<int> m_changes = 0;
};

} // namespace Keyturn
