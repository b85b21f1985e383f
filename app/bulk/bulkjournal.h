#pragma once

#include "bulk/journalfile.h"

#include <QObject>

#include <functional>
#include <memory>

class QThread;

namespace Keyturn {

/// The journal as a run uses it: a thread of its own writes, and all that came in the meantime goes into one
/// transaction, so that the disk's slowest operation is shared. Thread: GUI; nothing here blocks, but the
/// destructor, which waits until what was handed over is written.
class BulkJournal : public QObject
{
    Q_OBJECT

public:
    /// Opens, or makes, the file in the writer's thread.
    using Opener = std::function<Result<std::unique_ptr<JournalFile>>()>;

    explicit BulkJournal(Opener opener, QObject *parent = nullptr);
    ~BulkJournal() override;

    /// The change is on disk when written() names `ticket`; tickets rise by one with each call.
    quint64 write(const JournalFile::Change &change);
    /// After all that was handed over before: writes it, and lets go of the file.
    void close(RunEnd end);

signals:
    void opened();
    /// All changes up to and including this ticket are on disk.
    void written(quint64 ticket);
    /// After close(): another may open the file.
    void closed();
    /// It could not be opened or written; nothing more will be. At most once.
    void failed(const Keyturn::Error &error);

private:
    struct Shared;
    std::shared_ptr<Shared> m_shared;
    QThread *m_thread;
    quint64 m_ticket = 0;
};

} // namespace Keyturn
