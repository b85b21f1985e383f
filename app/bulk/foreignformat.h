#pragma once

#include <QByteArrayView>
#include <QString>

namespace Keyturn {

/// What a file is that is no text, by its first bytes, whatever its name says, and what to do: whole
/// sentences. Empty: it may be a text. Any thread.
QString foreignFormatText(QByteArrayView bytes);

} // namespace Keyturn
