#include "ruleswords.h"

#include "session/accountrules.h"

#include <QCoreApplication>
#include <QLocale>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(RulesWords)
};

QString reason(const Error &error)
{
    // [RULE-scope]
    if (error.kind == ErrorKind::MissingScopes)
        return Texts::tr("Zoom did not let Keyturn read the account's own rules: the app lacks the scope "
                         "account:read:settings:admin.");
    // [RULE-paid]
    if (error.reply.zoomCode == 200)
        return Texts::tr("Zoom tells an account's own rules for paid accounts only.");
    return Texts::tr("The account's own rules could not be read.");
}

} // namespace

QString rulesNote(const AccountRules &rules)
{
    if (rules.readAt()) {
        const QDateTime at = rules.readAt()->toLocalTime();
        const QLocale locale;
        const QString when = at.date() == QDate::currentDate()
            ? Texts::tr("today, %1", "a time of day").arg(locale.toString(at.time(), QLocale::ShortFormat))
            : locale.toString(at.date(), QLocale::ShortFormat);
        return rules.problem()
            ? Texts::tr("The account's rules as of %1; they could not be read anew.").arg(when)
            : Texts::tr("The account's rules, read %1.").arg(when);
    }
    if (!rules.problem())
        return Texts::tr("Zoom's basic rules. The account's own are being read…");
    return Texts::tr("%1 These are Zoom's basic rules; the account may ask for more.")
        .arg(reason(*rules.problem()));
}

} // namespace Keyturn
