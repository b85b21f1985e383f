#include "http2policy.h"

#include <QVersionNumber>

namespace Keyturn {

bool mayUseHttp2(Http2Setting setting, QStringView qtVersion)
{
    if (setting != Http2Setting::Automatic)
        return setting == Http2Setting::On;
    const QVersionNumber version = QVersionNumber::fromString(qtVersion);
    if (version >= QVersionNumber(6, 8))
        return true;
    const QVersionNumber series(version.majorVersion(), version.minorVersion());
    if (series == QVersionNumber(6, 2))
        return version >= QVersionNumber(6, 2, 13);
    if (series == QVersionNumber(6, 5))
        return version >= QVersionNumber(6, 5, 7);
    if (series == QVersionNumber(6, 7))
        return version >= QVersionNumber(6, 7, 3);
    return false;
}

} // namespace Keyturn
