#pragma once

#include "core/error.h"
#include "core/secret.h"
#include "passwords/passwordrules.h"

#include <QRandomGenerator>

namespace Keyturn {

/// Random passwords that satisfy the rules, each equally likely: drawn whole and rejected whole, so that no
/// position is more predictable than another. Look-alikes (0 O o 1 l I |) are left out, because passwords are
/// read out over the phone.
class PasswordGenerator
{
public:
    static constexpr int defaultLength = 16;

    /// The default source is the operating system's.
    explicit PasswordGenerator(QRandomGenerator *source = QRandomGenerator::system());

    /// InvalidInput when the rules leave no password of that length.
    Result<Secret> generate(const PasswordRules &rules, int length = defaultLength) const;

private:
    QRandomGenerator *m_source;
};

} // namespace Keyturn
