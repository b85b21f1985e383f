#include "historycheckwords.h"

#include "historyfile.h"
#include "words/errorwords.h"

#include <QCoreApplication>
#include <QLocale>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(HistoryCheck)
};

QString soundText(const HistoryCheck &check)
{
    const QLocale locale;
    if (check.count == 0)
        return Texts::tr("The history is empty.");
    const QString sound =
        Texts::tr("The history is complete and unaltered. Entries: %1.").arg(locale.toString(check.count));
    if (check.unsealed == 0)
        return sound;
    return Texts::tr("%1 Written while there was no keychain, and so not sealed: %2.")
        .arg(sound, locale.toString(check.unsealed));
}

} // namespace

QString historyCheckText(const HistoryCheck &check)
{
    const QString number = QLocale().toString(check.number);
    switch (check.finding) {
    case HistoryCheck::Finding::Sound:
        return soundText(check);
    case HistoryCheck::Finding::Missing:
        return Texts::tr("Entry %1 is missing. Somebody took it out, or the file is damaged.").arg(number);
    case HistoryCheck::Finding::Altered:
        return Texts::tr(
                   "Entry %1 is not as it was written. Somebody altered it or the one before it, or the "
                   "file is damaged.")
            .arg(number);
    case HistoryCheck::Finding::CutOff:
        return Texts::tr("Entries are missing at the end, from number %1 on.").arg(number);
    case HistoryCheck::Finding::KeyMissing:
        if (check.keyError)
            return Texts::tr(
                       "Entry %1 cannot be checked: the keychain did not give the key that sealed it. %2")
                .arg(number, wordsFor(*check.keyError).happened);
        return Texts::tr("Entry %1 cannot be checked: the key that sealed it is not in the keychain of this "
                         "user.")
            .arg(number);
    case HistoryCheck::Finding::Unreadable:
        break;
    }
    return check.reason.isEmpty() ? Texts::tr("The history cannot be read.")
                                  : Texts::tr("The history cannot be read: %1.").arg(check.reason);
}

} // namespace Keyturn
