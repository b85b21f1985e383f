#include "wirezoo.h"

#include <QDir>
#include <QFile>
#include <QStringList>

namespace Keyturn::Wire {

namespace {

const QString folder = QStringLiteral(KEYTURN_WIRE_ZOO);

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s: %s", qPrintable(path), qPrintable(file.errorString()));
    return file.readAll();
}

Recorded recorded(const QStringList &cells)
{
    constexpr int columns = 8;
    if (cells.size() != columns)
        qFatal("zoo.tsv: not %d cells: %s", columns, qPrintable(cells.join(u'|')));
    Recorded answer;
    answer.name = cells[0];
    answer.bytes = contentOf(folder + QStringLiteral("/answers/") + answer.name + QStringLiteral(".http"));
    answer.closes = cells[2] == QLatin1String("closed");
    answer.window = cells[3];
    answer.puts = cells[4].toInt();
    const QStringList bulk = cells[5].split(u' ');
    answer.bulkState = bulk.first();
    bool isTime = false;
    answer.heldMs = bulk.value(1).toInt(&isTime);
    if (!isTime)
        answer.bulkEnd = bulk.value(1);
    answer.isBeginning = cells[6].startsWith(u'~');
    answer.sentence = answer.isBeginning ? cells[6].sliced(1) : cells[6];
    return answer;
}

} // namespace

bool Recorded::isSaidBy(const QString &text) const
{
    return isBeginning ? text.startsWith(sentence) : text == sentence;
}

QList<Recorded> zoo()
{
    QList<Recorded> answers;
    QStringList lines = QString::fromUtf8(contentOf(folder + QStringLiteral("/zoo.tsv"))).split(u'\n');
    lines.removeFirst();
    for (const QString &line : std::as_const(lines)) {
        if (!line.isEmpty())
            answers.append(recorded(line.split(u'\t')));
    }
    const auto files = QDir(folder + QStringLiteral("/answers")).entryList(QDir::Files).size();
    if (files != answers.size())
        qFatal("zoo.tsv has %d lines, and there are %d answers", int(answers.size()), int(files));
    return answers;
}

QByteArray filled(const QByteArray &bytes, const QByteArray &password, const QByteArray &token)
{
    if (!bytes.contains("{password}"))
        return bytes;
    const qsizetype bodyBegin = bytes.indexOf("\r\n\r\n") + 4;
    QByteArray head = bytes.first(bodyBegin);
    QByteArray body = bytes.sliced(bodyBegin);
    const QByteArray length = QByteArrayLiteral("Content-Length: ");
    const QByteArray before = length + QByteArray::number(body.size());
    body.replace("{password}", password).replace("{token}", token);
    head.replace(before,
                 QByteArray::number(body.size())); // a Content-Length, and nothing else in such a head
    return head + body;
}

QList<QByteArray> pieces(const QByteArray &bytes)
{
    QList<QByteArray> parts;
    QByteArray rest = bytes;
    while (rest.startsWith("HTTP/1.1 1")) {
        const qsizetype end = rest.indexOf("\r\n\r\n");
        if (end < 0)
            break;
        parts.append(rest.first(end + 4));
        rest.remove(0, end + 4);
    }
    if (!rest.isEmpty())
        parts.append(rest);
    return parts;
}

} // namespace Keyturn::Wire
