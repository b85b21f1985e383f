#pragma once

#include "core/secret.h"

#include <QIODevice>

namespace Keyturn {

/// A request body that can be read once.
///
/// QNetworkAccessManager sends a request of any verb again when the connection drops before the response
/// head is complete (qhttpnetworkconnectionchannel.cpp, closeAndResendCurrentRequest), with no way to switch
/// that off. It rewinds the body first: reset() refuses once anything was read, and the call ends with
/// ContentReSendError instead. That the device is not sequential keeps Qt from buffering it, which would
/// give it a copy to rewind.
///
/// wasRead() false is a promise that nothing of the body, nor (on Qt's HTTP/1.1, which writes head and body
/// together) of the head, has left this process.
class OneShotDevice : public QIODevice
{
    Q_OBJECT

public:
    explicit OneShotDevice(Secret bytes, QObject *parent = nullptr);

    bool wasRead() const { return m_read; }

    bool isSequential() const override { return false; }
    qint64 size() const override { return m_bytes.size(); }
    bool reset() override;
    bool seek(qint64 position) override;

signals:
    void firstRead();

protected:
    qint64 readData(char *data, qint64 maximum) override;
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    Secret m_bytes;
    qint64 m_position = 0;
    bool m_read = false;
};

} // namespace Keyturn
