#include "foldedmatch.h"

#include "searchfold.h"

#include <QString>

#include <algorithm>

namespace Keyturn {

QList<TextSpan> matchedSpans(QStringView text, const QStringList &foldedWords)
{
    if (text.isEmpty() || foldedWords.isEmpty())
        return {};
    // Character by character, so that it is known where each came from.
    QString folded;
    QList<qsizetype> origin;
    for (qsizetype i = 0; i < text.size();) {
        const bool isPair = text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
        const QString piece = searchFolded(text.mid(i, isPair ? 2 : 1));
        origin.resize(origin.size() + piece.size(), i);
        folded += piece;
        i += isPair ? 2 : 1;
    }
    origin.append(text.size());

    QList<bool> marked(text.size(), false);
    for (const QString &word : foldedWords) {
        for (qsizetype at = word.isEmpty() ? -1 : folded.indexOf(word); at >= 0;
             at = folded.indexOf(word, at + 1)) {
            // Up to where the next character begins: with the marks that belong to the last one, and with all
            // of a letter of which only a half was typed.
            const qsizetype last = origin[at + word.size() - 1];
            const auto after = std::upper_bound(origin.cbegin(), origin.cend(), last);
            std::fill(marked.begin() + origin[at], marked.begin() + *after, true);
        }
    }

    QList<TextSpan> spans;
    for (qsizetype i = 0; i < marked.size(); ++i) {
        if (!marked[i])
            continue;
        if (spans.isEmpty() || spans.last().begin + spans.last().size < i)
            spans.append({i, 0});
        ++spans.last().size;
    }
    return spans;
}

} // namespace Keyturn
