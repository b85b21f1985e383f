#include "newaccount.h"

#include "accounts/accountwords.h"
#include "net/urlpolicy.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <initializer_list>

namespace Keyturn {

namespace {

constexpr QLatin1StringView NameField("name");
constexpr QLatin1StringView BaseUrlField("baseUrl");
constexpr QLatin1StringView TokenUrlField("tokenUrl");
constexpr QLatin1StringView PlanField("plan");
constexpr QLatin1StringView RateShareField("rateShare");
constexpr QLatin1StringView SendAsField("sendAs");
constexpr QLatin1StringView CaCertificatesField("caCertificates");
constexpr QLatin1StringView TokenField("token");
constexpr QLatin1StringView OauthField("oauth");
constexpr QLatin1StringView AccountIdField("accountId");
constexpr QLatin1StringView ClientIdField("clientId");
constexpr QLatin1StringView ClientSecretField("clientSecret");

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::AddAccountCommand)
};

std::unexpected<Error> badInput(const QString &message, const QString &field = {})
{
    return std::unexpected(Error::inField(ErrorKind::InvalidInput, field, message));
}

/// A field's name goes into a message only when it looks like one: it could be a misplaced token.
QString shownFieldName(const QString &name)
{
    const bool plain = name.size() <= 32 && !name.isEmpty()
        && std::all_of(name.cbegin(), name.cend(),
                       [](QChar c) { return c.isLetter() || c == u'_' || c == u'-'; });
    return plain ? name : Texts::tr("(not shown)");
}

Result<void> checkNames(const QJsonObject &object, std::initializer_list<QLatin1StringView> known)
{
    for (auto it = object.constBegin(); it != object.constEnd(); ++it) {
        if (std::find(known.begin(), known.end(), it.key()) == known.end())
            return badInput(Texts::tr("The field is not known."), shownFieldName(it.key()));
    }
    return {};
}

Result<QString> textOf(const QJsonObject &object, QLatin1StringView field)
{
    const QJsonValue value = object.value(field);
    if (value.isUndefined())
        return badInput(Texts::tr("The field is missing."), field);
    if (!value.isString())
        return badInput(Texts::tr("The field must be a string."), field);
    if (value.toString().trimmed().isEmpty())
        return badInput(Texts::tr("The field is empty."), field);
    return value.toString();
}

Result<QJsonObject> objectIn(const QByteArray &json)
{
    QByteArray text = json;
    if (text.startsWith("\xff\xfe") || text.startsWith("\xfe\xff"))
        return badInput(Texts::tr("The input is UTF-16. It must be UTF-8."));
    if (text.startsWith("\xef\xbb\xbf"))
        text.remove(0, 3);
    if (text.trimmed().isEmpty())
        return badInput(
            Texts::tr("The input is empty. It must be a JSON object with \"name\" and \"token\"."));
    QJsonParseError parsed;
    const QJsonDocument document = QJsonDocument::fromJson(text, &parsed);
    wipe(text);
    if (parsed.error != QJsonParseError::NoError)
        return badInput(Texts::tr("The input is not valid JSON at byte %1: %2.")
                            .arg(parsed.offset)
                            .arg(parsed.errorString()));
    if (!document.isObject())
        return badInput(Texts::tr("The input is not a JSON object."));
    return document.object();
}

Result<void> readServers(const QJsonObject &object, Account *account)
{
    QString baseUrl = Account::defaultBaseUrl();
    if (object.contains(BaseUrlField)) {
        Result<QString> given = textOf(object, BaseUrlField);
        if (!given)
            return std::unexpected(given.error());
        baseUrl = *given;
    }
    const Result<QUrl> checked = checkedBaseUrl(baseUrl);
    if (!checked)
        return badInput(checked.error().reply.message, BaseUrlField);
    account->baseUrl = *checked;
    account->tokenUrl = Account::tokenUrlFor(*checked);
    if (object.contains(TokenUrlField)) {
        const Result<QString> given = textOf(object, TokenUrlField);
        if (!given)
            return std::unexpected(given.error());
        account->tokenUrl = QUrl(given->trimmed(), QUrl::StrictMode);
        if (!isAllowedTarget(account->tokenUrl))
            return badInput(Texts::tr("The token URL must begin with https:// (http:// is for this computer "
                                      "only) and hold no user name."),
                            TokenUrlField);
    }
    return {};
}

