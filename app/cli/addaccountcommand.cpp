#include "addaccountcommand.h"

#include "accounts/accountsaver.h"
#include "accounts/accountstore.h"
#include "net/urlpolicy.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QFutureWatcher>
#include <QIODevice>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTextStream>

#include <algorithm>

namespace Keyturn {

namespace {

constexpr qint64 InputLimit = 64 * 1024;

const auto NameField = QStringLiteral("name");
const auto BaseUrlField = QStringLiteral("baseUrl");
const auto TokenField = QStringLiteral("token");

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::AddAccountCommand)
};

std::unexpected<Error> badInput(const QString &message, const QString &field = {})
{
    return std::unexpected(Error::inField(ErrorKind::InvalidInput, field, message));
}

Result<QByteArray> readAll(QIODevice &in)
{
    QByteArray bytes;
    // A pipe gives what it has; only an empty read is the end.
    for (QByteArray piece; bytes.size() <= InputLimit && !(piece = in.read(InputLimit + 1)).isEmpty();) {
        bytes += piece;
        wipe(piece);
    }
    if (bytes.size() <= InputLimit)
        return bytes;
    wipe(bytes);
    return badInput(Words::tr("The input is longer than 64 KiB."));
}

/// A field's name goes into a message only when it looks like one: it could be a misplaced token.
QString shownFieldName(const QString &name)
{
    const bool plain = name.size() <= 32 && !name.isEmpty()
        && std::all_of(name.cbegin(), name.cend(),
                       [](QChar c) { return c.isLetter() || c == u'_' || c == u'-'; });
    return plain ? name : Words::tr("(not shown)");
}

Result<QString> textOf(const QJsonObject &object, const QString &field)
{
    const QJsonValue value = object.value(field);
    if (value.isUndefined())
        return badInput(Words::tr("The field is missing."), field);
    if (!value.isString())
        return badInput(Words::tr("The field must be a string."), field);
    if (value.toString().trimmed().isEmpty())
        return badInput(Words::tr("The field is empty."), field);
    return value.toString();
}

QString keychainWords(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::KeychainUnavailable:
        return Words::tr(
            "The keychain refused: no keychain service runs in this session. Nothing was stored.");
    case ErrorKind::KeychainLocked:
        return Words::tr("The keychain refused: it is locked. Unlock it and try again. Nothing was stored.");
    case ErrorKind::KeychainRefused:
        return Words::tr("The keychain refused access. Nothing was stored.");
    case ErrorKind::KeychainTimeout:
        return Words::tr(
            "The keychain did not answer in time: a prompt may be waiting on the screen. The account was "
            "not added.");
    default:
        return Words::tr("The keychain failed to store the token. Nothing was stored.");
    }
}

AddAccountExit report(const Error &error, QTextStream &err)
{
    switch (error.kind) {
    case ErrorKind::KeychainUnavailable:
    case ErrorKind::KeychainLocked:
    case ErrorKind::KeychainRefused:
    case ErrorKind::KeychainTimeout:
    case ErrorKind::KeychainFailed:
        err << keychainWords(error.kind) << Qt::endl;
        return AddAccountExit::KeychainFailed;
    case ErrorKind::SettingsFailed:
        err << error.reply.message << Qt::endl;
        return AddAccountExit::SettingsNotWritten;
    default:
        break;
    }
    if (error.field.isEmpty())
        err << error.reply.message << Qt::endl;
    else
        err << Words::tr("Field \"%1\": %2").arg(error.field, error.reply.message) << Qt::endl;
    return AddAccountExit::BadInput;
}

