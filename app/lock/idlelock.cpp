#include "idlelock.h"

#include "core/clock.h"
#include "screenwatch.h"
#include "settings/options.h"
#include "settings/settings.h"

#include <QCoreApplication>
#include <QEvent>

#include <algorithm>

using namespace std::chrono_literals;

namespace Keyturn {

namespace {

/// A timer does not run while a laptop sleeps, so none waits for long.
constexpr std::chrono::milliseconds longestWait = 30s;

bool isInput(QEvent::Type type)
{
    switch (type) {
    case QEvent::ShortcutOverride: // comes before the KeyPress, which a shortcut would take
    case QEvent::KeyPress:
    case QEvent::KeyRelease:
    case QEvent::InputMethod:
    case QEvent::MouseMove:
    case QEvent::MouseButtonPress:
    case QEvent::MouseButtonRelease:
    case QEvent::MouseButtonDblClick:
    case QEvent::Wheel:
    case QEvent::TouchBegin:
    case QEvent::TouchUpdate:
    case QEvent::TouchEnd:
    case QEvent::TabletMove:
    case QEvent::TabletPress:
    case QEvent::TabletRelease:
        return true;
    default:
        return false;
    }
}

} // namespace

IdleLock::IdleLock(const Clock &clock, const Settings *settings, ScreenWatch *screen, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_settings(settings)
    , m_lastInput(now())
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_timer, &QTimer::timeout, this, &IdleLock::check);
    connect(m_settings, &Settings::changed, this, &IdleLock::check);
    if (screen) {
        connect(screen, &ScreenWatch::screenLocked, this, [this] { lockWithScreen(Reason::ScreenLocked); });
        connect(screen, &ScreenWatch::goingToSleep, this, [this] { lockWithScreen(Reason::Sleep); });
    }
    QCoreApplication::instance()->installEventFilter(this);
    waitOn();
}

bool IdleLock::eventFilter(QObject *, QEvent *event)
{
    if (!isInput(event->type()))
        return false;
    if (isOver())
        lock(Reason::NoInput);
    if (m_deafUntil && m_clock.uptime() < *m_deafUntil) {
        // Accepted, so that a key that is not delivered is taken for no shortcut either.
        event->accept();
        return true;
    }
    m_deafUntil.reset();
    m_lastInput = now();
    return false;
}

void IdleLock::check()
{
    if (isOver())
        lock(Reason::NoInput);
    else
        waitOn();
}

IdleLock::Moment IdleLock::now() const
{
    return {std::chrono::milliseconds(m_clock.now().toMSecsSinceEpoch()), m_clock.uptime()};
}

std::chrono::milliseconds IdleLock::idleFor() const
{
    const Moment current = now();
    return std::max(current.timeOfDay - m_lastInput.timeOfDay, current.uptime - m_lastInput.uptime);
}

std::chrono::minutes IdleLock::limit() const
{
    return std::chrono::minutes(m_settings->value(Options::lockAfterMinutes));
}

bool IdleLock::isOver() const
{
    return limit() > 0min && idleFor() >= limit();
}

void IdleLock::lockWithScreen(Reason reason)
{
    if (m_settings->value(Options::lockWithScreen))
        lock(reason);
}

void IdleLock::lock(Reason reason)
{
    m_lastInput = now();
    m_deafUntil = m_lastInput.uptime + deafFor;
    waitOn();
    emit locked(reason, static_cast<int>(limit().count()));
}

void IdleLock::waitOn()
{
    if (limit() == 0min) {
        m_timer.stop();
        return;
    }
    const std::chrono::milliseconds left = limit() - idleFor();
    m_timer.start(std::clamp<std::chrono::milliseconds>(left, 1s, longestWait));
}

} // namespace Keyturn
