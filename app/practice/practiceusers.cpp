#include "practiceusers.h"

#include "practicenames.h"

#include <QDateTime>
#include <QJsonArray>
#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

constexpr quint32 namesakeEvery = 40;
constexpr quint32 fullNameEvery = 12;

constexpr quint64 numberStep = 0x9e3779b97f4a7c15ULL;
constexpr quint64 purposeStep = 0xd1b54a32d192ed03ULL;
constexpr quint64 firstFactor = 0xbf58476d1ce4e5b9ULL;
constexpr quint64 secondFactor = 0x94d049bb133111ebULL;

/// splitmix64: believable disorder that is the same on every machine, which std's distributions are not.
quint64 mixed(quint64 number, quint64 purpose)
{
    quint64 z = number * numberStep + purpose * purposeStep;
    z = (z ^ (z >> 30)) * firstFactor;
    z = (z ^ (z >> 27)) * secondFactor;
    return z ^ (z >> 31);
}

/// What an odd factor is undone with, modulo 2^64: each of Newton's steps doubles the bits that are right.
constexpr quint64 inverse(quint64 factor)
{
    quint64 result = factor;
    for (int step = 0; step < 6; ++step)
        result *= 2 - factor * result;
    return result;
}
static_assert(inverse(firstFactor) * firstFactor == 1);

/// The number that mixed() made this of.
quint64 unmixed(quint64 z, quint64 purpose)
{
    const auto unshifted = [](quint64 value, int shift) {
        quint64 result = value;
        for (int known = shift; known < 64; known += shift)
            result = value ^ (result >> shift);
        return result;
    };
    z = unshifted(z, 31) * inverse(secondFactor);
    z = unshifted(z, 27) * inverse(firstFactor);
    z = unshifted(z, 30);
    return (z - purpose * purposeStep) * inverse(numberStep);
}

enum Purpose : quint64 { Id1 = 1, Id2, First, Last, Dept, State, Licence, Login, Gaps, Number, Times };

template<typename List>
std::size_t pickIndex(const List &list, quint32 number, Purpose purpose)
{
    return static_cast<std::size_t>(mixed(number, purpose) % list.size());
}

template<typename List>
const auto &pick(const List &list, quint32 number, Purpose purpose)
{
    return list[pickIndex(list, number, purpose)];
}

quint32 percent(quint32 number, Purpose purpose)
{
    return static_cast<quint32>(mixed(number, purpose) % 100);
}

/// Shares the literal instead of copying it.
QString shared(QStringView literal)
{
    return literal.isEmpty() ? QString() : QString::fromRawData(literal.data(), literal.size());
}

