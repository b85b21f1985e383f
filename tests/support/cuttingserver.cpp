#include "cuttingserver.h"

#include <QFile>
#include <QRegularExpression>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>

namespace Keyturn {

namespace {

QByteArray contentsOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(path));
    return file.readAll();
}

qsizetype contentLength(const QByteArray &head)
{
    static const QRegularExpression pattern(QStringLiteral("content-length:\\s*(\\d+)"),
                                            QRegularExpression::CaseInsensitiveOption);
    return pattern.match(QString::fromLatin1(head)).captured(1).toLongLong();
}

} // namespace

CuttingServer::CuttingServer(Cut cut, const QString &certificates, const QString &certificateName)
    : m_cut(cut)
    , m_isTls(!certificates.isEmpty())
{
    QTcpServer &server = m_isTls ? m_tls : m_plain;
    if (m_isTls) {
        const QString stem = certificates + QLatin1Char('/') + certificateName;
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setLocalCertificate(QSslCertificate(contentsOf(stem + QStringLiteral(".pem"))));
        configuration.setPrivateKey(QSslKey(contentsOf(stem + QStringLiteral(".key")), QSsl::Ec));
        configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
        m_tls.setSslConfiguration(configuration);
        if (cut == Cut::OnAccept)
            connect(&m_tls, &QSslServer::startedEncryptionHandshake, this, [this](QSslSocket *socket) {
                ++m_connections;
                socket->abort();
            });
    }
    if (!server.listen(QHostAddress::LocalHost))
        qFatal("cannot listen: %s", qPrintable(server.errorString()));
    connect(&server, &QTcpServer::pendingConnectionAvailable, this, [this, &server] {
        while (QTcpSocket *socket = server.nextPendingConnection())
            accept(socket);
    });
}

QUrl CuttingServer::baseUrl() const
{
    const QTcpServer &server = m_isTls ? static_cast<const QTcpServer &>(m_tls) : m_plain;
    return QUrl(QStringLiteral("%1://127.0.0.1:%2/v2")
                    .arg(m_isTls ? QStringLiteral("https") : QStringLiteral("http"))
                    .arg(server.serverPort()));
}

void CuttingServer::accept(QTcpSocket *socket)
{
    ++m_connections;
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    connect(socket, &QObject::destroyed, this, [this, socket] { m_received.remove(socket); });
    if (m_cut == Cut::OnAccept || m_cut == Cut::AfterHandshake) {
        socket->disconnectFromHost();
        return;
    }
    connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
    if (socket->bytesAvailable() > 0)
        read(socket);
}

void CuttingServer::read(QTcpSocket *socket)
{
    QByteArray &received = m_received[socket];
    received += socket->readAll();
    const qsizetype headEnd = received.indexOf("\r\n\r\n");
    if (headEnd < 0)
        return;
    const qsizetype whole = headEnd + 4 + contentLength(received.left(headEnd));
    if (received.size() < whole)
        return;
    m_lastRequest = received.left(whole);
    received.remove(0, whole);
    if (!m_lastRequest.startsWith("PUT ")) {
        socket->write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
        return;
    }
    ++m_puts;
    answer(socket);
}

void CuttingServer::answer(QTcpSocket *socket)
{
    switch (m_cut) {
    case Cut::Never:
        return;
    case Cut::ResetAfterRequest:
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        socket->abort();
        return;
    case Cut::InStatusLine:
        socket->write("HTTP/1.1 20");
        break;
    case Cut::AfterStatusLine:
        socket->write("HTTP/1.1 204 No Content\r\n");
        break;
    case Cut::InHeaders:
        socket->write("HTTP/1.1 204 No Content\r\nServer: test\r\nX-Zm-Tra");
        break;
    case Cut::AfterHeaders:
        socket->write("HTTP/1.1 204 No Content\r\nServer: test\r\n\r\n");
        break;
    case Cut::InErrorBody:
        socket->write(
            "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n"
            "{\"code\":300,\"mess");
        break;
    case Cut::OnAccept:
    case Cut::AfterHandshake:
    case Cut::AfterRequest:
        break;
    }
    socket->flush();
    socket->disconnectFromHost();
}

} // namespace Keyturn
