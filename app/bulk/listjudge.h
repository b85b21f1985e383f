#pragma once

#include "bulk/csvcolumns.h"
#include "bulk/csvreader.h"
#include "bulk/recordsource.h"

#include <QElapsedTimer>

namespace Keyturn {

class BulkPlan;

// What CSV, workbooks and pasted lists have in common: rows of cells become people and passwords.

/// Whoever waits for a reading: asked whether it is to go on, told how far it is.
class ListWatch
{
public:
    ListWatch(const std::atomic<bool> &cancelled, const std::function<void(qint64)> &progress, qint64 total);

    /// False: stop. `done` of `all`, in any unit.
    bool goesOn(qint64 done, qint64 all);
    void tell(qint64 bytes) const;
    bool isCancelled() const { return m_cancelled; }
    void setTotal(qint64 total) { m_total = total; }
    qint64 total() const { return m_total; }

private:
    const std::atomic<bool> &m_cancelled;
    const std::function<void(qint64)> &m_progress;
    qint64 m_total;
    int m_calls = 0;
    QElapsedTimer m_sinceProgress;
};

/// Where the header is.
struct ListHead
{
    CsvHeader header;
    int recordsBefore = 0; ///< with the empty ones
    int linesBefore = 0; ///< of these, the ones with content
};

/// Among the first dozen rows with content, and before any address. Nothing: there is none.
std::optional<ListHead> findListHead(const RecordSource &source);

/// A line for a message, as it was read, cut at 100 characters. Empty when it may hold an address or a
/// password.
QString quotableLine(const Record &record);

/// Which column is what, after all rows were seen; -1: none.
struct ListColumns
{
    int person = -1;
    bool personMayBeId = false;
    int id = -1;
    int password = -1;
    int note = -1; ///< of the files in which Keyturn writes down passwords
    bool isOurs = false; ///< such a file: persons that begin like a formula have an apostrophe before them
    bool spaceBeforePasswords = false;
    int count = 0;
};

/// Goes through all rows. InvalidInput: the columns contradict each other, or one may be passwords and is not
/// surely the new ones. Fills in what `result` says of columns.
Result<ListColumns> surveyList(const RecordSource &source, const ListHead &head, CsvResult &result,
                               ListWatch &watch);

/// Puts the people into the plan. `head`: null for a list without columns, whose cells are people, and
/// broken where they are none.
Result<void> judgeList(const RecordSource &source, const ListHead *head, const ListColumns &columns,
                       const CsvOptions &options, BulkPlan &plan, CsvResult &result, ListWatch &watch);

/// All of it for rows under a header.
Result<void> takeList(const RecordSource &source, const ListHead &head, const CsvOptions &options,
                      BulkPlan &plan, CsvResult &result, ListWatch &watch);
/// The same for people without columns: the lines of `text` (UTF-8).
Result<void> takePeople(QByteArrayView text, const CsvOptions &options, BulkPlan &plan, CsvResult &result,
                        ListWatch &watch);

} // namespace Keyturn
