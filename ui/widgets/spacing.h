#pragma once

class QLayout;
class QWidget;

namespace Keyturn {

/// Margins and spacing of a dialog that is read and not filled in; in step with the font.
void spaceOut(QLayout *layout, const QWidget *dialog);

} // namespace Keyturn
