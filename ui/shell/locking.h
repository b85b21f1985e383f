#pragma once

#include "lock/idlelock.h"

#include <QString>

namespace Keyturn {

/// Empties every password field of every window, and takes back every password that is on the clipboard.
void forgetSecretsOnScreen();

/// What a lock did, in whole sentences. `minutes`: as IdleLock::locked() gives them. `forgotRunOnly`: what
/// was kept for this run only has been wiped, and the keychain cannot give it back.
QString lockWords(IdleLock::Reason reason, int minutes, bool forgotRunOnly);

} // namespace Keyturn
