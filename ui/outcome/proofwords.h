#pragma once

#include <QString>

namespace Keyturn {

// What the same password sent again proves [PUT-repeat]. A generated password is
// random, so nobody can have had it before; a typed one may have been this person's before.

/// Before it is sent again: what 204 and "can not match the old password" will mean.
QString whatARepeatProves(bool generated);
/// After "can not match the old password".
QString whatTheRepeatProved(bool generated);

} // namespace Keyturn
