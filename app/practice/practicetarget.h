#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace Keyturn {

/// The target of a request line as a path with its query ("/v2/users?status=active"), or "*": the origin form
/// as it is, and of the absolute form ("http://host:port/path") what follows the host. Nothing when it is
/// neither, or holds what RFC 3986 lets no URL hold: blanks, "#", bytes above ASCII, a "%" without two
/// digits.
std::optional<QByteArray> practiceTarget(QByteArrayView written);

/// Whether a Host header says a host, with or without a port (RFC 9110, 7.2).
bool isPracticeHost(QByteArrayView written);

} // namespace Keyturn
