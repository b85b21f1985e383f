#include "accountstore.h"

#include "accounts/accountwords.h"
#include "net/cacertificates.h"
#include "net/urlpolicy.h"

#include <QCollator>

#include <algorithm>

namespace Keyturn {

namespace {

constexpr qsizetype NameLimit = 80;
constexpr qsizetype IdLimit = 40;
constexpr qsizetype CredentialLimit = 256;

const auto Group = QStringLiteral("accounts/");

QString keyOf(const QString &id, QLatin1StringView leaf)
{
    return Group % id % u'/' % leaf;
}

constexpr QLatin1StringView NameLeaf("name");
constexpr QLatin1StringView BaseUrlLeaf("baseUrl");
constexpr QLatin1StringView KnownFormatLeaf("bodyFormat");
constexpr QLatin1StringView SendAsLeaf("sendAs");
constexpr QLatin1StringView KindLeaf("signIn");
constexpr QLatin1StringView TokenUrlLeaf("tokenUrl");
constexpr QLatin1StringView AccountIdLeaf("accountId");
constexpr QLatin1StringView ClientIdLeaf("clientId");
constexpr QLatin1StringView HasClientSecretLeaf("hasClientSecret");
constexpr QLatin1StringView PlanLeaf("plan");
constexpr QLatin1StringView RateShareLeaf("rateShare");
constexpr QLatin1StringView ColourLeaf("colour");
constexpr QLatin1StringView CaCertificatesLeaf("caCertificates");
const auto LastUsedKey = QStringLiteral("lastUsed");

// By hand: a pattern would load half a megabyte of its engine at every start.
bool isId(const QString &id)
{
    const auto isPart = [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'-';
    };
    return !id.isEmpty() && id.size() <= IdLimit && id.front() != u'-'
        && std::all_of(id.cbegin(), id.cend(), isPart);
}

bool isName(const QString &name)
{
    if (name.isEmpty() || !name.isValidUtf16() || name.toUcs4().size() > NameLimit)
        return false;
    return std::none_of(name.cbegin(), name.cend(), [](QChar c) {
        return c.category() == QChar::Other_Control || c.category() == QChar::Separator_Line
            || c.category() == QChar::Separator_Paragraph;
    });
}

/// The numbers and names that stand in the way of OAuth.
bool isCredential(const QString &text)
{
    return !text.isEmpty() && text.size() <= CredentialLimit
        && std::all_of(text.cbegin(), text.cend(), [](QChar c) { return c > u' ' && c < u'\x7f'; });
}

QString tidied(const QString &name)
{
    return name.trimmed().normalized(QString::NormalizationForm_C);
}

bool sameName(const QString &a, const QString &b)
{
    return QString::compare(tidied(a), tidied(b), Qt::CaseInsensitive) == 0;
}

bool holdsSomething(const IniFile::Content &content)
{
    return content.state == IniFile::State::Fine && !content.isEmpty;
}

bool isReserved(const QString &name)
{
    return sameName(name, QStringLiteral("Practice account"));
}

} // namespace

AccountStore::AccountStore(const QSettings *settings, QObject *parent)
    : QObject(parent)
    , m_path(settings->fileName())
    , m_watch(m_path)
{
    m_retry.setInterval(retryPause);
    connect(&m_retry, &QTimer::timeout, &m_watch, &IniFileWatch::look);
    connect(&m_watch, &IniFileWatch::changed, this, &AccountStore::take);
    const IniFile::Content content = IniFile::read(m_path);
    m_values = content.values; // of a file with lines that make no sense, those that do
    m_fileIsThere = holdsSomething(content);
    if (const QString doubt = IniFile::doubtOf(content, {}); !doubt.isEmpty())
        setTrouble(doubt);
}

QList<Account> AccountStore::accounts() const
{
    QStringList ids;
    for (auto it = m_values.lowerBound(Group); it != m_values.cend() && it.key().startsWith(Group); ++it) {
        const QString id = it.key().section(u'/', 1, 1);
        if (ids.isEmpty() || ids.constLast() != id)
            ids.append(id);
    }

    QList<Account> found;
    for (const QString &id : ids) {
        if (const std::optional<Account> account = stored(id))
            found.append(*account);
    }
    QCollator collator;
    collator.setCaseSensitivity(Qt::CaseInsensitive);
    collator.setNumericMode(true);
    std::sort(found.begin(), found.end(), [&collator](const Account &a, const Account &b) {
        const int order = collator.compare(a.name, b.name);
        return order == 0 ? a.id < b.id : order < 0;
    });
    return found;
}

std::optional<Account> AccountStore::account(const QString &id) const
{
    return stored(id);
}

std::optional<Account> AccountStore::accountNamed(const QString &name) const
{
    const QList<Account> all = accounts();
    const auto it = std::find_if(all.cbegin(), all.cend(),
                                 [&name](const Account &account) { return sameName(account.name, name); });
    return it == all.cend() ? std::nullopt : std::optional(*it);
}

Result<Account> AccountStore::checked(const Account &account) const
{
    const auto wrong = [](ErrorKind kind, const char *field, const QString &message) {
        return std::unexpected(Error::inField(kind, QLatin1StringView(field), message));
    };
    Account tidy = account;
    tidy.name = tidied(account.name);
    if (account.kind == Account::Kind::Practice || !isId(account.id))
        return wrong(ErrorKind::InvalidInput, "id", tr("This account cannot be saved."));
    if (!isName(tidy.name)) {
        return wrong(ErrorKind::InvalidInput, "name",
                     tr("The name must have 1 to %1 characters, all on one line.").arg(NameLimit));
    }
    const std::optional<Account> namesake = accountNamed(tidy.name);
    if (isReserved(tidy.name) || (namesake && namesake->id != account.id))
        return wrong(ErrorKind::NameTaken, "name", tr("Another account has this name."));

    Result<QUrl> url = checkedBaseUrl(account.baseUrl.toString(QUrl::FullyEncoded));
    if (!url) {
        Error error = url.error();
        error.field = QStringLiteral("baseUrl");
        return std::unexpected(error);
    }
    tidy.baseUrl = *url;
    if (!account.caCertificates.isEmpty()) {
        // Once more when the account is opened: a file may be replaced or lost.
        if (const auto certificates = loadCaCertificates(account.caCertificates); !certificates)
            return std::unexpected(certificates.error());
    }
    if (!(account.rateShare >= 0 && account.rateShare <= 1)) // not a number at all, too
        return wrong(ErrorKind::InvalidInput, "rateShare", tr("The share must lie between 0 and 1."));
    return checkedSignIn(tidy);
}

Result<Account> AccountStore::checkedSignIn(const Account &account)
{
    Account tidy = account;
    if (account.kind != Account::Kind::BrowserSignIn)
        tidy.hasClientSecret = false;
    const auto wrong = [](const char *field, const QString &message) {
        return std::unexpected(Error::inField(ErrorKind::InvalidInput, QLatin1StringView(field), message));
    };
    if (account.kind == Account::Kind::PastedToken) {
        tidy.tokenUrl.clear();
        tidy.accountId.clear();
        tidy.clientId.clear();
        return tidy;
    }
    if (!isAllowedTarget(account.tokenUrl) || account.tokenUrl.hasQuery() || account.tokenUrl.hasFragment())
        return wrong("tokenUrl",
                     tr("The token URL must begin with https:// (http:// is for this computer only) and hold "
                        "no user name and no \"?\" or \"#\" part."));
    if (account.kind == Account::Kind::ServerToServer && !isCredential(account.accountId))
        return wrong("accountId",
                     tr("The account ID is empty, or holds a blank, a line break or a special character."));
    // The colon ends the ID in the header (RFC 7617).
    if (!isCredential(account.clientId) || account.clientId.contains(u':'))
        return wrong("clientId",
                     tr("The client ID is empty, or holds a blank, a line break, a colon or a special "
                        "character."));
    if (account.kind == Account::Kind::BrowserSignIn) {
        if (Account::authorizeUrlFor(account.tokenUrl).isEmpty())
            return wrong("tokenUrl", tr("The token URL must end in /oauth/token."));
        tidy.accountId.clear();
    }
    return tidy;
}

Result<void> AccountStore::save(const Account &account)
{
    const Result<Account> tidy = checked(account);
    if (!tidy)
        return std::unexpected(tidy.error());
    // An invalid value removes its key: what is not used is not in the file.
    const auto textOrNothing = [](const QString &text) {
        return text.isEmpty() ? QVariant() : QVariant(text);
    };
    const Result<void> done = commit({
        {keyOf(tidy->id, NameLeaf), tidy->name},
        {keyOf(tidy->id, BaseUrlLeaf), tidy->baseUrl.toString(QUrl::FullyEncoded)},
        {keyOf(tidy->id, SendAsLeaf),
         tidy->sendAs == SendAs::Automatic ? QVariant() : QVariant(wordOf(sendAsWords, tidy->sendAs))},
        {keyOf(tidy->id, KnownFormatLeaf),
         tidy->knownFormat ? QVariant(wordOf(knownFormatWords, *tidy->knownFormat)) : QVariant()},
        {keyOf(tidy->id, KindLeaf), wordOf(kindWords, tidy->kind)},
        {keyOf(tidy->id, TokenUrlLeaf), textOrNothing(tidy->tokenUrl.toString(QUrl::FullyEncoded))},
        {keyOf(tidy->id, AccountIdLeaf), textOrNothing(tidy->accountId)},
        {keyOf(tidy->id, ClientIdLeaf), textOrNothing(tidy->clientId)},
        {keyOf(tidy->id, HasClientSecretLeaf),
         tidy->hasClientSecret ? QVariant(QStringLiteral("true")) : QVariant()},
        {keyOf(tidy->id, PlanLeaf), wordOf(planWords, tidy->plan)},
        {keyOf(tidy->id, RateShareLeaf), QString::number(tidy->rateShare)},
        {keyOf(tidy->id, ColourLeaf), wordOf(colourWords, tidy->colour)},
        {keyOf(tidy->id, CaCertificatesLeaf), textOrNothing(tidy->caCertificates)},
    });
    if (done)
        emit accountsChanged(ChangedBy::This);
    return done;
}

Result<void> AccountStore::remove(const QString &id)
{
    if (!stored(id))
        return {};
    IniFile::Values changes;
    const QString prefix = Group % id % u'/';
    for (auto it = m_values.lowerBound(prefix); it != m_values.cend() && it.key().startsWith(prefix); ++it)
        changes.insert(it.key(), QVariant());
    if (lastUsedId() == id)
        changes.insert(LastUsedKey, QVariant());
    const Result<void> done = commit(changes);
    if (done)
        emit accountsChanged(ChangedBy::This);
    return done;
}

void AccountStore::rememberFormat(const QString &id, BodyFormat format)
{
    std::optional<Account> account = stored(id);
    if (!account || account->knownFormat == format)
        return; // the practice account is not here
    account->knownFormat = format;
    // Not remembered is not wrong: the next change learns it again.
    (void)save(*account);
}

QString AccountStore::lastUsedId() const
{
    return m_values.value(LastUsedKey).toString();
}

void AccountStore::setLastUsedId(const QString &id)
{
    if (id != lastUsedId())
        (void)commit({{LastUsedKey, id}});
}

void AccountStore::refresh()
{
    m_watch.look();
}

void AccountStore::take(const IniFile::Content &content)
{
    const QString doubt = IniFile::doubtOf(content, m_values);
    setTrouble(doubt);
    if (!doubt.isEmpty())
        return;
    m_fileIsThere = holdsSomething(content);
    if (content.values == m_values)
        return;
    m_values = content.values;
    emit accountsChanged(ChangedBy::AnotherProgram);
}

void AccountStore::setTrouble(const QString &problem)
{
    if (problem.isEmpty())
        m_retry.stop();
    else
        m_retry.start();
    const bool isSame =
        m_trouble ? m_trouble->reply.message == unreadable(problem).reply.message : problem.isEmpty();
    if (isSame)
        return;
    m_trouble = problem.isEmpty() ? std::nullopt : std::optional(unreadable(problem));
    emit troubleChanged();
}

Error AccountStore::unreadable(const QString &problem) const
{
    return Error::of(
        ErrorKind::SettingsFailed,
        tr("The settings file cannot be read, and was left as it is: %1 (%2).").arg(m_path, problem));
}

std::optional<Account> AccountStore::stored(const QString &id) const
{
    if (!isId(id))
        return std::nullopt;
    Account account;
    account.id = id;
    account.name = tidied(m_values.value(keyOf(id, NameLeaf)).toString());
    const Result<QUrl> url = checkedBaseUrl(m_values.value(keyOf(id, BaseUrlLeaf)).toString());
    if (!isName(account.name) || !url)
        return std::nullopt;
    account.baseUrl = *url;
    const auto text = [this, &id](QLatin1StringView leaf) {
        return m_values.value(keyOf(id, leaf)).toString();
    };
    account.sendAs = valueOf(sendAsWords, text(SendAsLeaf)).value_or(SendAs::Automatic);
    account.knownFormat = valueOf(knownFormatWords, text(KnownFormatLeaf));
    // A kind that a later version added must not be mistaken for another.
    const QString kind = text(KindLeaf);
    const auto knownKind = valueOf(kindWords, kind);
    if (!kind.isEmpty() && !knownKind)
        return std::nullopt;
    account.kind = knownKind.value_or(Account::Kind::PastedToken);
    account.tokenUrl = QUrl(text(TokenUrlLeaf), QUrl::StrictMode);
    account.accountId = text(AccountIdLeaf);
    account.clientId = text(ClientIdLeaf);
    account.hasClientSecret = text(HasClientSecretLeaf) == QLatin1String("true");
    account.plan = valueOf(planWords, text(PlanLeaf)).value_or(account.plan);
    bool isNumber = false;
    const double share = text(RateShareLeaf).toDouble(&isNumber);
    if (isNumber && share >= 0 && share <= 1)
        account.rateShare = share;
    account.colour = valueOf(colourWords, text(ColourLeaf)).value_or(Account::Colour::None);
    account.caCertificates = text(CaCertificatesLeaf);
    const Result<Account> checked = checkedSignIn(account);
    return checked ? std::optional(*checked) : std::nullopt;
}

Result<void> AccountStore::commit(const IniFile::Values &changes)
{
    const auto values = IniFile::change(m_path, changes, m_values);
    if (!values) {
        if (values.error().kind == IniFile::Failure::Kind::Unreadable)
            return std::unexpected(unreadable(values.error().problem));
        return std::unexpected(
            Error::of(ErrorKind::SettingsFailed, tr("The settings file cannot be written: %1").arg(m_path)));
    }
    m_values = *values;
    m_fileIsThere = true;
    m_watch.forget();
    setTrouble({});
    return {};
}

} // namespace Keyturn

#include "moc_accountstore.cpp"
