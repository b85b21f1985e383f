#include "history.h"

#include "core/inthread.h"
#include "core/randomkey.h"
#include "core/whenready.h"
#include "secrets/secretstore.h"

#include <QFileInfo>
#include <QStandardPaths>
#include <QTimer>

#include <filesystem>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

constexpr std::chrono::seconds retryAfter(30);
constexpr qsizetype mostKept = 10'000; ///< entries that could not be written, until they can be

/// Only what is surely not there: a folder that cannot be looked into may hold a history.
bool isMissing(const QString &file)
{
    std::error_code error;
    return std::filesystem::status(QFileInfo(file).filesystemFilePath(), error).type()
        == std::filesystem::file_type::not_found;
}

std::unexpected<Error> unexpectedFrom(const HistoryFile &file)
{
    return std::unexpected(Error::of(ErrorKind::SettingsFailed, file.error()));
}

} // namespace

History::History(QString file, SecretStore *keychain, QObject *parent)
    : QObject(parent)
    , m_file(std::move(file))
    , m_keychain(keychain)
    , m_key(std::make_shared<const Secret>())
    , m_retry(new QTimer(this))
{
    m_thread.setMaxThreadCount(1); // in their order
    m_thread.setExpiryTimeout(-1); // an open file is its thread's
    m_retry->setSingleShot(true);
    m_retry->setInterval(retryAfter);
    connect(m_retry, &QTimer::timeout, this, &History::startWriting);
}

History::~History()
{
    // The keychain did not answer: without a seal is better than not at all.
    for (const HistoryEntry &entry : std::as_const(m_waiting))
        write(entry);
    startWriting(); // what could not be written before
    m_thread.start([this] { m_openAhead.reset(); });
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

void History::expectChange()
{
    prepare();
    m_thread.start([this] {
        if (!m_openAhead && !isMissing(m_file))
            m_openAhead = std::make_unique<HistoryFile>(m_file, HistoryFile::Use::Read);
    });
}

void History::handleKey(Result<Secret> key)
{
    if (key)
        useKey(std::move(*key));
    else if (key.error().kind == ErrorKind::SecretMissing)
        makeKey();
    else if (key.error().kind == ErrorKind::SecretHidden)
        makeKeyUnlessOneIsInUse();
    else
        useKey({}); // locked, or away
}

/// A part of the keychain is locked: it may hold the key of what is sealed, and not one that nothing is
/// sealed with.
void History::makeKeyUnlessOneIsInUse()
{
    const auto isInUse = inThread<bool>(m_thread, [path = m_file] {
        return !isMissing(path)
            && HistoryFile(path, HistoryFile::Use::Read).hasSealedEntries().value_or(true);
    });
    whenReady(isInUse, this, [this](bool inUse) {
        if (inUse)
            useKey({});
        else
            makeKey();
    });
}

void History::makeKey()
{
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
    }
    startWriting();
}

void History::startWriting()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_pending.isEmpty() || m_isWriting)
            return; // goes along with those whose turn has not come
        m_isWriting = true;
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
        m_isWriting = false;
    }
    const bool isWritten = file.append(entries, key);
    m_openAhead.reset(); // the outcome of what was expected
    if (!isWritten) {
        const std::lock_guard lock(m_mutex);
        m_pending = entries.last(std::min(entries.size(), mostKept)) + m_pending;
    }
    QMetaObject::invokeMethod(
        this,
        [this, isWritten, reason = file.error(), aside = file.setAside()] {
            if (!aside.isEmpty())
                emit wasSetAside(aside);
            if (isWritten) {
                emit appended();
            } else {
                m_retry->start();
                emit appendFailed(reason);
            }
        },
        Qt::QueuedConnection);
}

