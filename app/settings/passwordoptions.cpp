#include "passwordoptions.h"

#include "options.h"
#include "settings.h"

namespace Keyturn {

PasswordRecipe passwordRecipe(const Settings &settings)
{
    PasswordRecipe recipe;
    recipe.style = settings.value(Options::passwordStyle);
    recipe.length = settings.value(Options::passwordLength);
    recipe.specialCharacters = settings.value(Options::passwordSpecials);
    recipe.lookAlikes = settings.value(Options::passwordLookAlikes);
    recipe.pattern = settings.value(Options::passwordPattern);
    // A style without its pattern makes nothing.
    if (recipe.style == PasswordRecipe::Style::Pattern && recipe.pattern.isEmpty())
        recipe.style = PasswordRecipe::Style::Characters;
    return recipe;
}

void setPasswordRecipe(const PasswordRecipe &recipe, const Settings &settings, SettingChanges &changes)
{
    const auto put = [&](const auto &option, const auto &value) {
        if (!settings.isLocked(option) && settings.value(option) != value)
            changes.set(option, value);
    };
    put(Options::passwordStyle, recipe.style);
    put(Options::passwordLength, recipe.length);
    put(Options::passwordSpecials, recipe.specialCharacters);
    put(Options::passwordLookAlikes, recipe.lookAlikes);
    put(Options::passwordPattern, recipe.pattern);
}

} // namespace Keyturn
