#pragma once

#include "secrets/keychaingate.h"
#include "secrets/secretstore.h"

#include <QHash>
#include <QObject>

#include <chrono>
#include <deque>
#include <memory>
#include <optional>

namespace Keyturn {

/// The keychain of the operating system, through QtKeychain: Secret Service or KWallet, Windows' Credential
/// Manager, macOS' Keychain. There is no plaintext fallback.
///
/// One thing at a time: QtKeychain runs its jobs one after another in the whole process, and a job that has
/// begun cannot be taken back, so a prompt that nobody answers holds up all that come after it. Each call has
/// its own time-out, counted from the call. What had not begun by then is dropped (a removal alone still
/// runs, since nobody can want the opposite); what had begun ends whenever it ends, unheard and wiped. A
/// write that ran into the time-out can still land that way. A keychain that is locked is unlocked first
/// (KeychainGate); while its prompt waits for the person, no time-out counts.
///
/// An entry has the label of setLabel() where the keychain is a Secret Service. KDE's wallet and Windows show
/// the key, which begins with the program and the account.
///
/// Secrets are kept as binary data: QtKeychain reads text first, so an entry that once was text would hide
/// what is written as binary later. QtKeychain and D-Bus make copies of their own that cannot be wiped here.
///
/// Errors: KeychainUnavailable, KeychainLocked, KeychainRefused, KeychainTimeout, KeychainFailed,
/// SecretMissing, SecretHidden; Error::reply.message holds the keychain's words. A prompt to unlock that was
/// dismissed is KeychainLocked, because locked is what it is.
///
/// Thread: GUI, with a running event loop (on Linux GLib's: with QT_NO_GLIB=1 every call ends in
/// KeychainTimeout). One object for the process.
class KeychainStore final : public QObject, public SecretStore
{
    Q_OBJECT

public:
    explicit KeychainStore(std::chrono::milliseconds timeout = std::chrono::seconds(60),
                           std::chrono::milliseconds promptPatience = KeychainGate::PromptPatience,
                           QObject *parent = nullptr);
    ~KeychainStore() override;

    QFuture<Result<Secret>> read(const QString &key) override;
    QFuture<Result<void>> write(const QString &key, Secret secret) override;
    QFuture<Result<void>> remove(const QString &key) override;
    void setLabel(const QString &key, const QString &label) override;

private:
    struct Operation;
    using OperationPtr = std::shared_ptr<Operation>;
    /// How a QtKeychain job ended: QKeychain::Error, its words, and the secret that it read.
    struct JobEnd
    {
        int error = 0;
        QString message;
        Secret secret;
    };
    using Step = void (KeychainStore::*)(const OperationPtr &, JobEnd);

    void enqueue(const OperationPtr &operation);
    void startClock(const OperationPtr &operation);
    void startNext();
    void startLateClocks();
    void gateOpened(const OperationPtr &operation, const Result<void> &opened);
    void begin(const OperationPtr &operation);
    void timeOut(const OperationPtr &operation);

    void startRead(const OperationPtr &operation, Step next);
    void startWrite(const OperationPtr &operation);
    void startRemove(const OperationPtr &operation);
    void readEnded(const OperationPtr &operation, JobEnd end);
    void writeEnded(const OperationPtr &operation, JobEnd end);
    void readBackEnded(const OperationPtr &operation, JobEnd end);
    void removeEnded(const OperationPtr &operation, JobEnd end);
    void removeReadBackEnded(const OperationPtr &operation, JobEnd end);
    void removeItems(const OperationPtr &operation);
    void labelEntry(const OperationPtr &operation);

    void fail(const OperationPtr &operation, const JobEnd &end);
    void explain(const OperationPtr &operation, ErrorKind kind, const QString &message);
    void settleAs(const OperationPtr &operation, const Error &error);
    void settle(const OperationPtr &operation, Result<Secret> result);

    std::chrono::milliseconds m_timeout;
    KeychainGate m_gate;
    QHash<QString, QString> m_labels; ///< by key
    std::deque<OperationPtr> m_waiting;
    OperationPtr m_running;
    bool m_isRemoving = false; ///< which may ask the person
};

} // namespace Keyturn
