#pragma once

#include <QList>
#include <QString>

namespace Keyturn {

/// One character of a password, and how it is said over a phone.
struct SpelledCharacter
{
    QString character;
    QString said; ///< translated: "capital Kilo", "seven", "hyphen"
};

/// In the alphabet of radio operators (ICAO). Capitals are called so; small letters are not. What has no word
/// there is named after its parts or, at worst, by its Unicode number, so that nothing is left out.
QList<SpelledCharacter> spell(QStringView text);

} // namespace Keyturn
