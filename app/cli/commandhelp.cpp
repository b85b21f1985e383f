#include "commandhelp.h"

#include "cli/bulkcommand.h"
#include "cli/commandoptions.h"

#include <QCommandLineParser>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::CommandHelp)
};

struct Example
{
    QString command;
    QString what;
};

QList<Example> examples()
{
    return {
        {u"keyturn --practice"_s, Texts::tr("the window, with made-up users")},
        {u"keyturn --bulk people.csv --account Contoso --dry-run --report before.csv"_s,
         Texts::tr("who would be changed; nothing is sent")},
        {u"keyturn --bulk people.csv --account Contoso --yes --report after.csv --passwords new.csv"_s,
         Texts::tr("changes everybody; new.csv is readable by you only")},
        {u"keyturn --bulk people.csv --account Contoso --yes --resume --report after.csv --passwords new.csv"_s,
         Texts::tr("goes on, whatever ended it; nobody gets a second password")},
        {u"keyturn --bulk people.csv --practice --yes"_s, Texts::tr("the same with made-up users")},
    };
}

struct ExitCode
{
    int code;
    QString meaning;
};

QList<ExitCode> bulkExitCodes()
{
    const auto code = [](BulkExit exit) { return static_cast<int>(exit); };
    return {
        {code(BulkExit::Done), Texts::tr("everybody was changed")},
        {code(BulkExit::DoneWithExceptions),
         Texts::tr("everybody was tried; some were left out, refused, or are unknown")},
        {code(BulkExit::BadInput), Texts::tr("bad input; nothing was sent")},
        {code(BulkExit::KeychainFailed), Texts::tr("the keychain refused; nothing was sent")},
        {code(BulkExit::Stopped), Texts::tr("stopped before the end; --resume goes on")},
        {code(BulkExit::NotBegun), Texts::tr("it could not begin; nothing was sent")},
        {code(BulkExit::ReportFailed), Texts::tr("a file could not be written; --resume writes it again")},
        {code(BulkExit::AccountBusy), Texts::tr("another run of the account is under way; nothing was sent")},
        {code(BulkExit::Unfinished),
         Texts::tr("an earlier run of these people is not finished; nothing was sent")},
        {code(BulkExit::HistoryFailed), Texts::tr("the run has ended, and the history could not be written")},
    };
}

/// man(7): a hyphen is a typographical one unless it is escaped, and a line must not begin with a control.
QString roff(QString text)
{
    text.replace(u'\\', u"\\e"_s).replace(u'-', u"\\-"_s);
    if (text.startsWith(u'.') || text.startsWith(u'\''))
        text.prepend(u"\\&"_s);
    return text;
}

QString namesOf(const QCommandLineOption &option)
{
    QStringList names;
    const QStringList known = option.names();
    for (const QString &name : known)
        names.append(u"\\fB"_s + roff((name.size() == 1 ? u"-"_s : u"--"_s) + name) + u"\\fR"_s);
    const QString value = option.valueName();
    return names.join(u", "_s) + (value.isEmpty() ? QString() : u" \\fI"_s + roff(value) + u"\\fR"_s);
}

QString section(const QString &name)
{
    return u".SH "_s + name + u'\n';
}

QString entry(const QString &what, const QString &text)
{
    return u".TP\n"_s + what + u'\n' + roff(text) + u'\n';
}

QString filesAndVariables()
{
    return section(u"FILES"_s)
        + entry(u"\\fI~/.config/Keyturn/Keyturn.ini\\fR"_s,
                u"Accounts without their secrets, and settings."_s)
        + entry(u"\\fI~/.config/Keyturn/Window.ini\\fR"_s, u"Sizes of the window."_s)
        + entry(u"\\fI/etc/xdg/Keyturn/Keyturn.ini\\fR"_s, u"The administrator's presets and locks."_s)
        + entry(u"\\fI~/.local/share/Keyturn/Keyturn\\fR"_s,
                u"The history, and what became of bulk work; no password."_s)
        + u".PP\nSecrets are in the desktop's keychain, under Keyturn/, and in no file.\n"_s
        + section(u"ENVIRONMENT"_s)
        + entry(u"\\fBhttps_proxy\\fR, \\fBall_proxy\\fR, \\fBno_proxy\\fR"_s, u"As curl reads them."_s)
        + entry(
               u"\\fBQT_LOGGING_RULES\\fR"_s,
               u"keyturn.*=true prints to the terminal what the program does, without passwords and tokens."_s);
}

} // namespace

QString helpText(const QCommandLineParser &parser)
{
    QString text = parser.helpText();
    text += u'\n' + Texts::tr("Examples:") + u'\n';
    const QList<Example> shown = examples();
    for (const Example &example : shown)
        text += u"  "_s + example.command + u"\n      "_s + example.what + u'\n';
    text += u'\n' + Texts::tr("Exit codes of --bulk:") + u'\n';
    const QList<ExitCode> codes = bulkExitCodes();
    for (const ExitCode &exit : codes)
        text += u"  %1  %2\n"_s.arg(exit.code).arg(exit.meaning);
    return text;
}

QString manPage(const QList<QCommandLineOption> &options)
{
    QString page = u".\\\" keyturn --man-page\n.TH KEYTURN 1 \"\" Keyturn \"User Commands\"\n"_s;
    page += section(u"NAME"_s) + u"keyturn \\- reset Zoom users' passwords, and know what happened\n"_s;
    page += section(u"SYNOPSIS"_s) + u".B keyturn\n[\\fIOPTION\\fR]...\n"_s;
    page += section(u"DESCRIPTION"_s)
        + u"Without options, Keyturn opens its window.\nIts options that need no window also run without a "
          "display.\n"_s;
    page += section(u"OPTIONS"_s);
    for (const QCommandLineOption &option : options) {
        if (!option.flags().testFlag(QCommandLineOption::HiddenFromHelp))
            page += entry(namesOf(option), option.description());
    }
    page += section(u"EXAMPLES"_s);
    const QList<Example> shown = examples();
    for (const Example &example : shown)
        page += entry(u"\\fB"_s + roff(example.command) + u"\\fR"_s, example.what);
    page += section(u"EXIT STATUS"_s)
        + u"Of everything but \\fB\\-\\-bulk\\fR: 0 done, 1 the settings could not be written, or the "
          u"history is "
          "not sound, 2 bad input, 3 the keychain refused.\nOf \\fB\\-\\-bulk\\fR:\n"_s;
    const QList<ExitCode> codes = bulkExitCodes();
    for (const ExitCode &exit : codes)
        page += entry(QString::number(exit.code), exit.meaning);
    return page + filesAndVariables();
}

} // namespace Keyturn
