#include "jsonvalues.h"

#include <limits>

namespace Keyturn {

QString jsonText(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    // toInteger() answers its default for fractions and for numbers beyond 64 bits; two defaults tell.
    if (value.isDouble() && value.toInteger(0) == value.toInteger(1))
        return QString::number(value.toInteger());
    return {};
}

int jsonNumber(const QJsonValue &value, int fallback)
{
    bool isNumber = false;
    const qint64 number = jsonText(value).trimmed().toLongLong(&isNumber);
    if (!isNumber || number < std::numeric_limits<int>::min() || number > std::numeric_limits<int>::max())
        return fallback;
    return static_cast<int>(number);
}

} // namespace Keyturn
