#pragma once

#include <QStringView>

namespace Keyturn {

/// The longest row of characters that Zoom would take for consecutive [RULE-runs]: one character repeated,
/// letters or digits that count up or down, or neighbours on a keyboard, in either direction. Upper and lower
/// case are the same. It is unproved which keyboards Zoom knows, so all of QWERTY, QWERTZ and AZERTY count,
/// and their row of digits.
int longestRun(QStringView password);

/// Whether `second` may follow `first` in such a row.
enum class RunKind {
    Same,
    Up,
    Down,
    QwertyRight,
    QwertyLeft,
    QwertzRight,
    QwertzLeft,
    AzertyRight,
    AzertyLeft
};
bool continuesRun(RunKind kind, char32_t first, char32_t second);
inline constexpr RunKind allRunKinds[]{RunKind::Same,        RunKind::Up,          RunKind::Down,
                                       RunKind::QwertyRight, RunKind::QwertyLeft,  RunKind::QwertzRight,
                                       RunKind::QwertzLeft,  RunKind::AzertyRight, RunKind::AzertyLeft};

} // namespace Keyturn
