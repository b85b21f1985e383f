#pragma once

#include <QObject>

class QSocketNotifier;

namespace Keyturn {

/// Turns SIGINT, SIGTERM and SIGHUP (on Windows Ctrl+C and its kin) into a Qt signal in the thread that made
/// it. One at a time; the signals' former behaviour returns when it is destroyed.
class StopSignal final : public QObject
{
    Q_OBJECT

public:
    explicit StopSignal(QObject *parent = nullptr);
    ~StopSignal() override;

signals:
    void requested();

private:
#ifndef Q_OS_WIN
    QSocketNotifier *m_notifier = nullptr;
#endif
};

} // namespace Keyturn
