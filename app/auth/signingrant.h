#pragma once

#include "zoom/tokencall.h"

#include <QDateTime>

namespace Keyturn {

/// What a sign-in with the browser ends in. Nothing is stored yet (TokenRefresher::keep()).
struct SignInGrant
{
    GrantedToken granted; ///< with a refresh token
    QDateTime asked; ///< UTC; the access token's life counts from here
};

} // namespace Keyturn
