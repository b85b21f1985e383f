#include "historymodel.h"

#include "core/whenready.h"
#include "history/history.h"
#include "widgets/displaytext.h"

#include <QLocale>

namespace Keyturn {

namespace {

using Result = HistoryEntry::Result;

QString resetText(const HistoryEntry &entry)
{
    switch (entry.result) {
    case Result::Changed:
        return entry.isRepeat ? HistoryModel::tr("Password changed, by the attempt before")
                              : HistoryModel::tr("Password changed");
    case Result::Refused:
        return HistoryModel::tr("Password change refused");
    case Result::NotSent:
        return HistoryModel::tr("Password change not sent");
    case Result::Accepted:
        return HistoryModel::tr("Password taken by Zoom, but this person has not joined yet: it may have no "
                                "effect");
    case Result::Begun:
        return HistoryModel::tr("Password change sent, and no outcome was written down");
    case Result::SettledLater:
        return HistoryModel::tr("Password change: unknown at the time, settled by a later one");
    case Result::Unknown:
        break;
    }
    return HistoryModel::tr("Password change: unknown whether it landed");
}

QString signOutText(Result result)
{
    switch (result) {
    case Result::Changed:
        return HistoryModel::tr("Sign-out accepted");
    case Result::Refused:
        return HistoryModel::tr("Sign-out refused");
    case Result::NotSent:
        return HistoryModel::tr("Sign-out not sent");
    case Result::Begun:
        return HistoryModel::tr("Sign-out sent, and no outcome was written down");
    case Result::SettledLater:
        return HistoryModel::tr("Sign-out: unknown at the time, settled by a later one");
    case Result::Accepted:
    case Result::Unknown:
        break;
    }
    return HistoryModel::tr("Sign-out: unknown whether it landed");
}

} // namespace

QString historyText(const HistoryEntry &entry)
{
    QString text;
    switch (entry.action) {
    case HistoryEntry::Action::Reset:
        text = resetText(entry);
        break;
    case HistoryEntry::Action::SignOut:
        text = signOutText(entry.result);
        break;
    case HistoryEntry::Action::Export:
        text = HistoryModel::tr("Passwords written to a file");
        break;
    }
    return entry.message.isEmpty() ? text : HistoryModel::tr("%1: %2").arg(text, displayText(entry.message));
}

HistoryModel::HistoryModel(History *history, QObject *parent)
    : QAbstractTableModel(parent)
    , m_history(history)
{
}

void HistoryModel::show(const HistoryQuery &query)
{
    beginResetModel();
    m_query = query;
    m_entries.clear();
    m_mayHaveMore = false;
    ++m_serial;
    endResetModel();
    fetch();
}

void HistoryModel::fetch()
{
    m_loading = true;
    HistoryQuery query = m_query;
    if (!m_entries.isEmpty())
        query.before = m_entries.last().number;
    whenReady(m_history->search(query), this,
              [this, serial = m_serial](const Keyturn::Result<QList<HistoryEntry>> &found) {
                  if (serial == m_serial)
                      take(found);
              });
}

void HistoryModel::take(const Keyturn::Result<QList<HistoryEntry>> &found)
{
    m_loading = false;
    m_mayHaveMore = found && found->size() == m_query.limit;
    if (found && !found->isEmpty()) {
        const int first = static_cast<int>(m_entries.size());
        beginInsertRows({}, first, first + static_cast<int>(found->size()) - 1);
        m_entries.append(*found);
        endInsertRows();
    }
    emit shown();
    if (!found)
        emit notRead(found.error().reply.message);
}

int HistoryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int HistoryModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant HistoryModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    const HistoryEntry &entry = m_entries[index.row()];
    QString text;
    switch (index.column()) {
    case When:
        text = QLocale().toString(entry.at.toLocalTime(), QLocale::ShortFormat);
        break;
    case Person:
        text = personText(displayText(entry.name), entry.email);
        break;
    case What:
        text = historyText(entry);
        break;
    case Account:
        text = displayText(entry.account);
        break;
    case By:
        text = entry.operatorName;
        break;
    case TrackingId:
        text = entry.trackingId;
        break;
    default:
        break;
    }
    return role == Qt::ToolTipRole ? plainToolTip(text) : text;
}

QVariant HistoryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case When:
        return tr("When");
    case Person:
        return tr("Person");
    case What:
        return tr("What happened");
    case Account:
        return tr("Account");
    case By:
        return tr("By");
    case TrackingId:
        return tr("Tracking ID");
    default:
        return {};
    }
}

bool HistoryModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_mayHaveMore && !m_loading;
}

void HistoryModel::fetchMore(const QModelIndex &)
{
    if (canFetchMore({}))
        fetch();
}

} // namespace Keyturn
