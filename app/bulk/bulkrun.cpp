#include "bulkrun.h"

#include "bulk/bulkjournal.h"
#include "bulk/bulksender.h"
#include "bulk/derivedpasswords.h"
#include "bulk/pacer.h"
#include "core/clock.h"
#include "core/logging.h"
#include "zoom/formatmemory.h"

#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <cmath>

namespace Keyturn {

namespace {

using namespace std::chrono_literals;

constexpr int reportEveryMs = 100;
constexpr std::chrono::milliseconds rateWindow = 5s;
constexpr std::chrono::milliseconds longestStep = 500ms; // so that a wait ends on time after a sleep
constexpr std::size_t fewestToJudge = 20;

} // namespace

BulkRun::BulkRun(Setup setup, const Options &options, QObject *parent)
    : QObject(parent)
    , m_setup(std::move(setup))
    , m_options(options)
    , m_pumpTimer(new QTimer(this))
    , m_reportTimer(new QTimer(this))
{
    if (m_setup.folder.isEmpty())
        m_setup.folder = JournalFile::defaultFolder();
    m_pumpTimer->setSingleShot(true);
    m_pumpTimer->setTimerType(Qt::PreciseTimer);
    connect(m_pumpTimer, &QTimer::timeout, this, &BulkRun::pump);
    m_reportTimer->setSingleShot(true);
    m_reportTimer->setInterval(reportEveryMs);
    connect(m_reportTimer, &QTimer::timeout, this, &BulkRun::report);
}

BulkRun::~BulkRun() = default;

QString BulkRun::journalPath() const
{
    return m_path;
}

std::chrono::milliseconds BulkRun::now() const
{
    return m_setup.clock->uptime();
}

void BulkRun::goOn()
{
    if (m_state != BulkState::AtCanary)
        return;
    setState(BulkState::Running);
    checkEnd();
    pump();
}

void BulkRun::pause()
{
    if (m_state != BulkState::Running)
        return;
    setState(BulkState::Paused);
    putBackReady();
}

void BulkRun::resume()
{
    if (m_state != BulkState::Paused)
        return;
    setState(BulkState::Running);
    checkEnd();
    pump();
}

void BulkRun::stop()
{
    if (m_state != BulkState::Idle)
        endWith(BulkEnd::ByUser);
}

Result<Secret> BulkRun::password(int row) const
{
    if (m_plan->hasPassword(row))
        return Secret::fromUtf8(m_plan->exposePassword(row));
    if (m_plan->isPasswordMissing(row))
        return std::unexpected(Error::of(ErrorKind::NotInList));
    if (!m_passwords)
        return std::unexpected(Error::of(ErrorKind::SecretMissing,
                                         tr("The keychain does not give the key of this run's passwords.")));
    return m_passwords->password(m_plan->userIdUtf8(row));
}

void BulkRun::pump()
{
    if (m_state != BulkState::Running)
        return;
    takeHeld();
    sendReady();
    intendMore();
}

// While nobody knows which format the account's server understands, the first person alone finds it out.
bool BulkRun::waitsForFormat() const
{
    return !m_formats->isSettled() && (m_sender->inFlight() > 0 || !m_intending.empty() || !m_ready.empty());
}

bool BulkRun::takeNext(int &row)
{
    if (m_waiting.empty() || (m_canaryOpen > 0 && m_canaryLeft == 0))
        return false;
    row = m_waiting.front();
    m_waiting.pop_front();
    if (m_canaryLeft > 0)
        --m_canaryLeft;
    return true;
}

// The intents are a little ahead of the pace, so that the disk does not slow it down; and no more than that,
// since each of them is an Unknown if the computer dies now.
void BulkRun::intendMore()
{
    if (!m_journal || m_pacer->isHeld(now()))
        return;
    constexpr double aheadSeconds = 0.1;
    constexpr double mostAhead = 64;
    const double rate = m_pacer->rate();
    const auto ahead = static_cast<std::size_t>(
        rate > 0 ? std::clamp(std::ceil(rate * aheadSeconds), 2.0, mostAhead) : mostAhead);
    int row = -1;
    while (m_intending.size() + m_ready.size() < ahead
           && m_sender->inFlight() + int(m_intending.size() + m_ready.size()) < m_options.mostInFlight
           && !waitsForFormat() && takeNext(row)) {
        m_plan->setTries(row, m_plan->tries(row) + 1);
        m_intending.emplace_back(write(row, BulkRowState::InFlight), row);
    }
}

void BulkRun::handleWritten(quint64 ticket)
{
    while (!m_settling.empty() && m_settling.front().first <= ticket) {
        const int row = m_settling.front().second;
        m_settling.pop_front();
        emit rowSettled(row);
    }
    while (!m_intending.empty() && m_intending.front().first <= ticket) {
        const int row = m_intending.front().second;
        m_intending.pop_front();
        if (m_state == BulkState::Running)
            m_ready.push_back(row);
        else
            putBack(row);
    }
    pump();
    checkEnd();
}

void BulkRun::sendReady()
{
    while (!m_ready.empty() && m_sender->hasRoom()) {
        const auto wait = m_pacer->wait(now());
        if (wait > 0ms) {
            m_pumpTimer->start(std::min(wait, longestStep));
            return;
        }
        const int row = m_ready.front();
        m_ready.pop_front();
        Result<Secret> secret = password(row);
        if (!secret) {
            settle(row, Outcome::notSent(secret.error()));
            continue;
        }
        m_pacer->sent(now());
        m_sender->send(row, QString::fromUtf8(m_plan->userIdUtf8(row)), std::move(*secret), formatFor(row));
    }
    if (m_pacer->isHeld(now()))
        m_pumpTimer->start(std::min(m_pacer->wait(now()), longestStep));
}

/// As if it had not been begun: nothing was changed by it.
void BulkRun::putBack(int row)
{
    write(row, m_plan->isUnsure(row) ? BulkRowState::Unknown : BulkRowState::Waiting);
    // A row that was turned away more than once lets the others go first.
    if (m_throttles.value(row) > 1)
        m_waiting.push_back(row);
    else
        m_waiting.push_front(row);
    if (m_canaryOpen > 0)
        ++m_canaryLeft;
}

void BulkRun::putBackReady()
{
    for (auto row = m_ready.rbegin(); row != m_ready.rend(); ++row)
        putBack(*row);
    m_ready.clear();
}

// What a repeat's answer means: as PasswordReset::settle().
void BulkRun::settle(int row, const Outcome &outcome)
{
    Outcome settled = outcome;
    const bool isRepeat = m_plan->isUnsure(row);
    if (isRepeat && outcome.kind() != Outcome::Kind::Changed) {
        const bool isSame =
            outcome.kind() == Outcome::Kind::Refused && outcome.error().kind == ErrorKind::SamePassword;
        settled = isSame ? Outcome::changedEarlier(outcome.facts()) : Outcome::stillUnknown(outcome.error());
    }
    const BulkRowState before = m_plan->state(row);
    m_plan->setOutcome(row, settled);
    const BulkRowState after = m_plan->state(row);
    m_plan->setState(row, before);
    m_plan->setUnsure(row, settled.kind() == Outcome::Kind::Unknown);
    if (settled.kind() == Outcome::Kind::Unknown && !isRepeat)
        m_unsure.push_back(row);
    m_throttles.remove(row);
    m_otherFormat.remove(row);
    const bool isWeighed = !isRepeat || m_findingOut.remove(row);
    const quint64 ticket = write(row, after);
    if (m_journal)
        m_settling.emplace_back(ticket, row);
    const bool isBad = settled.kind() != Outcome::Kind::Changed;
    m_recentTimes.push_back(now());
    if (m_canaryOpen > 0) {
        m_canaryFine = m_canaryFine && !isBad;
        --m_canaryOpen;
        checkCanary();
    }
    if (isWeighed)
        weigh(isBad && settled.error().kind != ErrorKind::RateLimited);
}

void BulkRun::weigh(bool isBad)
{
    m_recent.push_back(isBad);
    if (m_recent.size() > std::size_t(m_options.errorWindow))
        m_recent.pop_front();
    const auto bad = std::ranges::count(m_recent, true);
    if (m_recent.size() >= fewestToJudge && double(bad) > m_options.errorLimit * double(m_recent.size()))
        endWith(BulkEnd::ErrorRate);
}

void BulkRun::checkCanary()
{
    if (m_canaryOpen > 0)
        return;
    // With nobody left there is nothing to wait for: what is unknown is found out, and it ends.
    const bool isLast = m_waiting.empty() && m_held.empty() && m_intending.empty() && m_ready.empty();
    const QPointer<BulkRun> self(this);
    if (m_state == BulkState::Running && !isLast) {
        setState(BulkState::AtCanary);
        if (!self)
            return;
    }
    emit canaryFinished(m_canaryFine);
    if (self && m_canaryFine && m_options.goOnWhenFine)
        goOn();
}

void BulkRun::checkEnd()
{
    const bool isQuiet = !m_sender
        || (m_sender->inFlight() == 0
            && (!m_journal || (m_intending.empty() && m_settling.empty() && m_ready.empty())));
    if (!isQuiet || m_state == BulkState::Finished)
        return;
    if (m_state == BulkState::Running && m_waiting.empty() && m_held.empty()) {
        if (!m_unsure.empty()) {
            std::swap(m_waiting, m_unsure);
            pump();
            return;
        }
        m_end = BulkEnd::AllDone;
    }
    if (m_end == BulkEnd::None)
        return;
    // Its end is on the disk, and nothing holds its files, before anybody hears of it.
    if (m_journal) {
        if (!std::exchange(m_isClosing, true))
            m_journal->close(journalEnd());
        return;
    }
    m_lock.reset();
    setState(BulkState::Finished);
    m_pumpTimer->stop();
    m_reportTimer->stop();
    report();
    qCInfo(lcReset) << "bulk run ended" << static_cast<int>(m_end);
    emit finished(m_end);
}

/// What the journal keeps of it.
RunEnd BulkRun::journalEnd() const
{
    if (m_end != BulkEnd::AllDone)
        return RunEnd::Open;
    const bool isSettled = m_counts[std::size_t(BulkRowState::Unknown)] == 0;
    return m_options.needsAcknowledging || !isSettled ? RunEnd::Ended : RunEnd::PutAway;
}

void BulkRun::handleClosed()
{
    m_journal.release()->deleteLater(); // it is what calls
    checkEnd();
}

/// What was to be written is not: nobody stays "being sent" who was not.
void BulkRun::giveJournalUp()
{
    m_journal.release()->deleteLater(); // it is what calls
    m_settling.clear();
    for (const auto &[ticket, row] : std::exchange(m_intending, {}))
        putBack(row);
}

void BulkRun::endWith(BulkEnd end, const Error &error, int row)
{
    if (m_state == BulkState::Finished)
        return;
    if (end == BulkEnd::JournalFailed && m_journal)
        giveJournalUp();
    if (m_end == BulkEnd::None) {
        m_end = end;
        m_endError = error;
        m_endRow = row;
    }
    setState(BulkState::Stopping);
    if (m_sender)
        putBackReady();
    QMetaObject::invokeMethod(this, &BulkRun::checkEnd, Qt::QueuedConnection);
}

quint64 BulkRun::write(int row, BulkRowState state)
{
    setRowState(row, state);
    if (!m_journal)
        return 0;
    return m_journal->write({row, state, m_plan->isUnsure(row), m_plan->tries(row), m_plan->facts(row)});
}

void BulkRun::setRowState(int row, BulkRowState state)
{
    --countOf(m_plan->state(row));
    m_plan->setState(row, state);
    ++countOf(state);
    m_touched.append(row);
    if (!m_reportTimer->isActive())
        m_reportTimer->start();
}

void BulkRun::setState(BulkState state)
{
    if (m_state == state)
        return;
    m_state = state;
    emit stateChanged(state);
}

BulkProgress BulkRun::progress() const
{
    const auto count = [this](BulkRowState state) { return m_counts[std::size_t(state)]; };
    BulkProgress progress;
    progress.state = m_state;
    progress.changed = count(BulkRowState::Changed);
    progress.refused = count(BulkRowState::Refused);
    progress.notSent = count(BulkRowState::NotSent);
    progress.unknown = count(BulkRowState::Unknown);
    progress.inFlight = m_sender ? m_sender->inFlight() : 0;
    progress.left = count(BulkRowState::Waiting) + count(BulkRowState::InFlight);
    progress.total = progress.done() + progress.unknown + progress.left;
    progress.throttled = m_throttled;
    if (m_recentTimes.size() > 1) {
        const auto span =
            std::max<std::chrono::milliseconds>(now() - m_recentTimes.front(), 1s); // no figure of a moment
        progress.rate = double(m_recentTimes.size()) * 1000 / double(span.count());
    }
    constexpr std::size_t enoughToTell = 5;
    if (m_state == BulkState::Running && m_recentTimes.size() >= enoughToTell && progress.rate > 0)
        progress.estimate =
            std::chrono::seconds(std::llround(std::ceil(double(progress.left) / progress.rate)));
    if (m_pacer && m_pacer->isHeld(now()))
        progress.heldUntil = m_setup.clock->now().addMSecs((*m_pacer->heldUntil() - now()).count());
    return progress;
}

void BulkRun::report()
{
    while (!m_recentTimes.empty() && now() - m_recentTimes.front() > rateWindow)
        m_recentTimes.pop_front();
    const QPointer<BulkRun> self(this);
    QList<int> rows = std::exchange(m_touched, {});
    std::ranges::sort(rows);
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    if (!rows.isEmpty())
        emit rowsChanged(rows);
    if (self)
        emit progressed(progress());
}

} // namespace Keyturn
