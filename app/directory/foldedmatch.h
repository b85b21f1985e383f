#pragma once

#include <QList>
#include <QStringList>
#include <QStringView>

namespace Keyturn {

/// A part of a text, in UTF-16 units.
struct TextSpan
{
    qsizetype begin = 0;
    qsizetype size = 0;

    bool operator==(const TextSpan &other) const = default;
};

/// Where the words of a search (see searchWords) stand in a text, in rising order and never overlapping;
/// whole characters, with their accents: "strasse" is "Straße".
QList<TextSpan> matchedSpans(QStringView text, const QStringList &foldedWords);

} // namespace Keyturn
