#pragma once

#include "accounts/accountsaver.h"

class QByteArray;

namespace Keyturn {

/// What `keyturn --add-account -` reads, in UTF-8:
///     {"name": "…", "baseUrl": "…", "tokenUrl": "…", "plan": "free|pro|business", "rateShare": 0.0-1.0,
///      "sendAs": "automatic|form|json", "caCertificates": "…", "token": "…" | "oauth": {"accountId": "…",
///      "clientId": "…", "clientSecret": "…"}}
/// Name and either token or oauth must be there. Without a base URL it is Zoom's own; without a token URL the
/// one that goes with the base URL, which only Zoom's own have. "caCertificates" is a file's path or PEM
/// text.
struct NewAccount
{
    Account account; ///< without an id; what was left out has its default
    QStringList given; ///< the fields that were there
    Secret secret; ///< the token, or the client secret

    bool has(QLatin1StringView field) const { return given.contains(field); }
    /// The key under which the secret is kept for this account.
    QString secretKeyOf(const Account &saved) const;

    /// InvalidInput, with the field at fault when it is one field's. No message repeats what was read.
    static Result<NewAccount> fromJson(const QByteArray &json);
};

} // namespace Keyturn
