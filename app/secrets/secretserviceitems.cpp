#include "secretserviceitems.h"

#include "core/whenready.h"
#include "secretservicecalls.h"
#include "secretserviceprompt.h"

#include <QCoreApplication>
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

const auto ItemInterface = QStringLiteral("org.freedesktop.Secret.Item");

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::KeychainStore)
};

QStringList texts(const QList<QDBusObjectPath> &paths)
{
    QStringList texts;
    for (const QDBusObjectPath &path : paths)
        texts += path.path();
    return texts;
}

QStringList pathsIn(const QDBusMessage &reply, qsizetype index)
{
    if (reply.type() != QDBusMessage::ReplyMessage || reply.arguments().size() <= index)
        return {};
    return texts(qdbus_cast<QList<QDBusObjectPath>>(reply.arguments().at(index)));
}

QDBusMessage searchFor(const QString &service, const QString &key)
{
    qDBusRegisterMetaType<Attributes>();
    QDBusMessage call =
        secretServiceCall(SecretServicePath, SecretServiceInterface, QStringLiteral("SearchItems"));
    // As QtKeychain names them (libsecret.cpp).
    call << QVariant::fromValue(
        Attributes{{QStringLiteral("user"), key}, {QStringLiteral("server"), service}});
    return call;
}

SecretServiceItems itemsIn(const QDBusMessage &reply)
{
    return {reply.type() == QDBusMessage::ReplyMessage, pathsIn(reply, 0), pathsIn(reply, 1)};
}

/// One question to the service, of one or more calls: lives until it has its answer.
template<typename T>
class Question : public QObject
{
public:
    QFuture<T> start(const QDBusMessage &call, std::function<void(Question *, const QDBusMessage &)> then,
                     std::chrono::milliseconds patience = std::chrono::seconds(5))
    {
        m_promise.start();
        askSecretService(
            call, this, [this, then = std::move(then)](const QDBusMessage &reply) { then(this, reply); },
            patience);
        return m_promise.future();
    }
    void end(const T &answer)
    {
        m_promise.addResult(answer);
        m_promise.finish();
        deleteLater();
    }

private:
    QPromise<T> m_promise;
};

class HiddenSearch final : public Question<HiddenCollections>
{
public:
    QFuture<HiddenCollections> start()
    {
        return Question::start(
            propertyOf(SecretServicePath, SecretServiceInterface, QStringLiteral("Collections")),
            [this](Question *, const QDBusMessage &reply) {
                const std::optional<QVariant> paths = propertyIn(reply);
                if (!paths)
                    return end(m_found);
                m_found.isKnown = true;
                m_rest = texts(qdbus_cast<QList<QDBusObjectPath>>(*paths));
                m_found.isNothingOpen = m_rest.isEmpty();
                lookAtNext();
            });
    }

private:
    /// `then` gets the property; one of a collection that has just gone is passed over.
    void ask(const QString &property, const std::function<void(const QVariant &)> &then)
    {
        askSecretService(propertyOf(m_path, SecretCollectionInterface, property), this,
                         [this, then](const QDBusMessage &reply) {
                             if (const std::optional<QVariant> value = propertyIn(reply))
                                 then(*value);
                             else
                                 lookAtNext();
                         });
    }

    void lookAtNext()
    {
        if (m_rest.isEmpty())
            return end(m_found);
        m_path = m_rest.takeFirst();
        ask(QStringLiteral("Locked"), [this](const QVariant &locked) {
            if (!locked.toBool())
                return lookAtNext();
            ask(QStringLiteral("Items"), [this](const QVariant &items) {
                if (!qdbus_cast<QList<QDBusObjectPath>>(items).isEmpty())
                    return lookAtNext();
                m_found.names += m_path.section(u'/', -1);
                ask(QStringLiteral("Label"), [this](const QVariant &label) {
                    if (!label.toString().isEmpty())
                        m_found.names.back() = label.toString();
                    lookAtNext();
                });
            });
        });
    }

    HiddenCollections m_found;
    QStringList m_rest;
    QString m_path;
};

class Removal final : public Question<Result<void>>
{
public:
    Removal(QString service, QString key, std::chrono::milliseconds patience)
        : m_service(std::move(service))
        , m_key(std::move(key))
        , m_patience(patience)
    {
    }

