#include "history.h"

#include "core/inthread.h"
#include "core/randomkey.h"
#include "core/whenready.h"
#include "secrets/secretstore.h"

#include <QFile>
#include <QPromise>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace Keyturn {

History::History(QString file, SecretStore *keychain, QObject *parent)
    : QObject(parent)
    , m_file(std::move(file))
    , m_keychain(keychain)
    , m_key(std::make_shared<const Secret>())
{
    m_thread.setMaxThreadCount(1); // in their order
}

History::~History()
{
    // The keychain did not answer: without a seal is better than not at all.
    for (const HistoryEntry &entry : std::as_const(m_waiting))
        write(entry);
    m_thread.waitForDone();
}

QString History::defaultFile()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + u"/history.sqlite"_s;
}

void History::prepare()
{
    if (m_state != Key::Unasked)
        return;
    if (!m_keychain) {
        useKey({});
        return;
    }
    m_state = Key::Asked;
    whenReady(m_keychain->read(keychainKey), this, [this](Result<Secret> key) { handleKey(std::move(key)); });
}

void History::handleKey(Result<Secret> key)
{
    if (key)
        useKey(std::move(*key));
    else if (key.error().kind == ErrorKind::SecretMissing)
        makeKey();
    else
        useKey({}); // locked, or away
}

void History::makeKey()
{
    // A locked keyring says "not found" too (QtKeychain); then this does not succeed, and overwrites nothing.
    const auto made = std::make_shared<Secret>(randomKey());
    whenReady(m_keychain->write(keychainKey, made->clone()), this,
              [this, made](const Result<void> &written) { useKey(written ? std::move(*made) : Secret()); });
}

void History::useKey(Secret key)
{
    m_key = std::make_shared<const Secret>(std::move(key));
    m_state = Key::Known;
    const QList<HistoryEntry> waiting = std::exchange(m_waiting, {});
    for (const HistoryEntry &entry : waiting)
        write(entry);
    for (const auto &go : std::exchange(m_waitingForKey, {}))
        go();
    if (m_key->isEmpty() && m_keychain)
        m_state = Key::Unasked; // the next entry may find it unlocked
}

void History::append(const HistoryEntry &entry)
{
    if (m_state == Key::Known) {
        write(entry);
        return;
    }
    m_waiting.append(entry);
    prepare();
}

void History::write(const HistoryEntry &entry)
{
    {
        const std::lock_guard lock(m_mutex);
        m_pending.append(entry);
        if (m_pending.size() > 1)
            return; // goes along with the first, whose turn has not come
    }
    m_thread.start([this, key = m_key] { writePending(*key); });
}

/// In the thread. Bulk work brings hundreds a second, and each commit waits for the disk.
void History::writePending(const Secret &key)
{
    HistoryFile file(m_file);
    QList<HistoryEntry> entries;
    {
        const std::lock_guard lock(m_mutex);
        entries = std::exchange(m_pending, {});
    }
    const bool isWritten = file.append(entries, key);
    QMetaObject::invokeMethod(
        this,
        [this, isWritten, reason = file.error(), aside = file.setAside()] {
            if (!aside.isEmpty())
                emit wasSetAside(aside);
            if (isWritten)
                emit appended();
            else
                emit appendFailed(reason);
        },
        Qt::QueuedConnection);
}

QFuture<QList<HistoryEntry>> History::search(const HistoryQuery &query)
{
    return inThread<QList<HistoryEntry>>(m_thread, [file = m_file, query] {
        return QFile::exists(file) ? HistoryFile(file).search(query) : QList<HistoryEntry>();
    });
}

QFuture<HistoryCheck> History::check()
{
    const auto promise = std::make_shared<QPromise<HistoryCheck>>();
    promise->start();
    m_waitingForKey.emplace_back([this, promise] {
        m_thread.start([promise, file = m_file, key = m_key] {
            promise->addResult(QFile::exists(file) ? HistoryFile(file).check(*key) : HistoryCheck());
            promise->finish();
        });
    });
    if (m_state == Key::Known) {
        for (const auto &go : std::exchange(m_waitingForKey, {}))
            go();
    } else {
        prepare();
    }
    return promise->future();
}

QFuture<bool> History::exportTo(const QString &file, HistoryFormat format, const HistoryQuery &query)
{
    return inThread<bool>(m_thread, [from = m_file, file, format, query] {
        HistoryFile history(from);
        return exportHistory(history, query, file, format);
    });
}

} // namespace Keyturn
