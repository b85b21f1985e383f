#include "networkoptions.h"

#include "settings/options.h"
#include "settings/settings.h"

namespace Keyturn {

HttpClient::Options networkOptions(const Settings &settings)
{
    HttpClient::Options options;
    options.allowHttp2 = mayUseHttp2(settings.value(Options::http2), QString::fromLatin1(qVersion()));
    options.replyTimeout = std::chrono::seconds(settings.value(Options::replyTimeoutSeconds));
    return options;
}

} // namespace Keyturn
