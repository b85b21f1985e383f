#pragma once

#include <QMap>
#include <QString>
#include <QVariant>

#include <expected>

namespace Keyturn {

/// Reads and changes a file of QSettings' ini format without losing it. QSettings 6.4 itself reports success
/// on a full disk and leaves half a file behind, drops the lines that it does not understand, and takes two
/// changes of one size in one tick of the clock for one.
///
/// The file is small; all of this is done in the calling thread.
namespace IniFile {

using Values = QMap<QString, QVariant>; ///< "group/key" to value

enum class State {
    Fine,
    Missing, ///< there is none, and where it would lie could be looked into
    Unreadable, ///< cannot be opened or read at the moment, or holds lines that are no settings
};

struct Content
{
    State state = State::Fine;
    Values values; ///< what could be read
    QString problem; ///< Unreadable: why, in the system's words or ours
    bool isEmpty = false; ///< not a byte in it
    bool endsInLineBreak = true; ///< as each file does that a program wrote to its end
};

Content read(const QString &path);

/// Why what was read must not take the place of what is known of the same file: it cannot be read, it is gone
/// or empty though it held something, or it ends in the middle of a line and holds less. A disk on the
/// network, a full disk and a program that is still writing look like that; nobody who removes something on
/// purpose does. Empty: it may.
QString doubtOf(const Content &content, const Values &known);

struct Failure
{
    enum class Kind {
        Unreadable, ///< the file was left as it is
        NotWritten, ///< the file is as it was
    };
    Kind kind = Kind::NotWritten;
    QString problem; ///< Unreadable: why
};

/// Sets the values, and removes the keys whose value is invalid, all or none. `known`: what the caller read
/// last; a file that is in doubt beside it is not replaced (see doubtOf()). Other processes that do the same
/// are waited for, for half a second at most. What the file holds now, which is never nothing: a file whose
/// last value was removed is told from one that a full disk emptied.
std::expected<Values, Failure> change(const QString &path, const Values &changes, const Values &known);

} // namespace IniFile

} // namespace Keyturn
