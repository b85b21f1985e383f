#pragma once

#include <QWidget>

namespace Keyturn {

/// "Set by your administrator", with a padlock, drawn in the palette's text colour.
class AdministratorMark : public QWidget
{
    Q_OBJECT

public:
    explicit AdministratorMark(QWidget *parent = nullptr);

    static QString words();
};

} // namespace Keyturn
