#pragma once

#include "core/error.h"
#include "core/secret.h"
#include "passwords/passwordrules.h"

#include <QByteArray>

namespace Keyturn {

class BulkPlan;

/// A run's passwords, which are stored nowhere: each is derived again when it is needed, from the run's one
/// key. Wiping that key destroys all of them.
///
/// Bytes: HMAC-SHA-256(key, "keyturn bulk 1" NUL run NUL user NUL counter block), counter and block as four
/// bytes, most significant first; they stand in for the random numbers of the generator (rejection of whole
/// passwords that break a rule, or begin as a formula does). `scheme` changes when what comes out would: the
/// journal keeps it, and a run is only gone on with by a program that knows its scheme. Thread: a plain
/// value.
class DerivedPasswords
{
public:
    static constexpr int scheme = 1;
    static constexpr int defaultLength = 16;

    /// `key` as randomKey() makes it.
    DerivedPasswords(Secret key, const QString &runId, const PasswordRules &rules,
                     int length = defaultLength);

    /// "Keyturn/bulk-run/RUN"
    static QString keychainKey(const QString &runId);

    /// The same for the same user and counter, always. InvalidInput when the rules leave no password.
    Result<Secret> password(QByteArrayView userId, quint32 counter = 0) const;
    /// HMAC-SHA-256 with the run's key over all passwords that the plan's file gave: recognises them, and
    /// tells nothing without the key.
    QByteArray macOf(const BulkPlan &plan) const;
    /// The same over one password, at its place in the run; empty for an empty password.
    QByteArray macOf(int row, QByteArrayView password) const;

private:
    Secret m_key;
    QByteArray m_runId;
    PasswordRules m_rules;
    int m_length;
};

} // namespace Keyturn
