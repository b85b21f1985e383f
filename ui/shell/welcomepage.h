#pragma once

#include <QWidget>

namespace Keyturn {

/// What the window shows while no account is open: what to do.
class WelcomePage : public QWidget
{
    Q_OBJECT

public:
    explicit WelcomePage(QWidget *parent = nullptr);

signals:
    void addRequested();
    void practiceRequested();
};

} // namespace Keyturn
