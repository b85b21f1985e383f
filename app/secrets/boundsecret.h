#pragma once

#include "secrets/secretstore.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QUrl>

#include <functional>
#include <initializer_list>

class QObject;

namespace Keyturn {

/// A secret that knows where it may go. The addresses of an account lie in a file that anybody who may write
/// there can edit; the secret lies in the keychain. So the keychain's entry holds the servers for which it
/// was entered, too, and what is meant for one server is never sent to another, whatever the settings say by
/// then.
namespace BoundSecret {

/// Scheme, host and port of each, as one word: where a secret, and what is given out for it, may go.
QByteArray placeOf(std::initializer_list<QUrl> urls);

/// For the keychain.
Secret wrapped(const Secret &secret, QByteArrayView place);

/// Reads what was stored as wrapped(). SecretForOtherAddress when it belongs to another place, or the store's
/// error.
///
/// Earlier versions stored the secret alone. Such an entry belongs to the place that reads it first, and is
/// written back with it; a keychain that does not take that is asked again the next time.
///
/// `then` is called in the thread of `context`, and not at all when that dies first. The store outlives both.
void read(SecretStore *store, const QString &key, const QByteArray &place, QObject *context,
          std::function<void(Result<Secret>)> then);

} // namespace BoundSecret

} // namespace Keyturn
