#pragma once

#include <QObject>
#include <QString>

#include <memory>

namespace Keyturn {

/// Keeps the computer from falling asleep while something runs that a sleep would cut off. The screen may go
/// dark. What the platform refuses is refused: a laptop whose lid is closed sleeps. Thread: GUI; nothing
/// blocks.
class SleepInhibitor : public QObject
{
    Q_OBJECT

public:
    explicit SleepInhibitor(QObject *parent = nullptr);
    /// Lets go.
    ~SleepInhibitor() override;

    /// `why` is what the system shows to whoever asks what keeps it awake. Held once, however often.
    void hold(const QString &why);
    void release();
    bool isHeld() const { return m_platform != nullptr; }

private:
    class Platform;
    std::unique_ptr<Platform> m_platform; ///< null: not held
};

} // namespace Keyturn
