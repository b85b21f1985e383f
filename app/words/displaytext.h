#pragma once

#include <QString>

namespace Keyturn {

/// A name or message from a server as one harmless line: line breaks become blanks, and control characters
/// and the marks that turn the direction of text are left out, so that a name cannot dress up as another
/// address, nor a message steer a terminal.
QString displayText(const QString &text);

/// "NAME <EMAIL>", or whichever of the two there is.
QString personText(const QString &name, const QString &email);

} // namespace Keyturn
