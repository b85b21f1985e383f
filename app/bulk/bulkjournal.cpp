#include "bulkjournal.h"

#include <QMutex>
#include <QThread>
#include <QWaitCondition>

#include <optional>

namespace Keyturn {

/// Guarded by the mutex.
struct BulkJournal::Shared
{
    QMutex mutex;
    QWaitCondition hasWork;
    std::vector<JournalFile::Change> changes;
    quint64 ticket = 0; ///< of the last change
    std::optional<RunEnd> end;
    bool ends = false;
};

namespace {

using Change = JournalFile::Change;

} // namespace

BulkJournal::BulkJournal(Opener opener, QObject *parent)
    : QObject(parent)
    , m_shared(std::make_shared<Shared>())
{
    // The destructor joins the thread, so `this` outlives it; what it says comes through the event loop.
    m_thread = QThread::create([this, shared = m_shared, opener = std::move(opener)] {
        const auto fail = [this](const Error &error) {
            QMetaObject::invokeMethod(this, [this, error] { emit failed(error); }, Qt::QueuedConnection);
        };
        // The database belongs to the thread that opens it.
        Result<std::unique_ptr<JournalFile>> file = opener();
        if (!file) {
            fail(file.error());
            return;
        }
        QMetaObject::invokeMethod(this, [this] { emit opened(); }, Qt::QueuedConnection);
        std::vector<Change> changes;
        for (;;) {
            changes.clear();
            QMutexLocker lock(&shared->mutex);
            while (shared->changes.empty() && !shared->end && !shared->ends)
                shared->hasWork.wait(&shared->mutex);
            if (shared->changes.empty() && !shared->end)
                return;
            std::swap(changes, shared->changes);
            const quint64 ticket = shared->ticket;
            const std::optional<RunEnd> end = shared->end;
            lock.unlock();
            Result<void> written = changes.empty() ? Result<void>() : (*file)->write(changes);
            if (written && end)
                written = (*file)->setEnd(*end);
            if (!written) {
                file->reset(); // before anybody hears of it: they may open it
                fail(written.error());
                return;
            }
            QMetaObject::invokeMethod(
                this, [this, ticket] { emit BulkJournal::written(ticket); }, Qt::QueuedConnection);
            if (end) {
                file->reset();
                QMetaObject::invokeMethod(this, [this] { emit closed(); }, Qt::QueuedConnection);
                return;
            }
        }
    });
    m_thread->start();
}

BulkJournal::~BulkJournal()
{
    {
        const QMutexLocker lock(&m_shared->mutex);
        m_shared->ends = true;
        m_shared->hasWork.wakeAll();
    }
    m_thread->wait();
    delete m_thread;
}

quint64 BulkJournal::write(const JournalFile::Change &change)
{
    const QMutexLocker lock(&m_shared->mutex);
    m_shared->changes.push_back(change);
    m_shared->ticket = ++m_ticket;
    m_shared->hasWork.wakeOne();
    return m_ticket;
}

void BulkJournal::close(RunEnd end)
{
    const QMutexLocker lock(&m_shared->mutex);
    m_shared->end = end;
    m_shared->hasWork.wakeOne();
}

} // namespace Keyturn
