#include "verifyhistorycommand.h"

#include "core/whenready.h"
#include "history/history.h"
#include "history/historycheckwords.h"

#include <QEventLoop>
#include <QTextStream>

namespace Keyturn {

int runVerifyHistory(const QString &file, SecretStore &keychain, QTextStream &out)
{
    History history(file, &keychain);
    HistoryCheck check;
    QEventLoop loop; // there is no window that it could starve
    whenReady(history.check(), &loop, [&](const HistoryCheck &found) {
        check = found;
        loop.quit();
    });
    loop.exec();
    out << historyCheckText(check) << Qt::endl;
    return check.finding == HistoryCheck::Finding::Sound ? 0 : 1;
}

} // namespace Keyturn
