#pragma once

#include <QCommandLineOption>
#include <QList>
#include <QString>

class QCommandLineParser;

namespace Keyturn {

// What `keyturn --help` prints and what the manual page says are made from the same options, examples and
// exit codes.

QString helpText(const QCommandLineParser &parser);
/// In the language of man(7), in English: packaging/linux/keyturn.1 is what this returns.
QString manPage(const QList<QCommandLineOption> &options);

} // namespace Keyturn
