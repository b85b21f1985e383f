#pragma once

class QLayout;
class QVBoxLayout;
class QWidget;

namespace Keyturn {

/// Margins and spacing of a dialog that is read and not filled in; in step with the font.
void spaceOut(QLayout *layout, const QWidget *dialog);

/// What a dialog says, with its icon before it. The column that is given is the dialog's own; buttons go
/// below.
QVBoxLayout *putBesideIcon(QWidget *icon, QLayout *texts, QWidget *dialog);

} // namespace Keyturn
