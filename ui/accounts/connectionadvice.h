#pragma once

#include "session/connectionreport.h"

#include <QString>

namespace Keyturn {

/// What to do about a failed step of "Test connection", in whole sentences, said to somebody who has the
/// account's form open: which value, scope or role, and where it is set at Zoom.
QString connectionAdvice(ConnectionStep step, const Error &error, TokenOrigin origin);

/// The same where the scopes are known and do not allow changing passwords.
QString changeScopeAdvice(TokenOrigin origin);

} // namespace Keyturn
