#pragma once

#include "net/httpclient.h"

namespace Keyturn {

class Settings;

/// What the settings say about the network, for the accounts that are opened next. `credentials` are asked
/// when a proxy wants a sign-in, and outlive all that is opened; null: nobody is asked.
HttpClient::Options networkOptions(const Settings &settings, ProxyCredentials *credentials = nullptr);

} // namespace Keyturn
