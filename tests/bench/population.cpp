#include "bench/population.h"

#include "practice/practicenames.h"

#include <QRandomGenerator>

#include <array>

namespace Keyturn::Bench {

namespace {

template<typename Value>
const Value &oneOf(QRandomGenerator &random, std::span<const Value> values)
{
    return values[std::size_t(random.bounded(int(values.size())))];
}

QString madeUpName(QRandomGenerator &random)
{
    static constexpr auto syllables = std::to_array<const char *>(
        {"ba",  "bel", "cor", "da", "den", "el",  "fa",  "gar", "ha",  "hil", "in",
         "jor", "ka",  "ker", "la", "len", "ma",  "mer", "na",  "nor", "ol",  "pa",
         "per", "qui", "ra",  "ro", "sa",  "sen", "ta",  "ter", "van", "wil"});
    QString name;
    for (int i = 0; i < 3; ++i)
        name += QLatin1String(oneOf(random, std::span<const char *const>(syllables)));
    name[0] = name[0].toUpper();
    return name;
}

User person(int number)
{
    QRandomGenerator random(quint32(number) + 1);
    const PracticeName &first = oneOf(random, practiceFirstNames());
    const PracticeName &practiceLast = oneOf(random, practiceLastNames());
    const bool isMadeUp = random.bounded(3) > 0;
    const QString last = isMadeUp ? madeUpName(random) : practiceLast.text.toString();
    const QString lastAscii = isMadeUp ? last.toLower() : QString::fromLatin1(practiceLast.ascii);

    User user;
    user.firstName = first.text.toString();
    user.lastName = last;
    user.displayName = user.firstName + u' ' + user.lastName;
    user.email = QString::fromLatin1(first.ascii) + u'.' + lastAscii + QString::number(number)
        + QStringLiteral("@university.example");
    user.department = oneOf(random, practiceDepartments()).toString();
    user.status = random.bounded(20) > 0 ? QStringLiteral("active") : QStringLiteral("inactive");
    user.roleId = random.bounded(1000) > 0 ? QStringLiteral("2") : QStringLiteral("1");
    user.type = random.bounded(2) + 1;
    static constexpr char idLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (int i = 0; i < 22; ++i)
        user.id += QLatin1Char(idLetters[random.bounded(64)]);
    return user;
}

} // namespace

QList<User> population(int begin, int end)
{
    QList<User> users;
    users.reserve(end - begin);
    for (int number = begin; number < end; ++number)
        users.append(person(number));
    return users;
}

} // namespace Keyturn::Bench
