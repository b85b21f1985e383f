#include "residentbytes.h"

#include "figure.h"

#include <QFile>

#include <malloc.h>

using namespace Qt::StringLiterals;

namespace Keyturn::Bench {

double residentBytes()
{
    malloc_trim(0);
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        fail(u"no /proc/self/status"_s);
    const QList<QByteArray> lines = status.readAll().split('\n');
    for (const QByteArray &line : lines) {
        if (line.startsWith("VmRSS:"))
            return line.simplified().split(' ').value(1).toDouble() * 1024;
    }
    fail(u"no VmRSS"_s);
}

} // namespace Keyturn::Bench
