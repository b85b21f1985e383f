#include "wirezoo.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
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
    answer.sentence = cells[6];
    return answer;
}

} // namespace

bool Recorded::isSaidBy(const QString &text, const QString &after) const
{
    const QString all = sentence + after;
    QStringList parts = all.split(u'…');
    for (QString &part : parts)
        part = QRegularExpression::escape(part);
    const QRegularExpression whole(QRegularExpression::anchoredPattern(parts.join(QStringLiteral(".*"))));
    return whole.match(text).hasMatch();
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
    // The answer stays JSON, whatever the password holds.
    QByteArray escaped = password;
    escaped.replace('\\', "\\\\").replace('"', "\\\"");
    body.replace("{password}", escaped).replace("{token}", token);
    const QByteArray now = length + QByteArray::number(body.size());
    head.replace(before, now);
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
