#pragma once

#include <QString>

namespace Keyturn {

/// Whom a reset is for, as the person at the desk saw it when confirming.
struct ResetTarget
{
    QString userId; ///< ID, e-mail or "me": what goes into the path
    QString name;
    QString email;
    /// They have not taken up their invitation: Zoom may take a change that has no effect.
    bool isPending = false;
};

} // namespace Keyturn
