#pragma once

#include <QByteArray>
#include <QString>

namespace Keyturn {

/// A whole HTTP answer with a small page: a title and a sentence, no scripts, nothing from elsewhere, not to
/// be kept and not to be told of to others (the address that it answers holds the code). The connection ends
/// with it.
QByteArray redirectPage(int status, const QString &title, const QString &text);

} // namespace Keyturn
