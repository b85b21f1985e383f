#include "inifilewatch.h"

#include "core/whenready.h"

#include <QFileInfo>
#include <QThread>

#include <memory>

using namespace std::chrono_literals;

namespace Keyturn {

namespace {

// Within this time of a change, another one may leave the same times and the same size.
constexpr std::chrono::milliseconds clockTick = 2s;
// A program that writes the file in its place, as editors do, has it half-written for a moment.
constexpr std::chrono::milliseconds betweenLooks = 100ms;
constexpr int mostLooks = 5;

bool isSame(const IniFile::Content &a, const IniFile::Content &b)
{
    return a.state == b.state && a.values == b.values && a.isEmpty == b.isEmpty
        && a.endsInLineBreak == b.endsInLineBreak;
}

} // namespace

IniFileWatch::IniFileWatch(QString path, QObject *parent)
    : QObject(parent)
    , m_path(std::move(path))
{
    m_thread.setMaxThreadCount(1);
}

IniFileWatch::~IniFileWatch() = default;

void IniFileWatch::look()
{
    if (m_looking) {
        m_again = true;
        return;
    }
    m_looking = true;
    m_again = false;
    auto promise = std::make_shared<QPromise<Found>>();
    promise->start();
    whenReady(promise->future(), this, [this](Found found) { handle(std::move(found)); });
    m_thread.start([promise, path = m_path, seen = m_seen] {
        promise->addResult(lookAt(path, seen));
        promise->finish();
    });
}

void IniFileWatch::handle(Found found)
{
    m_looking = false;
    m_seen = found.stamp;
    if (found.content)
        emit changed(*found.content);
    if (m_again)
        look();
}

IniFileWatch::Stamp IniFileWatch::stampOf(const QString &path)
{
    const QFileInfo info(path);
    if (!info.exists())
        return {};
    return {true, info.size(), info.lastModified(), info.metadataChangeTime(), info.birthTime()};
}

IniFileWatch::Found IniFileWatch::lookAt(const QString &path, const std::optional<Stamp> &seen)
{
    Stamp before = stampOf(path);
    if (seen && *seen == before)
        return {seen, std::nullopt};
    IniFile::Content content = IniFile::read(path);
    for (int looks = 1;; ++looks) {
        QThread::msleep(betweenLooks.count());
        const Stamp after = stampOf(path);
        IniFile::Content again = IniFile::read(path);
        const bool isStill = after == before && isSame(content, again);
        before = after;
        content = std::move(again);
        if (isStill || looks == mostLooks)
            break;
    }
    // What could not be read may be readable the next time, though the file is the same.
    const bool isSettled = content.state == IniFile::State::Fine
        && before.written.addDuration(clockTick) < QDateTime::currentDateTime();
    return {isSettled ? std::optional(before) : std::nullopt, std::move(content)};
}

} // namespace Keyturn

#include "moc_inifilewatch.cpp"
