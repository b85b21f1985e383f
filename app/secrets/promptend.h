#pragma once

namespace Keyturn {

/// What came of asking the person for the keychain.
enum class PromptEnd {
    Given, ///< allowed; or nothing had to be asked
    Dismissed, ///< the person said no, or no prompt could be opened
    TimedOut, ///< nobody answered; the prompt is still there
};

} // namespace Keyturn
