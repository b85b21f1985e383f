#include "historyexport.h"

#include "core/csvcell.h"
#include "core/outputfile.h"
#include "historyfile.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

QStringList cellsOf(const HistoryEntry &entry)
{
    return {QString::number(entry.number),
            entry.at.toUTC().toString(Qt::ISODateWithMs),
            entry.account,
            entry.operatorName,
            wordOf(entry.action),
            wordOf(entry.result),
            entry.name,
            entry.email,
            entry.userId,
            entry.httpStatus > 0 ? QString::number(entry.httpStatus) : QString(),
            entry.zoomCode > 0 ? QString::number(entry.zoomCode) : QString(),
            entry.message,
            entry.trackingId,
            entry.run};
}

// For other programs: never translated.
const QStringList titles{u"number"_s,    u"time"_s,    u"account"_s,     u"operator"_s, u"action"_s,
                         u"outcome"_s,   u"name"_s,    u"email"_s,       u"user_id"_s,  u"http_status"_s,
                         u"zoom_code"_s, u"message"_s, u"tracking_id"_s, u"bulk_run"_s};

QByteArray csvLine(const QStringList &texts)
{
    QByteArrayList cells;
    for (const QString &text : texts)
        cells.append(csvCell(text));
    return cells.join(',') + "\r\n";
}

QByteArray jsonLine(const HistoryEntry &entry)
{
    const QStringList cells = cellsOf(entry);
    QJsonObject object;
    for (qsizetype i = 0; i < titles.size(); ++i)
        object.insert(titles[i], cells[i]);
    object.insert(u"number"_s, entry.number);
    object.insert(u"http_status"_s, entry.httpStatus);
    object.insert(u"zoom_code"_s, entry.zoomCode);
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

bool exportHistory(HistoryFile &history, const HistoryQuery &query, const QString &file, HistoryFormat format)
{
    OutputFile out(file, OutputFile::Readers::OwnerOnly);
    if (!out.open())
        return false;
    const bool isCsv = format == HistoryFormat::Csv;
    bool isWritten = true;
    const auto write = [&](const QByteArray &bytes) {
        isWritten = isWritten && out.write(bytes) == bytes.size();
    };
    write(isCsv ? "\xEF\xBB\xBF" + csvLine(titles) : QByteArray("["));
    bool isFirst = true;
    const bool isRead = history.forEach(query, [&](const HistoryEntry &entry) {
        if (isCsv)
            write(csvLine(cellsOf(entry)));
        else
            write((isFirst ? "\n" : ",\n") + jsonLine(entry));
        isFirst = false;
        return isWritten;
    });
    if (!isCsv)
        write("\n]\n");
    return isRead && isWritten && out.commit().has_value();
}

} // namespace Keyturn
