#include "bench/figure.h"
#include "bench/population.h"
#include "bench/residentbytes.h"
#include "directory/userdirectory.h"
#include "directory/userindex.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <algorithm>

// benchdirectory bytes_per_user|directory_1m_rss_mb --users N
// What a directory of users and the index that it is searched with keep in memory, in a process that has
// nothing else.

using namespace Keyturn;
using namespace Keyturn::Bench;
using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption usersOption(u"users"_s, {}, u"N"_s);
    parser.addOption(usersOption);
    parser.process(app);
    const QString name = parser.positionalArguments().value(0);
    const int users = parser.value(usersOption).toInt();
    if (users <= 0)
        fail(u"usage: benchdirectory NAME --users N"_s);

    population(0, 2000); // what it loads for that is not the directory's
    const double before = residentBytes();
    UserDirectory directory;
    for (int begin = 0; begin < users; begin += 2000)
        directory.add(population(begin, std::min(begin + 2000, users)));
    UserIndex index(directory.users().store());
    while (int(index.taken()) < users)
        index.take(directory.users().store()->count(), 2048);
    index.search({.text = u"ann lee"_s}, 100, [](const UserHits &) {}, [] { return false; });
    const double after = residentBytes();
    const double text = double(directory.users().store()->textBytes());

    if (name == "bytes_per_user"_L1) {
        print({name, (after - before - text) / users, u"bytes"_s, 100,
               u"what directory and index take beside %1 bytes of text a user; growth of VmRSS, %L2 users"_s
                   .arg(text / users, 0, 'f', 1)
                   .arg(users)});
    } else if (name == "directory_1m_rss_mb"_L1) {
        print({name, after / 1e6, u"MB"_s, 200,
               u"VmRSS of a process with directory and index of %L1 users; %2 MB before it had them"_s
                   .arg(users)
                   .arg(before / 1e6, 0, 'f', 1)});
    } else {
        fail(u"benchdirectory knows no figure \"%1\""_s.arg(name));
    }
    return 0;
}
