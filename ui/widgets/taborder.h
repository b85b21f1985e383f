#pragma once

#include <initializer_list>

class QWidget;

namespace Keyturn {

/// Tab goes from each of these to the next: as they stand on the screen, and not as they were made.
void setTabOrder(std::initializer_list<QWidget *> widgets);

} // namespace Keyturn
