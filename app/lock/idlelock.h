#pragma once

#include <QObject>
#include <QTimer>

#include <chrono>
#include <optional>

namespace Keyturn {

class Clock;
class ScreenWatch;
class Settings;

/// Says when what is held in memory is to be wiped: after a time without input to the program, and with the
/// screen (Options::lockAfterMinutes, Options::lockWithScreen; a change counts at once). Wiping is the
/// business of whoever listens. Nothing has to be unlocked: the keychain gives back what it has.
///
/// - Input is what the window system delivers: keys, mouse, wheel, touch, pen. What assistive technology sets
///   without keys is not seen.
/// - Time is measured by both clocks, and the longer one counts: the uptime stands still while a laptop
///   sleeps, and the time of day can be put back.
/// - The input that ends a sleep comes too late: it locks first, and is not delivered. Nor is what follows
///   within half a second of any lock: it was meant for what was on the screen before.
/// - It locks again after each further time without input, since work that goes on by itself may have fetched
///   a token meanwhile.
///
/// Thread: GUI. It filters the events of the application as long as it lives.
class IdleLock : public QObject
{
    Q_OBJECT

public:
    enum class Reason { NoInput, ScreenLocked, Sleep };
    Q_ENUM(Reason)

    static constexpr std::chrono::milliseconds deafFor{500};

    /// All outlive this. `screen` may be null: nothing tells of it.
    IdleLock(const Clock &clock, const Settings *settings, ScreenWatch *screen, QObject *parent = nullptr);

    bool eventFilter(QObject *watched, QEvent *event) override;

public slots:
    /// Locks when the time is over; a timer calls it.
    void check();

signals:
    /// `minutes`: the time that was over, for NoInput.
    void locked(Keyturn::IdleLock::Reason reason, int minutes);

private:
    struct Moment
    {
        std::chrono::milliseconds timeOfDay;
        std::chrono::milliseconds uptime;
    };

    Moment now() const;
    std::chrono::milliseconds idleFor() const;
    std::chrono::minutes limit() const;
    bool isOver() const;
    void lockWithScreen(Reason reason);
    void lock(Reason reason);
    void waitOn();

    const Clock &m_clock;
    const Settings *m_settings;
    Moment m_lastInput;
    std::optional<std::chrono::milliseconds> m_deafUntil; ///< uptime
    QTimer m_timer;
};

} // namespace Keyturn
