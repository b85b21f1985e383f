#pragma once

#include <QString>

class QPushButton;
class QWidget;

namespace Keyturn {

/// A button of a window that is not a form: Enter in a field does not press it. Its accessible name is its
/// text without the mark of its key. Owned by `parent`.
QPushButton *namedButton(const QString &text, const char *objectName, const QString &toolTip,
                         QWidget *parent);

} // namespace Keyturn
