#include "servertokenrequest.h"

#include <QCoreApplication>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ServerTokenRequest)
};

std::unexpected<Error> invalid(QLatin1String field, const QString &message)
{
    return std::unexpected(Error::inField(ErrorKind::InvalidInput, field, message));
}

} // namespace

Result<void> ServerTokenRequest::check(const QUrl &tokenUrl) const
{
    if (const auto checked = checkTokenCall(tokenUrl, {clientId, clientSecret.clone()}); !checked)
        return checked;
    if (accountId.isEmpty() || !isPrintableAscii(accountId.toUtf8()))
        return invalid(
            QLatin1String("accountId"),
            Texts::tr("The account ID is empty, or holds a blank, a line break or a special character."));
    if (clientSecret.isEmpty())
        return invalid(QLatin1String("clientSecret"), Texts::tr("The client secret is empty."));
    return {};
}

Result<HttpRequest> ServerTokenRequest::build(const QUrl &tokenUrl) const
{
    if (const Result<void> checked = check(tokenUrl); !checked)
        return std::unexpected(checked.error());
    std::vector<TokenFormField> form;
    form.push_back({"grant_type", Secret::fromUtf8("account_credentials")});
    form.push_back({"account_id", Secret::fromText(accountId)});
    return tokenCall(tokenUrl, {clientId, clientSecret.clone()}, form);
}

Result<GrantedToken> ServerTokenRequest::parse(const HttpReply &reply) const
{
    // The form holds the grant's name, which is fixed, and the account ID.
    return grantedTokenOf(ZoomReply::of(reply), {clientId, clientSecret.clone()},
                          ErrorKind::AccountIdRefused);
}

} // namespace Keyturn
