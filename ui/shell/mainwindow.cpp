#include "mainwindow.h"

namespace Keyturn {

MainWindow::MainWindow(AccountStore *, SecretStore *, SecretStore *, SessionFactory *, QWidget *parent)
    : QMainWindow(parent)
{
}

} // namespace Keyturn
