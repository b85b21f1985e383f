#pragma once

#include "net/httpclient.h"

namespace Keyturn {

class Settings;

/// What the settings say about the network, for the accounts that are opened next.
HttpClient::Options networkOptions(const Settings &settings);

} // namespace Keyturn
