#pragma once

#include "net/httpclient.h"

namespace Keyturn {

class Settings;
struct Account;

/// What the settings say about the network, for the accounts that are opened next. `credentials` are asked
/// when a proxy wants a sign-in, and outlive all that is opened; null: nobody is asked.
HttpClient::Options networkOptions(const Settings &settings, ProxyCredentials *credentials = nullptr);

/// With the certificates of the account's own. What cannot be read is left out: opening the account says so.
HttpClient::Options optionsFor(const Account &account, HttpClient::Options options);

} // namespace Keyturn
