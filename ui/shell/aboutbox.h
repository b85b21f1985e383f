#pragma once

class QWidget;

namespace Keyturn {

/// Opens "About Keyturn", without blocking.
void showAbout(QWidget *window);

} // namespace Keyturn
