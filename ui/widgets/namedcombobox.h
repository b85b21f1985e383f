#pragma once

#include <QComboBox>

namespace Keyturn {

/// A combo box whose accessible name is the one that was set. Qt's own gives its current text for a name on
/// Unix (QAccessibleComboBox::text), so that nobody who does not see its label can tell what it is for.
class NamedComboBox : public QComboBox
{
    Q_OBJECT

public:
    explicit NamedComboBox(QWidget *parent = nullptr);
};

} // namespace Keyturn