QString idOf(quint32 number)
{
    const quint64 words[] = {mixed(number, Id1), mixed(number, Id2)};
    QByteArray bytes;
    for (const quint64 word : words) {
        for (int shift = 0; shift < 64; shift += 8)
            bytes.append(static_cast<char>((word >> shift) & 0xff));
    }
    return QString::fromLatin1(
        bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

PracticeUser triggerUser(const PracticeTriggerInfo &info)
{
    PracticeUser user;
    user.trigger = info.trigger;
    user.email = QLatin1StringView(info.name) % u'@' % practiceDomain;
    user.department = QString::fromUtf8(info.department);
    user.firstName = QString::fromUtf8(info.name).replace(u'-', u' ');
    user.firstName[0] = user.firstName.at(0).toUpper();
    user.lastName = u"(practice)"_s;
    user.displayName = user.firstName % u' ' % user.lastName;
    if (info.trigger == PracticeTrigger::Sso)
        user.signIn = PracticeUser::SignIn::Sso;
    if (info.trigger == PracticeTrigger::Pending)
        user.status = PracticeUser::Status::Pending;
    return user;
}

/// Whose name a user has: one in forty is called like the one before.
quint32 namedLike(quint32 number)
{
    const bool isNamesake = number % namesakeEvery == namesakeEvery - 1 && number > practiceTriggers.size();
    return isNamesake ? number - 1 : number;
}

/// A number for each name: of the full names first, then of each first name with each last name.
std::size_t nameOf(quint32 number)
{
    const quint32 named = namedLike(number);
    const std::size_t fullNames = practiceFullNames().size();
    if (named % fullNameEvery == fullNameEvery - 1)
        return named / fullNameEvery % fullNames;
    return fullNames + pickIndex(practiceFirstNames(), named, First) * practiceLastNames().size()
        + pickIndex(practiceLastNames(), named, Last);
}

std::size_t nameCount()
{
    return practiceFullNames().size() + practiceFirstNames().size() * practiceLastNames().size();
}

struct NameParts
{
    QStringView first;
    QStringView last;
    QString localPart; ///< what stands before the "@", if the address is not taken
};

NameParts partsOf(std::size_t name)
{
    const auto fullNames = practiceFullNames();
    if (name < fullNames.size())
        return {fullNames[name].first, fullNames[name].last, QString::fromLatin1(fullNames[name].ascii)};
    const std::size_t pair = name - fullNames.size();
    const PracticeName &first = practiceFirstNames()[pair / practiceLastNames().size()];
    const PracticeName &last = practiceLastNames()[pair % practiceLastNames().size()];
    return {first.text, last.text, QLatin1StringView(first.ascii) % u'.' % QLatin1StringView(last.ascii)};
}

PracticeUser::Status statusOf(quint32 number)
{
    if (number < practiceTriggers.size())
        return practiceTriggers[number].trigger == PracticeTrigger::Pending ? PracticeUser::Status::Pending
                                                                            : PracticeUser::Status::Active;
    const quint32 state = percent(number, State);
    return state < 86 ? PracticeUser::Status::Active
        : state < 94  ? PracticeUser::Status::Inactive
                      : PracticeUser::Status::Pending;
}

bool hasId(quint32 number)
{
    return number < practiceTriggers.size() || statusOf(number) != PracticeUser::Status::Pending
        || percent(number, Gaps) % 2 == 0;
}

// Everyone but the triggers can be reset: in practice, what goes wrong goes wrong on purpose.
PracticeUser::SignIn signInOf(quint32 number)
{
    return percent(number, Login) < 85 ? PracticeUser::SignIn::Password
                                       : PracticeUser::SignIn::PasswordAndSso;
}

void describe(PracticeUser &user, quint32 number)
{
    user.status = statusOf(number);
    user.type = percent(number, Licence) < 70 ? 2 : 1;
    user.signIn = signInOf(number);
    user.department = shared(pick(practiceDepartments(), number, Dept));
    // Gaps, as accounts have them that grew over years.
    if (percent(number, Gaps) >= 8)
        user.displayName = user.lastName.isEmpty() ? user.firstName : user.firstName % u' ' % user.lastName;
    if (percent(number, Gaps) >= 98) {
        user.firstName.clear();
        user.lastName.clear();
    }
    if (user.status == PracticeUser::Status::Pending) {
        user.signIn = PracticeUser::SignIn::Password;
    }
}

QString textOf(PracticeUser::Status status)
{
    switch (status) {
    case PracticeUser::Status::Active:
        return u"active"_s;
    case PracticeUser::Status::Inactive:
        return u"inactive"_s;
    case PracticeUser::Status::Pending:
        break;
    }
    return u"pending"_s;
}

QJsonArray loginTypesOf(PracticeUser::SignIn signIn)
{
    switch (signIn) {
    case PracticeUser::SignIn::Password:
        break;
    case PracticeUser::SignIn::Sso:
        return {101};
    case PracticeUser::SignIn::PasswordAndSso:
        return {100, 101};
    }
    return {100};
}

QString timeOf(quint64 secondsAgo)
{
    // Counted back from a fixed day: the same people every time.
    static const QDateTime origin = QDateTime(QDate(2026, 1, 1), QTime(0, 0), QTimeZone::utc()).toUTC();
    return origin.addSecs(-static_cast<qint64>(secondsAgo)).toString(Qt::ISODate);
}

} // namespace

QJsonObject PracticeUser::toListJson() const
{
    static constexpr std::array zones{"Europe/Berlin"_L1, "America/New_York"_L1, "Asia/Tokyo"_L1, "UTC"_L1};
    QJsonObject object{{u"email"_s, email},
                       {u"type"_s, type},
                       {u"status"_s, textOf(status)},
                       {u"role_id"_s, QString::number(role)},
                       {u"verified"_s, status == Status::Pending ? 0 : 1},
                       {u"timezone"_s, QString(pick(zones, number, Number))},
                       {u"pmi"_s, 1'000'000'000 + static_cast<qint64>(mixed(number, Number) % 8'999'999'999)},
                       {u"created_at"_s, timeOf(40'000'000 + mixed(number, Times) % 150'000'000)}};
    const auto insert = [&object](QLatin1StringView key, const QString &value) {
        if (!value.isEmpty())
            object.insert(key, value);
    };
    insert("id"_L1, id);
    insert("first_name"_L1, firstName);
    insert("last_name"_L1, lastName);
    insert("display_name"_L1, displayName);
    insert("dept"_L1, department);
    if (status != Status::Pending) {
        insert("last_login_time"_L1, timeOf(mixed(number, Times) % 40'000'000));
        insert("last_client_version"_L1, u"6.2.11.5069(linux)"_s);
    }
    return object;
}

