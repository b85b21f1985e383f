#pragma once

#include <QMainWindow>

namespace Keyturn {

class AccountStore;
class SecretStore;
class SessionFactory;

/// The one window. Borrows what it is given; all of it outlives the window.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(AccountStore *accounts, SecretStore *secrets, SecretStore *runSecrets,
               SessionFactory *sessions, QWidget *parent = nullptr);
};

} // namespace Keyturn