void History::whenKeyIsKnown(std::chrono::milliseconds patience, const std::function<void()> &go)
{
    if (m_state == Key::Known) {
        go();
        return;
    }
    const auto goOnce = [go, isGone = std::make_shared<bool>(false)] {
        if (!std::exchange(*isGone, true))
            go();
    };
    m_waitingForKey.emplace_back(goOnce);
    if (patience.count() > 0)
        QTimer::singleShot(patience, this, goOnce);
    prepare();
}

QFuture<Result<qint64>> History::begin(const HistoryEntry &entry)
{
    const auto promise = std::make_shared<QPromise<Result<qint64>>>();
    promise->start();
    whenKeyIsKnown(longestWait, [this, promise, entry] {
        m_thread.start([this, promise, entry, key = m_key] {
            HistoryFile file(m_file);
            HistoryEntry notSent = entry;
            notSent.result = HistoryEntry::Result::NotSent;
            bool isCancelled = promise->isCanceled();
            if (!isCancelled) {
                if (file.append(entry, *key)) {
                    notSent.settles = file.lastNumber();
                    isCancelled = !promise->addResult(notSent.settles);
                } else {
                    promise->addResult(unexpectedFrom(file));
                }
            }
            if (isCancelled)
                file.append(notSent, *key);
            // Before the files are closed, for which SQLite takes its time.
            promise->finish();
            if (const QString aside = file.setAside(); !aside.isEmpty())
                QMetaObject::invokeMethod(
                    this, [this, aside] { emit wasSetAside(aside); }, Qt::QueuedConnection);
        });
    });
    return promise->future();
}

QFuture<Result<QList<HistoryEntry>>> History::search(const HistoryQuery &query)
{
    return inThread<Result<QList<HistoryEntry>>>(
        m_thread, [path = m_file, query]() -> Result<QList<HistoryEntry>> {
            if (isMissing(path))
                return QList<HistoryEntry>();
            HistoryFile file(path, HistoryFile::Use::Read);
            const std::optional<QList<HistoryEntry>> found = file.search(query);
            return found ? Result<QList<HistoryEntry>>(*found) : unexpectedFrom(file);
        });
}

QFuture<Result<QList<HistoryEntry>>> History::begun()
{
    return inThread<Result<QList<HistoryEntry>>>(m_thread, [path = m_file]() -> Result<QList<HistoryEntry>> {
        if (isMissing(path))
            return QList<HistoryEntry>();
        HistoryFile file(path, HistoryFile::Use::Read);
        const std::optional<QList<HistoryEntry>> found = file.begun();
        return found ? Result<QList<HistoryEntry>>(*found) : unexpectedFrom(file);
    });
}

QFuture<HistoryCheck> History::check()
{
    const auto promise = std::make_shared<QPromise<HistoryCheck>>();
    promise->start();
    if (m_state != Key::Unasked || !m_keychain) {
        whenKeyIsKnown({}, [this, promise] { startCheck(promise, {}); });
    } else {
        whenReady(m_keychain->read(keychainKey), this, [this, promise](Result<Secret> key) {
            if (key)
                useKey(std::move(*key));
            startCheck(promise,
                       key || key.error().kind == ErrorKind::SecretMissing ? std::nullopt
                                                                           : std::optional(key.error()));
        });
    }
    return promise->future();
}

void History::startCheck(const std::shared_ptr<QPromise<HistoryCheck>> &promise,
                         const std::optional<Error> &keyError)
{
    m_thread.start([promise, file = m_file, key = m_key, keyError] {
        HistoryCheck check;
        if (!isMissing(file))
            check = HistoryFile(file, HistoryFile::Use::Read).check(*key);
        check.keyError = keyError;
        promise->addResult(check);
        promise->finish();
    });
}

QFuture<bool> History::exportTo(const QString &file, HistoryFormat format, const HistoryQuery &query)
{
    return inThread<bool>(m_thread, [from = m_file, file, format, query] {
        HistoryFile history(from, HistoryFile::Use::Read);
        return exportHistory(history, query, file, format);
    });
}

} // namespace Keyturn
