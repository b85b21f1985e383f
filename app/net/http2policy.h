#pragma once

#include <QStringView>

namespace Keyturn {

/// Whether this Qt's HTTP/2 may be used, in one place. Needs the fixes of CVE-2023-51714 (HPACK) and
/// CVE-2024-39936 (HTTP/2 data sent before encrypted() was handled): 6.2.13, 6.5.7, 6.7.3, 6.8 and up. A
/// distribution may have backported them; only a person can know, hence the setting.
enum class Http2Setting { Automatic, On, Off };

bool mayUseHttp2(Http2Setting setting, QStringView qtVersion);

} // namespace Keyturn
