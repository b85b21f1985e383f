#pragma once

#include <QString>
#include <QStringView>

#include <optional>

namespace Keyturn {

/// A character of a password that nobody sees, and that nobody would type again.
struct InvisibleCharacter
{
    qsizetype position = 0; ///< in UTF-16 units, from 0
    QString name; ///< with its place, as in "a no-break space at the end"; to be put into a sentence
};

/// The first one: a blank of any kind at an edge, and anywhere a blank that is not the plain one, a tab, a
/// line break, a control character, and what has no width or only turns the direction. Any thread.
std::optional<InvisibleCharacter> invisibleCharacterIn(QStringView password);

} // namespace Keyturn
