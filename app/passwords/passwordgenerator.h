#pragma once

#include "core/error.h"
#include "core/secret.h"
#include "passwords/passwordrecipe.h"
#include "passwords/passwordrules.h"

#include <functional>

namespace Keyturn {

/// Random passwords of a recipe that satisfy the rules, each equally likely: drawn whole and rejected whole,
/// so that no position is more predictable than another.
class PasswordGenerator
{
public:
    /// Each call another number, all 2^32 equally likely.
    using RandomNumbers = std::function<quint32()>;

    /// Draws from the operating system.
    PasswordGenerator();
    explicit PasswordGenerator(RandomNumbers source);

    /// How passwords look from now on, where nothing else is said.
    void setRecipe(const PasswordRecipe &recipe) { m_recipe = recipe; }
    const PasswordRecipe &recipe() const { return m_recipe; }

    /// InvalidInput, with the reason as its message, when the recipe has no password that satisfies the
    /// rules, or so few of them that looking for one might not end.
    Result<Secret> generate(const PasswordRules &rules) const { return generate(rules, m_recipe); }
    Result<Secret> generate(const PasswordRules &rules, const PasswordRecipe &recipe) const;

private:
    RandomNumbers m_source;
    PasswordRecipe m_recipe;
};

} // namespace Keyturn
