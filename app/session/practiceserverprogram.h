#pragma once

#include <QString>

namespace Keyturn {

/// The path of keyturn-practice-server: beside the running program, as in a build and on Windows, or else
/// where an installation puts it. Of the latter nothing is certain: it may be missing. Needs a
/// QCoreApplication.
QString practiceServerProgram();

} // namespace Keyturn
