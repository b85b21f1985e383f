#pragma once

#include <QObject>
#include <QTimer>

#include <chrono>

namespace Keyturn {

class Clock;

/// Who may call next at one account. What a person waits for goes before pages that come in the background;
/// and after Zoom has answered that there were too many calls in this second, nobody calls until it is over,
/// because the limit is the account's and not one call's [RATE-shared]. Owned by ZoomClient.
/// Thread: GUI.
class CallGate : public QObject
{
    Q_OBJECT

public:
    enum class Urgency {
        Person, ///< somebody waits for it
        Background, ///< waits until no person's call is under way
    };

    explicit CallGate(const Clock &clock, QObject *parent = nullptr);

    /// The longest that a person's call is held back. Zoom's windows are a second long, and its times are
    /// told in whole seconds. Longer waits are for who asked to judge, from Zoom's own answer.
    static constexpr std::chrono::milliseconds longestHold = std::chrono::seconds(2);

    /// A person's call is under way from enter() to leave().
    void enter() { ++m_persons; }
    void leave();
    bool isOpen(Urgency urgency) const;
    /// Zoom refused a call for having been one too many. `wait`: until when it said to wait, from now.
    void hold(std::chrono::milliseconds wait);

signals:
    /// It may be open again for somebody who found it closed.
    void changed();

private:
    void look();

    const Clock &m_clock;
    int m_persons = 0;
    std::chrono::milliseconds m_openAt{0}; ///< Clock::uptime()
    QTimer m_timer;
};

} // namespace Keyturn
