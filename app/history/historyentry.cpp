#include "historyentry.h"

#include <QSysInfo>

#ifdef Q_OS_UNIX
#include <pwd.h>
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;

namespace Keyturn {

QString wordOf(HistoryEntry::Action action)
{
    switch (action) {
    case HistoryEntry::Action::Reset:
        return u"reset"_s;
    case HistoryEntry::Action::SignOut:
        return u"sign-out"_s;
    case HistoryEntry::Action::Export:
        return u"export"_s;
    }
    return {};
}

QString wordOf(HistoryEntry::Result result)
{
    switch (result) {
    case HistoryEntry::Result::Changed:
        return u"changed"_s;
    case HistoryEntry::Result::Refused:
        return u"refused"_s;
    case HistoryEntry::Result::NotSent:
        return u"not-sent"_s;
    case HistoryEntry::Result::Unknown:
        return u"unknown"_s;
    case HistoryEntry::Result::Begun:
        return u"begun"_s;
    case HistoryEntry::Result::Accepted:
        return u"accepted"_s;
    case HistoryEntry::Result::SettledLater:
        return u"settled-later"_s;
    }
    return {};
}

QString wordOf(HistoryEntry::Password password)
{
    switch (password) {
    case HistoryEntry::Password::Typed:
        return u"typed"_s;
    case HistoryEntry::Password::Seen:
        return u"seen"_s;
    case HistoryEntry::Password::Unseen:
        return u"unseen"_s;
    case HistoryEntry::Password::None:
        break;
    }
    return {};
}

QString currentOperator()
{
    QString user;
#ifdef Q_OS_UNIX
    // Not $USER, which anybody sets to anything.
    if (const passwd *entry = getpwuid(getuid()))
        user = QString::fromLocal8Bit(entry->pw_name);
#endif
    if (user.isEmpty())
        user = qEnvironmentVariable("USERNAME", qEnvironmentVariable("USER"));
    return user + u'@' + QSysInfo::machineHostName();
}

} // namespace Keyturn
