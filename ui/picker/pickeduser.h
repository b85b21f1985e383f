#pragma once

#include "reset/passwordreset.h"
#include "zoom/userdto.h"

namespace Keyturn {

/// The person whose password is to be changed. A value: later pages of the list do not change it.
struct PickedUser
{
    User user;
    /// What goes into the path. "me" stays "me": apps of a single user are refused any ID.
    QString pathId;

    ResetTarget target() const { return {pathId, user.name(), user.email, user.status == u"pending"}; }
};

} // namespace Keyturn
