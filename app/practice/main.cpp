#include "core/processhardening.h"
#include "practice/practiceprogram.h"

#include <QCoreApplication>

int main(int argc, char **argv)
{
    Keyturn::hardenProcess();
    const QCoreApplication app(argc, argv);
    return Keyturn::runPracticeProgram(QCoreApplication::arguments());
}
