#include "bulksetup.h"

#include "accounts/ratelimits.h"
#include "accountsession.h"

#include <algorithm>

namespace Keyturn {

BulkRun::Setup bulkSetup(const AccountSession &session, SecretStore *keychain, const QString &folder)
{
    BulkRun::Setup setup;
    setup.account = session.account();
    setup.formats = session.formats();
    setup.tokens = session.tokens();
    setup.network = session.networkOptions();
    setup.clock = &session.clock();
    setup.keychain = keychain;
    setup.folder = folder;
    return setup;
}

BulkRun::Options bulkOptions(const Account &account, const PasswordRules &rules)
{
    BulkRun::Options options;
    options.limit = mediumLimit(account.plan);
    options.share = account.rateShare;
    options.needsAcknowledging = true;
    options.rules = rules;
    options.passwordLength = std::max(options.passwordLength, rules.minimumLength);
    return options;
}

} // namespace Keyturn