QJsonObject PracticeUser::toJson() const
{
    static constexpr std::array roles{"Owner"_L1, "Admin"_L1, "Member"_L1};
    QJsonObject object = toListJson();
    object.insert("login_types"_L1, loginTypesOf(signIn));
    object.insert("account_id"_L1, u"practice-account"_s);
    object.insert("role_name"_L1, QString(roles.at(role)));
    object.insert("language"_L1, u"en-US"_s);
    object.insert("job_title"_L1, QString());
    object.insert("location"_L1, QString());
    object.insert("company"_L1, QString());
    object.insert("group_ids"_L1, QJsonArray());
    object.insert("im_group_ids"_L1, QJsonArray());
    object.insert("use_pmi"_L1, false);
    object.insert("phone_numbers"_L1, QJsonArray());
    object.insert("user_created_at"_L1, object.value("created_at"_L1));
    return object;
}

PracticeUsers::PracticeUsers(int count)
    : m_count(static_cast<quint32>(qMax(count, 0)))
    , m_byName(nameCount())
{
    for (quint32 number = 0; number < m_count; ++number) {
        m_byStatus[static_cast<std::size_t>(statusOf(number))].push_back(number);
        if (number >= practiceTriggers.size())
            m_byName[nameOf(number)].push_back(number);
    }
    for (std::size_t name = 0; name < m_byName.size(); ++name) {
        if (!m_byName[name].empty())
            m_nameByLocalPart.insert(partsOf(name).localPart, static_cast<quint32>(name));
    }
}

quint8 PracticeUsers::roleOf(quint32 number)
{
    switch (number < practiceTriggers.size() ? practiceTriggers[number].trigger : PracticeTrigger::None) {
    case PracticeTrigger::Owner:
        return 0;
    case PracticeTrigger::Me:
    case PracticeTrigger::Admin:
        return 1;
    default:
        return 2;
    }
}

PracticeUser PracticeUsers::at(qsizetype index) const
{
    const auto number = static_cast<quint32>(index);
    PracticeUser user;
    if (number < practiceTriggers.size()) {
        user = triggerUser(practiceTriggers[number]);
    } else {
        const std::size_t name = nameOf(number);
        const NameParts parts = partsOf(name);
        user.firstName = shared(parts.first);
        user.lastName = shared(parts.last);
        describe(user, number);
        const std::vector<quint32> &namesakes = m_byName[name];
        const auto before = std::lower_bound(namesakes.begin(), namesakes.end(), number) - namesakes.begin();
        user.email =
            parts.localPart % (before == 0 ? QString() : QString::number(before + 1)) % u'@' % practiceDomain;
    }
    user.number = number;
    user.role = roleOf(number);
    if (hasId(number))
        user.id = idOf(number);
    return user;
}

std::optional<PracticeUser> PracticeUsers::find(const QString &idOrEmail) const
{
    if (idOrEmail == "me"_L1)
        return m_count == 0 ? std::nullopt : std::optional(at(0));
    const std::optional<quint32> number =
        idOrEmail.contains(u'@') ? numberOfEmail(idOrEmail.toLower()) : numberOfId(idOrEmail);
    return number ? std::optional(at(*number)) : std::nullopt;
}

std::optional<quint32> PracticeUsers::numberOfId(const QString &id) const
{
    const QByteArray bytes = QByteArray::fromBase64(id.toLatin1(), QByteArray::Base64UrlEncoding);
    if (bytes.size() < 8)
        return std::nullopt;
    quint64 word = 0;
    for (int i = 0; i < 8; ++i)
        word |= quint64(static_cast<uchar>(bytes[i])) << (8 * i);
    const quint64 number = unmixed(word, Id1);
    // Any text can be unmixed: it is an ID if it is the one that comes out again.
    if (number >= m_count || !hasId(quint32(number)) || idOf(quint32(number)) != id)
        return std::nullopt;
    return quint32(number);
}

std::optional<quint32> PracticeUsers::numberOfEmail(const QString &email) const
{
    const QString ending = u'@' % practiceDomain;
    if (!email.endsWith(ending))
        return std::nullopt;
    const QString localPart = email.chopped(ending.size());
    const auto *trigger =
        std::find_if(practiceTriggers.begin(), practiceTriggers.end(),
                     [&](const auto &info) { return QLatin1StringView(info.name) == localPart; });
    if (trigger != practiceTriggers.end()) {
        const auto number = quint32(trigger - practiceTriggers.begin());
        return number < m_count ? std::optional(number) : std::nullopt;
    }
    qsizetype digits = 0;
    while (digits < localPart.size() && localPart[localPart.size() - 1 - digits].isDigit())
        ++digits;
    const auto name = m_nameByLocalPart.constFind(localPart.chopped(digits));
    if (name == m_nameByLocalPart.constEnd())
        return std::nullopt;
    const std::vector<quint32> &namesakes = m_byName[*name];
    // The first one's address has no number.
    const qulonglong place = digits == 0 ? 1 : localPart.last(digits).toULongLong();
    const bool isWritten = digits == 0 || (place > 1 && QString::number(place) == localPart.last(digits));
    if (!isWritten || place > namesakes.size())
        return std::nullopt;
    return namesakes[std::size_t(place - 1)];
}

} // namespace Keyturn
