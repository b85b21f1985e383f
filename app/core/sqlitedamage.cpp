#include "sqlitedamage.h"

#include <QSqlError>

namespace Keyturn {

bool isDamagedDatabase(const QSqlError &error)
{
    constexpr int corruptCode = 11;
    constexpr int notADatabaseCode = 26;
    const int code = error.nativeErrorCode().toInt() & 0xFF; // without the extended part
    return code == corruptCode || code == notADatabaseCode;
}

} // namespace Keyturn
