#pragma once

class QSaveFile;

namespace Keyturn {

/// Opens a file that is written whole or not at all, and that nobody but this user may read: no byte is in it
/// before that is so, also where a file that others could read is replaced. False: see errorString().
bool openForOwner(QSaveFile &file);

} // namespace Keyturn
