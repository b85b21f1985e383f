#include "secretserviceitems.h"

#include "secretservicecalls.h"

#include <QDBusArgument>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusVariant>
#include <QMap>
#include <QObject>
#include <QPromise>

#include <functional>

namespace Keyturn {

namespace {

using Attributes = QMap<QString, QString>;

QList<QDBusObjectPath> pathsIn(const QDBusMessage &reply, qsizetype index)
{
    if (reply.type() != QDBusMessage::ReplyMessage || reply.arguments().size() <= index)
        return {};
    return qdbus_cast<QList<QDBusObjectPath>>(reply.arguments().at(index));
}

QDBusMessage searchFor(const QString &service, const QString &key)
{
    qDBusRegisterMetaType<Attributes>();
    QDBusMessage call = secretServiceCall(SecretServicePath, QStringLiteral("org.freedesktop.Secret.Service"),
                                          QStringLiteral("SearchItems"));
    // As QtKeychain names them (libsecret.cpp).
    call << QVariant::fromValue(
        Attributes{{QStringLiteral("user"), key}, {QStringLiteral("server"), service}});
    return call;
}

/// One question to the service: lives until it has its answer.
template<typename T>
class Question final : public QObject
{
public:
    QFuture<T> start(const QDBusMessage &call, std::function<void(Question *, const QDBusMessage &)> then)
    {
        m_promise.start();
        askSecretService(call, this,
                         [this, then = std::move(then)](const QDBusMessage &reply) { then(this, reply); });
        return m_promise.future();
    }
    QPromise<T> &promise() { return m_promise; }
    void end()
    {
        m_promise.finish();
        deleteLater();
    }

private:
    QPromise<T> m_promise;
};

} // namespace

QFuture<SecretServiceItems> findSecretItems(const QString &service, const QString &key)
{
    using Search = Question<SecretServiceItems>;
    return (new Search)->start(searchFor(service, key), [](Search *search, const QDBusMessage &reply) {
        search->promise().addResult(SecretServiceItems{reply.type() == QDBusMessage::ReplyMessage,
                                                       int(pathsIn(reply, 0).size()),
                                                       int(pathsIn(reply, 1).size())});
        search->end();
    });
}

QFuture<bool> labelSecretItem(const QString &service, const QString &key, const QString &label)
{
    using Search = Question<bool>;
    return (new Search)->start(searchFor(service, key), [label](Search *search, const QDBusMessage &reply) {
        const QList<QDBusObjectPath> items = pathsIn(reply, 0);
        if (items.isEmpty()) {
            search->promise().addResult(false);
            return search->end();
        }
        QDBusMessage call =
            secretServiceCall(items.constFirst().path(), DBusPropertiesInterface, QStringLiteral("Set"));
        call << QStringLiteral("org.freedesktop.Secret.Item") << QStringLiteral("Label")
             << QVariant::fromValue(QDBusVariant(label));
        askSecretService(call, search, [search](const QDBusMessage &answer) {
            search->promise().addResult(answer.type() == QDBusMessage::ReplyMessage);
            search->end();
        });
    });
}

} // namespace Keyturn
