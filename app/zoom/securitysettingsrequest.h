#pragma once

#include "net/httprequest.h"
#include "zoom/zoomreply.h"

#include <optional>

namespace Keyturn {

/// What an account adds to Zoom's basic password rules. Anything may be missing, and what makes no sense is
/// missing, too: then the basic rule holds.
struct SecuritySettings
{
    std::optional<int> minimumPasswordLength; ///< 0: off, else 8 to 14
    std::optional<bool> requiresSpecial;
    /// 0: off, else 4 to 8: runs of so many equal or consecutive characters are refused, so that the longest
    /// allowed one is shorter by one.
    std::optional<int> consecutiveLength;
    std::optional<bool> detectsWeak; ///< well-known passwords are refused

    bool operator==(const SecuritySettings &other) const = default;
};

/// GET /accounts/me/settings?option=security. [RULE-enhanced] Needs a scope of
/// its own and a paid account: a refusal is no reason not to go on.
struct SecuritySettingsRequest
{
    Result<HttpRequest> build(const QUrl &baseUrl, const Secret &token) const;
    /// UnexpectedReply when the answer holds no "security" at all.
    static Result<SecuritySettings> parse(const ZoomReply &reply);
    /// Of such an answer that was kept.
    static SecuritySettings settingsIn(const QJsonObject &answer);
};

} // namespace Keyturn
