#pragma once

#include "core/error.h"

#include <QNetworkReply>
#include <QSslError>

namespace Keyturn {

struct TransferFacts
{
    bool requestLeft = false; ///< tells the time-out and the loss before the request from those after it
    bool viaProxy = false;
};

/// What the network layer's error means, or nothing when the server's answer is the story (4xx and 5xx are
/// errors to Qt).
std::optional<Error> transportErrorOf(QNetworkReply::NetworkError error, const QString &words,
                                      const QList<QSslError> &sslErrors, int status,
                                      const TransferFacts &facts);

} // namespace Keyturn
