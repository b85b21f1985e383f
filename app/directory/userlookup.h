#pragma once

#include "core/error.h"
#include "zoom/userdto.h"

#include <QObject>
#include <QPointer>

namespace Keyturn {

class ZoomCall;
class ZoomClient;
struct ZoomReply;

/// Asks the server for one user by ID, e-mail or "me", without the spaces around it. A new question drops
/// the one before: its answer is never reported. Owned by AccountSession. Thread: GUI.
class UserLookup : public QObject
{
    Q_OBJECT

public:
    explicit UserLookup(ZoomClient *client, QObject *parent = nullptr);
    ~UserLookup() override;

    void find(const QString &idOrEmail);
    void cancel();
    bool isRunning() const { return !m_call.isNull(); }

signals:
    void found(const Keyturn::User &user);
    /// `idOrEmail` is what was asked for.
    void failed(const QString &idOrEmail, const Keyturn::Error &error);

private:
    void handleReply(const QString &asked, const ZoomReply &reply);

    ZoomClient *m_client;
    QPointer<ZoomCall> m_call;
};

} // namespace Keyturn
