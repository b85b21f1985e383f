#pragma once

#include "core/error.h"

#include <QNetworkReply>
#include <QSslError>

namespace Keyturn {

/// What the network layer's error means, or nothing when the server's answer is the story (4xx and 5xx are
/// errors to Qt). `requestLeft` tells the time-out and the loss before the request from those after it.
std::optional<Error> transportErrorOf(QNetworkReply::NetworkError error, const QString &words,
                                      const QList<QSslError> &sslErrors, int status, bool requestLeft);

} // namespace Keyturn
