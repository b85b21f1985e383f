#include "historyrows.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>
#include <QSqlQuery>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

/// Any key, also none, which Qt's class does not take.
QByteArray hmac(const Secret &key, const QByteArray &message)
{
    static const QByteArray none(32, '\0');
    const QByteArrayView bytes = key.exposeUtf8();
    return QMessageAuthenticationCode::hash(
        message, key.isEmpty() ? none : QByteArray::fromRawData(bytes.data(), bytes.size()),
        QCryptographicHash::Sha256);
}

/// Each with its length, so that no two entries make the same bytes.
QByteArray joined(std::initializer_list<QByteArray> fields)
{
    QByteArray bytes;
    for (const QByteArray &field : fields)
        bytes += QByteArray::number(field.size()) + ':' + field;
    return bytes;
}

QString timeText(const QDateTime &at)
{
    return at.toUTC().toString(Qt::ISODateWithMs);
}

template<typename Word>
Word fromWord(const QString &word, std::initializer_list<Word> all)
{
    for (const Word each : all) {
        if (wordOf(each) == word)
            return each;
    }
    return *std::prev(all.end());
}

/// For LIKE: what is typed stands for itself.
QString pattern(const QString &text)
{
    QString escaped = text;
    escaped.replace(u"\\"_s, u"\\\\"_s).replace(u"%"_s, u"\\%"_s).replace(u"_"_s, u"\\_"_s);
    return u'%' + escaped + u'%';
}

QList<HistoryEntry::Result> foundBy(HistoryEntry::Result result)
{
    using Result = HistoryEntry::Result;
    switch (result) {
    case Result::Unknown:
        return {Result::Unknown, Result::Begun};
    case Result::Changed:
        return {Result::Changed, Result::Accepted};
    default:
        return {result};
    }
}

} // namespace

QByteArray historyKeyId(const Secret &key)
{
    return key.isEmpty() ? QByteArray() : hmac(key, "key id").first(8);
}

QByteArray historyMac(const HistoryEntry &entry, const QByteArray &keyId, const QByteArray &before,
                      const Secret &key)
{
    QByteArray bytes =
        joined({before, QByteArray::number(entry.number), timeText(entry.at).toUtf8(), entry.account.toUtf8(),
                entry.operatorName.toUtf8(), entry.userId.toUtf8(), entry.email.toUtf8(), entry.name.toUtf8(),
                wordOf(entry.action).toUtf8(), wordOf(entry.result).toUtf8(), entry.isRepeat ? "1" : "0",
                QByteArray::number(entry.httpStatus), QByteArray::number(entry.zoomCode),
                entry.message.toUtf8(), entry.trackingId.toUtf8(), entry.run.toUtf8(), keyId});
    // Only where there are any, so that what format 1 sealed stays sealed.
    if (entry.settles != 0 || !entry.accountKey.isEmpty() || entry.password != HistoryEntry::Password::None)
        bytes += joined(
            {QByteArray::number(entry.settles), entry.accountKey.toUtf8(), wordOf(entry.password).toUtf8()});
    return hmac(key, bytes);
}

QByteArray historyHeadMac(qint64 count, const QByteArray &last, const Secret &key)
{
    return hmac(key, joined({"head", QByteArray::number(count), last}));
}

HistoryEntry historyEntryOf(const QSqlQuery &query)
{
    using Action = HistoryEntry::Action;
    using Result = HistoryEntry::Result;
    using Password = HistoryEntry::Password;
    HistoryEntry entry;
    entry.number = query.value(0).toLongLong();
    entry.at = QDateTime::fromString(query.value(1).toString(), Qt::ISODateWithMs);
    entry.account = query.value(2).toString();
    entry.operatorName = query.value(3).toString();
    entry.userId = query.value(4).toString();
    entry.email = query.value(5).toString();
    entry.name = query.value(6).toString();
    entry.action = fromWord(query.value(7).toString(), {Action::Reset, Action::SignOut, Action::Export});
    entry.result = fromWord(query.value(8).toString(),
                            {Result::Changed, Result::Refused, Result::NotSent, Result::Begun,
                             Result::Accepted, Result::SettledLater, Result::Unknown});
    entry.isRepeat = query.value(9).toBool();
    entry.httpStatus = query.value(10).toInt();
    entry.zoomCode = query.value(11).toInt();
    entry.message = query.value(12).toString();
    entry.trackingId = query.value(13).toString();
    entry.run = query.value(14).toString();
    entry.settles = query.value(15).toLongLong();
    entry.accountKey = query.value(16).toString();
    entry.password = fromWord(query.value(17).toString(),
                              {Password::Typed, Password::Seen, Password::Unseen, Password::None});
    return entry;
}

QVariantList historyValuesOf(const HistoryEntry &entry)
{
    return {entry.number,
            timeText(entry.at),
            entry.account,
            entry.operatorName,
            entry.userId,
            entry.email,
            entry.name,
            wordOf(entry.action),
            wordOf(entry.result),
            entry.isRepeat ? 1 : 0,
            entry.httpStatus,
            entry.zoomCode,
            entry.message,
            entry.trackingId,
            entry.run,
            entry.settles,
            entry.accountKey,
            wordOf(entry.password)};
}

constexpr QLatin1StringView isNewestOfItsAttempt(
    "number NOT IN (SELECT settles FROM history WHERE settles > 0) AND (settles = 0 OR number = "
    "(SELECT max(later.number) FROM history AS later WHERE later.settles = history.settles))");

QString historyCondition(const HistoryQuery &query, QVariantList &values)
{
    QStringList conditions{isNewestOfItsAttempt.toString()};
    if (const QString text = query.text.trimmed(); !text.isEmpty()) {
        QStringList alternatives;
        for (const QLatin1StringView column :
             {"email"_L1, "name"_L1, "user_id"_L1, "account"_L1, "operator"_L1, "tracking_id"_L1}) {
            alternatives.append(column + u" LIKE ? ESCAPE '\\'"_s);
            values.append(pattern(text));
        }
        conditions.append(u'(' + alternatives.join(u" OR "_s) + u')');
    }
    if (query.since.isValid()) {
        conditions.append(u"at >= ?"_s);
        values.append(timeText(query.since));
    }
    if (query.result) {
        const QList<HistoryEntry::Result> words = foundBy(*query.result);
        conditions.append(u"result IN (?"_s + u", ?"_s.repeated(words.size() - 1) + u')');
        for (const HistoryEntry::Result word : words)
            values.append(wordOf(word));
    }
    if (!query.run.isEmpty()) {
        conditions.append(u"run = ?"_s);
        values.append(query.run);
    }
    if (query.before > 0) {
        conditions.append(u"number < ?"_s);
        values.append(query.before);
    }
    return conditions.join(u" AND "_s);
}

} // namespace Keyturn
