#pragma once

#include "zoom/userdto.h"

#include <QStringList>

namespace Keyturn {

/// Zoom's own words for a status or licence, in ours. A value that is not known is shown as it is.
QString statusText(const User &user);
QString licenceText(const User &user);

/// What to think about before this person's password is changed: whole sentences, none when all is well.
QStringList warningsFor(const User &user);
/// What Zoom says of them now that differs from what was `known` when they were picked, and that should make
/// one think twice; for the same purpose.
QStringList changesSince(const User &known, const User &now);
/// That Zoom has no such user any more.
QString notThereText();

} // namespace Keyturn
