#include "codetokenrequest.h"

#include "zoom/zoomreply.h"

#include <QCoreApplication>

namespace Keyturn {

Result<HttpRequest> CodeTokenRequest::build(const QUrl &tokenUrl) const
{
    if (const Result<void> checked = checkTokenCall(tokenUrl, client); !checked)
        return std::unexpected(checked.error());
    std::vector<TokenFormField> form;
    form.push_back({"grant_type", Secret::fromUtf8("authorization_code")});
    form.push_back({"code", code.clone()});
    form.push_back({"redirect_uri", Secret::fromUtf8(redirectUrl.toEncoded())});
    form.push_back({"code_verifier", codeVerifier.clone()});
    return tokenCall(tokenUrl, client, form);
}

Result<GrantedToken> CodeTokenRequest::parse(const HttpReply &reply) const
{
    const ZoomReply read = ZoomReply::of(reply);
    auto granted = grantedTokenOf(read, client, ErrorKind::SignInCodeRefused, {&code, &codeVerifier});
    if (granted && granted->refreshToken.isEmpty()) {
        Error error = Error::inField(
            ErrorKind::UnexpectedReply, QStringLiteral("refresh_token"),
            QCoreApplication::translate("CodeTokenRequest", "The answer holds no refresh token."));
        const QString message = error.reply.message;
        error.reply = read.facts();
        error.reply.message = message;
        return std::unexpected(error);
    }
    return granted;
}

} // namespace Keyturn
