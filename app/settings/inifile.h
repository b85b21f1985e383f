#pragma once

#include <QMap>
#include <QString>
#include <QVariant>

namespace Keyturn {

/// Reads and changes a file of QSettings' ini format without losing it. QSettings 6.4 itself reports success
/// on a full disk and leaves half a file behind, drops the lines that it does not understand, and takes two
/// changes of one size in one tick of the clock for one.
///
/// The file is small; all of this is done in the calling thread.
namespace IniFile {

using Values = QMap<QString, QVariant>; ///< "group/key" to value

enum class State {
    Fine, ///< or not there yet
    Unreadable, ///< cannot be opened, or holds lines that are no settings
};

struct Content
{
    State state = State::Fine;
    Values values; ///< what could be read
};

Content read(const QString &path);

enum class Change {
    Made, ///< it is on disk
    Unreadable, ///< as above; nothing was written
    NotWritten, ///< the file is as it was
};

/// Sets the values, and removes the keys whose value is invalid, all or none. Other processes that do the
/// same are waited for, for half a second at most.
Change change(const QString &path, const Values &changes);

} // namespace IniFile

} // namespace Keyturn
