#include "practiceserverprogram.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace Keyturn {

QString practiceServerProgram()
{
#ifdef Q_OS_WIN
    const QString name = QStringLiteral("keyturn-practice-server.exe");
#else
    const QString name = QStringLiteral("keyturn-practice-server");
#endif
    // Never by PATH: what is started there is told nothing, but it would be trusted.
    const QDir here(QCoreApplication::applicationDirPath());
    const QString beside = here.filePath(name);
    if (QFileInfo(beside).isExecutable())
        return beside;
    const QString installed = QStringLiteral(KEYTURN_PRACTICE_SERVER_FROM_BIN) % QLatin1Char('/') % name;
    return QDir::cleanPath(here.filePath(installed));
}

} // namespace Keyturn
