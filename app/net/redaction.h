#pragma once

#include "core/secret.h"

#include <QString>

namespace Keyturn {

/// Makes a text from a server or the network layer safe to show, log and copy: takes out credentials in URLs
/// ("//user:password@") and in proxy variables, what Authorization headers hold and anything that looks like
/// a JWT, drops control characters, and cuts after 500 characters.
QString redacted(const QString &text);

/// Also takes out every occurrence of this secret, as it is, percent-encoded, and as JSON writes it: a
/// gateway may echo what it was sent. A secret of fewer than four bytes is left, or it would blot out words.
QString redacted(const QString &text, const Secret &secret);

} // namespace Keyturn
