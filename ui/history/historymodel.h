#pragma once

#include "core/error.h"
#include "history/historyentry.h"

#include <QAbstractTableModel>

namespace Keyturn {

class History;

/// What a query finds in the history, the newest first, fetched in parts as the list is scrolled. Thread:
/// GUI.
class HistoryModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { When, Person, What, Account, By, TrackingId, ColumnCount };

    /// `history` outlives this.
    explicit HistoryModel(History *history, QObject *parent = nullptr);

    void show(const HistoryQuery &query);
    const HistoryQuery &query() const { return m_query; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

signals:
    /// Another part is there, or there is none.
    void shown();
    /// It could not be read, which is not the same as nothing found. `reason`: the database's own words.
    void notRead(const QString &reason);

private:
    void fetch();
    void take(const Result<QList<HistoryEntry>> &found);

    History *m_history;
    HistoryQuery m_query;
    QList<HistoryEntry> m_entries;
    quint64 m_serial = 0; ///< of the query: later answers to former ones are dropped
    bool m_loading = false;
    bool m_mayHaveMore = false;
};

/// "Password changed", "Sign-out refused: …": what was done, and what became of it.
QString historyText(const HistoryEntry &entry);

} // namespace Keyturn
