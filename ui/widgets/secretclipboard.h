#pragma once

#include "core/secret.h"

#include <QObject>
#include <QPointer>

#include <chrono>

class QMimeData;
class QTimer;

namespace Keyturn {

/// Puts a password on the clipboard for a while: marked so that clipboard histories and cloud clipboards
/// leave it out, taken back when the time is over or this dies, unless something else has been copied since.
/// Thread: GUI.
class SecretClipboard : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::seconds defaultLifetime{30};

    explicit SecretClipboard(std::chrono::seconds lifetime = defaultLifetime, QObject *parent = nullptr);
    ~SecretClipboard() override;

    /// Of what is copied from then on.
    void setLifetime(std::chrono::seconds lifetime) { m_lifetime = lifetime; }
    void copy(const Secret &secret);
    /// Takes it back now, if it is still ours.
    void clear();
    bool holdsOurs() const;
    /// Whether it is there and is this very secret.
    bool holds(const Secret &secret) const;

signals:
    /// Every second while it is there; 0 when it has been taken back or replaced.
    void secondsLeftChanged(int seconds);

private:
    void tick();
    QByteArray fingerprint(const Secret &secret) const;

    std::chrono::seconds m_lifetime;
    int m_secondsLeft = 0;
    QByteArray m_salt; ///< of this run: what is compared tells nothing of the secret
    QByteArray m_fingerprint; ///< of what was copied
    QTimer *m_timer;
    /// The clipboard owns it and deletes it when anything else is copied, here or in another program: so it
    /// lives as long as it is ours. Asking the clipboard for its text could wait for another program.
    QPointer<QMimeData> m_ours;
};

} // namespace Keyturn
