#pragma once

#include <QJsonValue>
#include <QString>

namespace Keyturn {

/// Reads values as they are meant: Zoom and the proxies before it answer numbers as strings and strings as
/// numbers now and then, and null for what is missing.

/// Empty for anything but a string or a whole number.
QString jsonText(const QJsonValue &value);

/// `fallback` for anything but a whole number, or a string that holds one.
int jsonNumber(const QJsonValue &value, int fallback);

} // namespace Keyturn
