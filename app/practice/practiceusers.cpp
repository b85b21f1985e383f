#include "practiceusers.h"

#include "practicenames.h"

#include <QDateTime>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

constexpr quint32 namesakeEvery = 40;
constexpr quint32 fullNameEvery = 12;

/// splitmix64: believable disorder that is the same on every machine, which std's distributions are not.
quint64 mixed(quint64 number, quint64 purpose)
{
    quint64 z = number * 0x9e3779b97f4a7c15ULL + purpose * 0xd1b54a32d192ed03ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

enum Purpose : quint64 { Id1 = 1, Id2, First, Last, Dept, State, Licence, Login, Gaps, Number, Times };

template<typename List>
const auto &pick(const List &list, quint32 number, Purpose purpose)
{
    return list[mixed(number, purpose) % list.size()];
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
    if (info.trigger == PracticeTrigger::Owner)
        user.role = 0;
    if (info.trigger == PracticeTrigger::Admin || info.trigger == PracticeTrigger::Me)
        user.role = 1;
    return user;
}

/// The name, and what stands before the "@" until the address proves to be taken.
QString nameUser(PracticeUser &user, quint32 number)
{
    if (number % fullNameEvery == fullNameEvery - 1) {
        const auto names = practiceFullNames();
        const PracticeFullName &name = names[number / fullNameEvery % names.size()];
        user.firstName = shared(name.first);
        user.lastName = shared(name.last);
        return QString::fromLatin1(name.ascii);
    }
    const PracticeName &first = pick(practiceFirstNames(), number, First);
    const PracticeName &last = pick(practiceLastNames(), number, Last);
    user.firstName = shared(first.text);
    user.lastName = shared(last.text);
    return QLatin1StringView(first.ascii) % u'.' % QLatin1StringView(last.ascii);
}

// Everyone but the triggers can be reset: in practice, what goes wrong goes wrong on purpose.
PracticeUser::SignIn signInOf(quint32 number)
{
    return percent(number, Login) < 85 ? PracticeUser::SignIn::Password
                                       : PracticeUser::SignIn::PasswordAndSso;
}

void describe(PracticeUser &user, quint32 number)
{
    const quint32 state = percent(number, State);
    user.status = state < 86 ? PracticeUser::Status::Active
        : state < 94         ? PracticeUser::Status::Inactive
                             : PracticeUser::Status::Pending;
    user.type = percent(number, Licence) < 70 ? 2 : 1;
    user.role = 2;
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
    static const QDateTime origin(QDate(2026, 1, 1), QTime(0, 0), Qt::UTC);
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
    QJsonObject object = toListJson();
    object.insert("login_types"_L1, loginTypesOf(signIn));
    object.insert("account_id"_L1, u"practice-account"_s);
    return object;
}

PracticeUsers::PracticeUsers(int count)
{
    const auto total = static_cast<quint32>(qMax(count, 0));
    m_users.reserve(total);
    m_places.reserve(static_cast<qsizetype>(total) * 2);
    QHash<QString, int> taken; // how many addresses begin so
    QString localPart;
    for (quint32 number = 0; number < total; ++number) {
        PracticeUser user;
        if (number < practiceTriggers.size()) {
            user = triggerUser(practiceTriggers[number]);
        } else {
            const bool namesake =
                number % namesakeEvery == namesakeEvery - 1 && number > practiceTriggers.size();
            if (namesake) {
                user.firstName = m_users.back().firstName;
                user.lastName = m_users.back().lastName;
            } else {
                localPart = nameUser(user, number);
            }
            describe(user, number);
            const int before = taken[localPart]++;
            user.email =
                localPart % (before == 0 ? QString() : QString::number(before + 1)) % u'@' % practiceDomain;
        }
        user.number = number;
        if (user.status != PracticeUser::Status::Pending || percent(number, Gaps) % 2 == 0)
            user.id = idOf(number);
        add(std::move(user));
    }
}

void PracticeUsers::add(PracticeUser user)
{
    const auto place = static_cast<quint32>(m_users.size());
    m_byStatus[static_cast<std::size_t>(user.status)].push_back(place);
    if (!user.id.isEmpty())
        m_places.insert(user.id, place);
    m_places.insert(user.email, place);
    m_users.push_back(std::move(user));
}

const PracticeUser *PracticeUsers::find(const QString &idOrEmail) const
{
    if (idOrEmail == "me"_L1)
        return m_users.empty() ? nullptr : &m_users.front();
    const QString key = idOrEmail.contains(u'@') ? idOrEmail.toLower() : idOrEmail;
    const auto place = m_places.constFind(key);
    return place == m_places.constEnd() ? nullptr : &m_users[*place];
}

} // namespace Keyturn
