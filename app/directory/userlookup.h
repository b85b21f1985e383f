#pragma once

#include "core/error.h"
#include "zoom/userdto.h"

#include <QObject>
#include <QPointer>

namespace Keyturn {

class ZoomCall;
class ZoomClient;

/// Asks the server for one user by ID, e-mail or "me". A new question drops the one before. Thread: GUI.
class UserLookup : public QObject
{
    Q_OBJECT

public:
    explicit UserLookup(ZoomClient *client, QObject *parent = nullptr);

    void find(const QString &idOrEmail);
    void cancel();
    bool isRunning() const { return !m_call.isNull(); }

signals:
    void found(const Keyturn::User &user);
    void failed(const QString &idOrEmail, const Keyturn::Error &error);

private:
    ZoomClient *m_client;
    QPointer<ZoomCall> m_call;
};

} // namespace Keyturn