Result<void> readPace(const QJsonObject &object, Account *account)
{
    if (object.contains(PlanField)) {
        const Result<QString> word = textOf(object, PlanField);
        if (!word)
            return std::unexpected(word.error());
        const auto plan = valueOf(planWords, *word);
        if (!plan)
            return badInput(Texts::tr("The plan must be \"free\", \"pro\" or \"business\"."), PlanField);
        account->plan = *plan;
    }
    if (object.contains(RateShareField)) {
        const QJsonValue share = object.value(RateShareField);
        if (!share.isDouble() || share.toDouble() < 0 || share.toDouble() > 1)
            return badInput(Texts::tr("The share must be a number from 0.0 to 1.0."), RateShareField);
        account->rateShare = share.toDouble();
    }
    return {};
}

Result<void> readSendAs(const QJsonObject &object, Account *account)
{
    if (!object.contains(SendAsField))
        return {};
    const Result<QString> word = textOf(object, SendAsField);
    if (!word)
        return std::unexpected(word.error());
    const auto sendAs = valueOf(sendAsWords, *word);
    if (!sendAs)
        return badInput(Texts::tr("It must be \"automatic\", \"form\" or \"json\"."), SendAsField);
    account->sendAs = *sendAs;
    return {};
}

Result<Secret> readSignIn(const QJsonObject &object, Account *account)
{
    if (object.contains(TokenField) && object.contains(OauthField))
        return badInput(Texts::tr("There must be either \"token\" or \"oauth\", and not both."), OauthField);
    if (!object.contains(OauthField)) {
        account->kind = Account::Kind::PastedToken;
        const Result<QString> token = textOf(object, TokenField);
        return token ? Result<Secret>(Secret::fromText(*token)) : std::unexpected(token.error());
    }
    if (!object.value(OauthField).isObject())
        return badInput(Texts::tr("The field must be an object with \"accountId\", \"clientId\" and "
                                  "\"clientSecret\"."),
                        OauthField);
    const QJsonObject app = object.value(OauthField).toObject();
    if (const auto known = checkNames(app, {AccountIdField, ClientIdField, ClientSecretField}); !known)
        return std::unexpected(known.error());
    account->kind = Account::Kind::ServerToServer;
    const Result<QString> accountId = textOf(app, AccountIdField);
    if (!accountId)
        return std::unexpected(accountId.error());
    const Result<QString> clientId = textOf(app, ClientIdField);
    if (!clientId)
        return std::unexpected(clientId.error());
    const Result<QString> clientSecret = textOf(app, ClientSecretField);
    if (!clientSecret)
        return std::unexpected(clientSecret.error());
    if (account->tokenUrl.isEmpty())
        return badInput(Texts::tr("The field is missing. A base URL that is not Zoom's needs it."),
                        TokenUrlField);
    account->accountId = accountId->trimmed();
    account->clientId = clientId->trimmed();
    return Secret::fromText(QStringView(*clientSecret).trimmed());
}

} // namespace

QString NewAccount::secretKeyOf(const Account &saved) const
{
    return account.kind == Account::Kind::ServerToServer ? saved.clientSecretKey() : saved.tokenKey();
}

Result<NewAccount> NewAccount::fromJson(const QByteArray &json)
{
    const Result<QJsonObject> object = objectIn(json);
    if (!object)
        return std::unexpected(object.error());
    const auto known = checkNames(*object,
                                  {NameField, BaseUrlField, TokenUrlField, PlanField, RateShareField,
                                   SendAsField, CaCertificatesField, TokenField, OauthField});
    if (!known)
        return std::unexpected(known.error());

    NewAccount input;
    input.given = object->keys();
    const Result<QString> name = textOf(*object, NameField);
    if (!name)
        return std::unexpected(name.error());
    input.account.name = *name;
    if (const auto servers = readServers(*object, &input.account); !servers)
        return std::unexpected(servers.error());
    if (const auto pace = readPace(*object, &input.account); !pace)
        return std::unexpected(pace.error());
    if (const auto sendAs = readSendAs(*object, &input.account); !sendAs)
        return std::unexpected(sendAs.error());
    if (object->contains(CaCertificatesField)) {
        const Result<QString> certificates = textOf(*object, CaCertificatesField);
        if (!certificates)
            return std::unexpected(certificates.error());
        input.account.caCertificates = *certificates;
    }
    Result<Secret> secret = readSignIn(*object, &input.account);
    if (!secret)
        return std::unexpected(secret.error());
    input.secret = std::move(*secret);
    return input;
}

} // namespace Keyturn