/// The account that the input means: a new one, or the one that it names.
Result<Account> accountFor(const NewAccount &input, const AccountStore &accounts)
{
    Result<QUrl> url = checkedBaseUrl(input.baseUrl);
    if (!url)
        return badInput(url.error().reply.message, BaseUrlField);
    if (const std::optional<Account> existing = accounts.accountNamed(input.name)) {
        if (existing->baseUrl != *url)
            return badInput(Words::tr("An account with this name exists and has another base URL."),
                            NameField);
        return *existing;
    }
    Account account;
    account.id = Account::newId(input.name);
    account.name = input.name;
    account.baseUrl = *url;
    return account;
}

Result<void> waitFor(const QFuture<Result<void>> &future)
{
    QEventLoop loop;
    QFutureWatcher<Result<void>> watcher;
    QObject::connect(&watcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
    watcher.setFuture(future);
    loop.exec();
    if (future.resultCount() == 0)
        return std::unexpected(Error::of(ErrorKind::KeychainFailed));
    return future.result();
}

} // namespace

Result<NewAccount> NewAccount::fromJson(const QByteArray &json)
{
    QByteArray text = json;
    if (text.startsWith("\xff\xfe") || text.startsWith("\xfe\xff"))
        return badInput(Words::tr("The input is UTF-16. It must be UTF-8."));
    if (text.startsWith("\xef\xbb\xbf"))
        text.remove(0, 3);
    if (text.trimmed().isEmpty())
        return badInput(
            Words::tr("The input is empty. It must be a JSON object with \"name\" and \"token\"."));

    QJsonParseError parsed;
    const QJsonDocument document = QJsonDocument::fromJson(text, &parsed);
    wipe(text);
    if (parsed.error != QJsonParseError::NoError)
        return badInput(Words::tr("The input is not valid JSON at byte %1: %2.")
                            .arg(parsed.offset)
                            .arg(parsed.errorString()));
    if (!document.isObject())
        return badInput(Words::tr("The input is not a JSON object."));

    const QJsonObject object = document.object();
    for (auto it = object.constBegin(); it != object.constEnd(); ++it) {
        if (it.key() != NameField && it.key() != BaseUrlField && it.key() != TokenField)
            return badInput(Words::tr("The field is not known."), shownFieldName(it.key()));
    }
    NewAccount account;
    Result<QString> name = textOf(object, NameField);
    if (!name)
        return std::unexpected(name.error());
    account.name = *name;
    account.baseUrl = Account::defaultBaseUrl();
    if (object.contains(BaseUrlField)) {
        Result<QString> baseUrl = textOf(object, BaseUrlField);
        if (!baseUrl)
            return std::unexpected(baseUrl.error());
        account.baseUrl = *baseUrl;
    }
    Result<QString> token = textOf(object, TokenField);
    if (!token)
        return std::unexpected(token.error());
    account.token = Secret::fromText(*token);
    return account;
}

AddAccountExit runAddAccount(const QString &argument, QIODevice &in, QTextStream &out, QTextStream &err,
                             AccountStore &accounts, SecretStore &keychain)
{
    if (argument != u"-") {
        err << Words::tr(
            "--add-account takes \"-\" only: the token must come on standard input, not in a file or an "
            "argument.")
            << Qt::endl;
        return AddAccountExit::BadInput;
    }
    Result<QByteArray> json = readAll(in);
    if (!json)
        return report(json.error(), err);
    Result<NewAccount> input = NewAccount::fromJson(*json);
    wipe(*json);
    if (!input)
        return report(input.error(), err);
    const Result<Account> account = accountFor(*input, accounts);
    if (!account)
        return report(account.error(), err);

    const bool isNew = !accounts.account(account->id);
    AccountSaver saver(&accounts, &keychain, nullptr);
    const Result<void> saved = waitFor(saver.saveWithToken(*account, std::move(input->token)));
    if (!saved)
        return report(saved.error(), err);
    const QString name = account->name.trimmed();
    out << (isNew ? Words::tr("Account \"%1\" added.") : Words::tr("Account \"%1\" updated.")).arg(name)
        << Qt::endl;
    return AddAccountExit::Done;
}

} // namespace Keyturn
