#pragma once

#include "passwords/passwordrecipe.h"

namespace Keyturn {

class SettingChanges;
class Settings;

/// How generated passwords look, from and for the options of options.h.
PasswordRecipe passwordRecipe(const Settings &settings);
void setPasswordRecipe(const PasswordRecipe &recipe, const Settings &settings, SettingChanges &changes);

} // namespace Keyturn
