#pragma once

class QWidget;

namespace Keyturn {

/// Tells screen readers that the words of this widget are new and worth reading out.
void announce(QWidget *widget);

} // namespace Keyturn
