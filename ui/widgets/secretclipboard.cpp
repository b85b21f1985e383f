#include "secretclipboard.h"

#include "concealedclipboard.h"

#include <QClipboard>
#include <QCryptographicHash>
#include <QGuiApplication>
#include <QMimeData>
#include <QTimer>
#include <QUuid>

namespace Keyturn {

namespace {

QMimeData *markedData(const Secret &secret)
{
    auto *data = new QMimeData;
    data->setText(QString::fromUtf8(secret.exposeUtf8()));
    // Klipper and other clipboard histories.
    data->setData(QStringLiteral("x-kde-passwordManagerHint"), QByteArrayLiteral("secret"));
#ifdef Q_OS_WIN
    const QByteArray no(4, '\0'); // a DWORD
    const auto windowsFormat = [](const QString &name) {
        return u"application/x-qt-windows-mime;value=\"" + name + u'"';
    };
    data->setData(windowsFormat(QStringLiteral("ExcludeClipboardContentFromMonitorProcessing")), no);
    data->setData(windowsFormat(QStringLiteral("CanIncludeInClipboardHistory")), no);
    data->setData(windowsFormat(QStringLiteral("CanUploadToCloudClipboard")), no);
#endif
    return data;
}

} // namespace

SecretClipboard::SecretClipboard(std::chrono::seconds lifetime, QObject *parent)
    : QObject(parent)
    , m_lifetime(lifetime)
    , m_salt(QUuid::createUuid().toRfc4122())
    , m_timer(new QTimer(this))
{
    m_timer->setInterval(std::chrono::seconds(1));
    connect(m_timer, &QTimer::timeout, this, &SecretClipboard::tick);
}

SecretClipboard::~SecretClipboard()
{
    if (holdsOurs())
        QGuiApplication::clipboard()->clear();
}

bool SecretClipboard::holdsOurs() const
{
    return !m_ours.isNull();
}

bool SecretClipboard::holds(const Secret &secret) const
{
    return holdsOurs() && !secret.isEmpty() && m_fingerprint == fingerprint(secret);
}

QByteArray SecretClipboard::fingerprint(const Secret &secret) const
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(m_salt);
    hash.addData(secret.exposeUtf8());
    return hash.result();
}

void SecretClipboard::copy(const Secret &secret)
{
    m_fingerprint = fingerprint(secret);
    m_ours = markedData(secret);
    QGuiApplication::clipboard()->setMimeData(m_ours);
    markClipboardConcealed();
    m_secondsLeft = int(m_lifetime.count());
    m_timer->start();
    emit secondsLeftChanged(m_secondsLeft);
}

void SecretClipboard::clear()
{
    m_timer->stop();
    m_secondsLeft = 0;
    if (holdsOurs())
        QGuiApplication::clipboard()->clear();
    emit secondsLeftChanged(0);
}

void SecretClipboard::tick()
{
    --m_secondsLeft;
    if (m_secondsLeft <= 0 || !holdsOurs())
        clear();
    else
        emit secondsLeftChanged(m_secondsLeft);
}

} // namespace Keyturn
