#pragma once

#include <QString>

namespace Keyturn {

/// Text as it is compared in a search: without case, accents, compatibility forms and invisible characters,
/// so that "jose" finds José and "strasse" finds Straße. Not for deciding who someone is.
QString searchFolded(QStringView text);

} // namespace Keyturn
