#pragma once

#include "core/secret.h"
#include "practice/practicehttp.h"
#include "practice/practiceserver.h"

#include <QByteArray>
#include <QDateTime>
#include <QHash>

#include <optional>

namespace Keyturn {

/// What the practice account's two apps have in common: how a token request is read, and how it is answered.
/// Everything here is thread-safe.

using OAuthForm = QHash<QByteArray, QByteArray>;

/// The fields of a POST whose parameters are in the body, each once; nothing when that is not so.
std::optional<OAuthForm> oauthFormIn(const PracticeCall &call);

/// "id:secret" of the one Basic header; nothing when there is none, or more than one, or no base64.
std::optional<Secret> basicCredentialsIn(const PracticeCall &call);

/// As the token URL words its refusals.
PracticeReply oauthRefusal(int status, const QString &name, const QString &reason);
PracticeReply invalidClient();
PracticeReply invalidRequest();
/// Nothing for None.
std::optional<PracticeReply> replyTo(PracticeServer::AppTrouble trouble);

/// 24 random bytes for a URL or a form.
QString randomText();
/// A JWT of Zoom's size whose signature means nothing.
QByteArray practiceJwt(const QString &accountId, const QDateTime &now, const QDateTime &ends);

} // namespace Keyturn
