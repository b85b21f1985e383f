#pragma once

#include "zoom/updatepasswordrequest.h"

#include <QString>
#include <QUrl>

namespace Keyturn {

/// What is known of a Zoom account without any secret. A value.
struct Account
{
    enum class Kind { PastedToken, Practice };

    /// Made once from the name and random digits ("contoso-3f2a9c41"); stays when the name changes, because
    /// the keychain entry is found by it.
    QString id;
    QString name;
    QUrl baseUrl;
    Kind kind = Kind::PastedToken;
    /// What the account's server took last (zoom-api.md, "Multipart or JSON").
    BodyFormat bodyFormat = BodyFormat::Multipart;

    /// "Keyturn/contoso-3f2a9c41/access-token". Names the program too: the Windows backend of QtKeychain
    /// ignores the service name.
    QString tokenKey() const;

    static QString newId(const QString &name);
    static QString defaultBaseUrl() { return QStringLiteral("https://api.zoom.us/v2"); }
};

} // namespace Keyturn
