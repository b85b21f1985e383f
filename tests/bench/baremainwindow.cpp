#include <QApplication>
#include <QMainWindow>

// What Keyturn's start and memory are compared with: the least that a program of this kind can do.

int main(int argc, char **argv)
{
    const QApplication app(argc, argv);
    QMainWindow window;
    window.show();
    return QApplication::exec();
}
