#pragma once

#include <QString>

namespace Keyturn {

struct OpenAttempt;

/// "Password change for Ann Lee (ann@contoso.example)"
QString openAttemptTitle(const OpenAttempt &attempt);
/// Which account, and when.
QString openAttemptPlace(const OpenAttempt &attempt);
/// What is known, and what to do: whole sentences. `isOffered`: its account is still there.
QString openAttemptAdvice(const OpenAttempt &attempt, bool isOffered);

} // namespace Keyturn
