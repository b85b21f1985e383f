#pragma once

#include <QString>

namespace Keyturn {

/// A name or message from a server as one harmless line: line breaks become blanks, and control characters
/// and the marks that turn the direction of text are left out, so that a name cannot dress up as another
/// address.
QString displayText(const QString &text);

/// Text for a tooltip, which Qt would take for HTML when it looks like it.
QString plainToolTip(const QString &text);

/// "NAME <EMAIL>", or whichever of the two there is.
QString personText(const QString &name, const QString &email);

} // namespace Keyturn
