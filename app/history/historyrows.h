#pragma once

#include "core/secret.h"
#include "history/historyentry.h"

#include <QByteArray>
#include <QVariantList>

class QSqlQuery;

namespace Keyturn {

// What a row of the history's table holds, and how it is sealed (HistoryFile). Any thread.

/// In the order of historyEntryOf() and historyValuesOf(); the key's ID and the HMAC come behind them.
constexpr QLatin1StringView historyColumns(
    "number, at, account, operator, user_id, email, name, action, result, is_repeat, http_status, "
    "zoom_code, message, tracking_id, run, settles, account_key, password");
constexpr int historyKeyIdColumn = 18;
constexpr int historyMacColumn = 19;

HistoryEntry historyEntryOf(const QSqlQuery &query);
QVariantList historyValuesOf(const HistoryEntry &entry);
/// What the query asks for, as SQL, and what is bound to it.
QString historyCondition(const HistoryQuery &query, QVariantList &values);

/// Which key it is, without telling the key; empty for none.
QByteArray historyKeyId(const Secret &key);
/// Seals the entry, and with `before`, the seal of the one before it, its place.
QByteArray historyMac(const HistoryEntry &entry, const QByteArray &keyId, const QByteArray &before,
                      const Secret &key);
/// Seals how many there are.
QByteArray historyHeadMac(qint64 count, const QByteArray &last, const Secret &key);

} // namespace Keyturn
