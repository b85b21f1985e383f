#pragma once

#include <QString>

namespace Keyturn {

struct HistoryCheck;

/// What a check found, as one or two sentences: for the window, and for a terminal.
QString historyCheckText(const HistoryCheck &check);

} // namespace Keyturn
