#include "userquery.h"

#include "searchfold.h"

#include <QStringList>

#include <algorithm>

namespace Keyturn {

namespace {

bool partsWords(QChar c)
{
    return c.isSpace() || c.isNull() || QStringView(u",;<>\"()").contains(c);
}

} // namespace

QStringList searchWords(const QString &text)
{
    QStringList words;
    const QString folded = searchFolded(text);
    QStringView rest(folded);
    while (!rest.isEmpty()) {
        const auto end = std::ranges::find_if(rest, partsWords);
        const qsizetype size = end - rest.begin();
        const QString word = rest.first(size).toString();
        if (size > 0 && !words.contains(word))
            words.append(word);
        rest = rest.mid(size + 1);
    }
    return words;
}

} // namespace Keyturn