    QFuture<Result<void>> start()
    {
        return Question::start(searchFor(m_service, m_key), [this](Question *, const QDBusMessage &reply) {
            const SecretServiceItems items = itemsIn(reply);
            if (!items.isKnown)
                return fail(ErrorKind::KeychainFailed, reply.errorMessage());
            m_rest = items.unlocked + items.locked;
            if (items.locked.isEmpty())
                return removeNext();
            QList<QDBusObjectPath> locked;
            for (const QString &path : items.locked)
                locked += QDBusObjectPath(path);
            prompt(unlockCall(locked), unlockPromptArgument);
        });
    }

private:
    void prompt(const QDBusMessage &call, qsizetype promptArgument)
    {
        auto *prompt = new SecretServicePrompt(m_patience, this);
        connect(prompt, &SecretServicePrompt::finished, this, [this, prompt](PromptEnd result) {
            prompt->deleteLater();
            if (result == PromptEnd::TimedOut)
                return fail(ErrorKind::KeychainTimeout, Texts::tr("Nobody answered the keychain's prompt."));
            if (result == PromptEnd::Dismissed)
                m_rest.clear(); // whoever says no to one is not asked about the next
            removeNext();
        });
        prompt->start(call, promptArgument);
    }

    void removeNext()
    {
        if (!m_rest.isEmpty())
            return prompt(secretServiceCall(m_rest.takeFirst(), ItemInterface, QStringLiteral("Delete")), 0);
        // Whatever the answers were: what is there counts.
        whenReady(findSecretItems(m_service, m_key), this, [this](const SecretServiceItems &items) {
            if (!items.isKnown)
                return fail(ErrorKind::KeychainFailed, {});
            if (!items.isEmpty())
                return fail(ErrorKind::KeychainRefused,
                            Texts::tr("The keychain still holds \"%1\".").arg(m_key));
            whenReady(findHiddenCollections(), this, [this](const HiddenCollections &hidden) {
                end(hidden.mayHoldMore() ? Result<void>(std::unexpected(hiddenSecret(hidden)))
                                         : Result<void>());
            });
        });
    }

    void fail(ErrorKind kind, const QString &message) { end(std::unexpected(Error::of(kind, message))); }

    QString m_service;
    QString m_key;
    std::chrono::milliseconds m_patience;
    QStringList m_rest; ///< to be removed
};

} // namespace

QFuture<SecretServiceItems> findSecretItems(const QString &service, const QString &key)
{
    using Search = Question<SecretServiceItems>;
    return (new Search)->start(searchFor(service, key), [](Search *search, const QDBusMessage &reply) {
        search->end(itemsIn(reply));
    });
}

QFuture<HiddenCollections> findHiddenCollections()
{
    return (new HiddenSearch)->start();
}

QFuture<bool> searchUntilOpen(std::chrono::milliseconds patience)
{
    using Search = Question<bool>;
    return (new Search)
        ->start(
            searchFor(QStringLiteral("Keyturn"), QStringLiteral("Keyturn")),
            [](Search *search, const QDBusMessage &) {
                whenReady(findHiddenCollections(), search,
                          [search](const HiddenCollections &hidden) { search->end(!hidden.isNothingOpen); });
            },
            patience);
}

QFuture<Result<void>> removeSecretItems(const QString &service, const QString &key,
                                        std::chrono::milliseconds patience)
{
    return (new Removal(service, key, patience))->start();
}

Error hiddenSecret(const HiddenCollections &hidden)
{
    if (hidden.names.isEmpty())
        return Error::of(ErrorKind::SecretHidden,
                         hidden.isNothingOpen ? Texts::tr("Nothing is open in the keychain.") : QString());
    return Error::of(ErrorKind::SecretHidden,
                     Texts::tr("Locked: %1.").arg(hidden.names.join(QStringLiteral(", "))));
}

QFuture<bool> labelSecretItem(const QString &service, const QString &key, const QString &label)
{
    using Search = Question<bool>;
    return (new Search)->start(searchFor(service, key), [label](Search *search, const QDBusMessage &reply) {
        const QStringList items = itemsIn(reply).unlocked;
        if (items.isEmpty())
            return search->end(false);
        QDBusMessage call =
            secretServiceCall(items.constFirst(), DBusPropertiesInterface, QStringLiteral("Set"));
        call << ItemInterface << QStringLiteral("Label") << QVariant::fromValue(QDBusVariant(label));
        askSecretService(call, search, [search](const QDBusMessage &answer) {
            search->end(answer.type() == QDBusMessage::ReplyMessage);
        });
    });
}

} // namespace Keyturn
