#pragma once

#include "core/error.h"
#include "zoom/userdto.h"

#include <QObject>

#include <chrono>
#include <optional>

class QTimer;

namespace Keyturn {

class UserLookup;
class ZoomClient;

/// Reads one user again before their password is changed: the list may be hours old by then. Asking for
/// another drops the one before. Owned by AccountSession. Thread: GUI.
class PersonCheck : public QObject
{
    Q_OBJECT

public:
    struct Answer
    {
        /// Who they are now; nothing when it could not be read.
        std::optional<User> user;
        /// Why not. UserNotFound: Zoom says that there is nobody.
        Error error;
    };

    /// After `patience` the check is given up: nobody is to wait for what is only a warning.
    PersonCheck(ZoomClient *client, std::chrono::milliseconds patience, QObject *parent = nullptr);
    ~PersonCheck() override;

    static constexpr std::chrono::milliseconds defaultPatience = std::chrono::seconds(6);

    /// `pathId` as ResetTarget::userId.
    void start(const QString &pathId);
    void cancel();
    bool isRunning() const;

signals:
    /// Once for each start(), unless cancelled.
    void finished(const Keyturn::PersonCheck::Answer &answer);

private:
    void finish(const Answer &answer);

    UserLookup *m_lookup;
    QTimer *m_patience;
};

} // namespace Keyturn
