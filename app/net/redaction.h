#pragma once

#include "core/secret.h"

#include <QString>

namespace Keyturn {

/// In bytes. A shorter secret is left where it is: taking it out would blot out words.
inline constexpr qsizetype shortestRedacted = 4;

/// Makes a text from a server or the network layer safe to show, log and copy: takes out credentials in URLs
/// ("//user:password@") and in proxy variables, what Authorization headers hold and anything that looks like
/// a JWT, drops control characters, and cuts after 500 characters.
QString redacted(const QString &text);

/// Also takes out every occurrence of this secret, as it is, percent-encoded, and as JSON writes it: a
/// gateway may echo what it was sent. Not one that is shorter than shortestRedacted.
QString redacted(const QString &text, const Secret &secret);

} // namespace Keyturn
