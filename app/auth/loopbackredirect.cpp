#include "loopbackredirect.h"

#include "auth/redirectpage.h"
#include "auth/redirectrequest.h"
#include "core/logging.h"
#include "net/redaction.h"

#include <QNetworkProxy>
#include <QTcpSocket>

using namespace std::chrono_literals;

namespace Keyturn {

namespace {

const auto Path = QStringLiteral("/keyturn-sign-in");
constexpr auto ConnectionPatience = 10s;
// Browsers open a few connections ahead; who opens more is no browser.
constexpr qsizetype MaximumConnections = 32;
// Of a connection that was answered: whatever it still has to say is read, since closing on unread bytes
// would reset it and take the page away from under the browser.
const char *const answeredProperty = "answered";
const char *const receivedProperty = "received";

Error errorIn(const RedirectRequest &request)
{
    const bool denied = request.error == QLatin1String("access_denied");
    const QString words = request.errorDescription.isEmpty() ? request.error : request.errorDescription;
    return Error::of(denied ? ErrorKind::SignInDenied : ErrorKind::SignInFailed, redacted(words));
}

} // namespace

LoopbackRedirect::LoopbackRedirect(Secret state, QObject *parent)
    : QObject(parent)
    , m_state(std::move(state))
{
    // Qt would ask a SOCKS proxy of the system's to listen in our stead.
    m_server.setProxy(QNetworkProxy::NoProxy);
    connect(&m_server, &QTcpServer::newConnection, this, &LoopbackRedirect::accept);
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        finish(
            std::unexpected(Error::of(m_strayCame ? ErrorKind::SignInMismatch : ErrorKind::SignInTimeout)));
    });
}

Result<void> LoopbackRedirect::listen(quint16 port, std::chrono::milliseconds patience)
{
    if (!m_server.listen(QHostAddress::LocalHost, port))
        return std::unexpected(
            Error::of(ErrorKind::SignInPortTaken,
                      tr("Port %1 on this computer: %2").arg(port).arg(m_server.errorString())));
    m_url = urlAt(m_server.serverPort());
    m_host = m_url.authority().toLatin1();
    m_patience.start(patience);
    return {};
}

QUrl LoopbackRedirect::url() const
{
    return m_url;
}

QUrl LoopbackRedirect::urlAt(quint16 port)
{
    QUrl url;
    url.setScheme(QStringLiteral("http"));
    // The number and not "localhost", which may lead to somewhere else (RFC 8252, 8.3).
    url.setHost(QStringLiteral("127.0.0.1"));
    url.setPort(port);
    url.setPath(Path);
    return url;
}

Result<Secret> LoopbackRedirect::takeAnswer()
{
    Result<Secret> taken = std::unexpected(Error::of(ErrorKind::Cancelled));
    if (m_answer)
        taken = std::move(*std::exchange(m_answer, std::nullopt));
    return taken;
}

void LoopbackRedirect::accept()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        if (m_server.findChildren<QTcpSocket *>().size() > MaximumConnections) {
            socket->abort();
            continue;
        }
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
        QTimer::singleShot(ConnectionPatience, socket, [this, socket] {
            if (!socket->property(answeredProperty).toBool())
                answer(socket, 400, tr("Nothing to see here"), tr("The request was not finished in time."));
            socket->disconnectFromHost();
        });
        read(socket);
    }
}

void LoopbackRedirect::read(QTcpSocket *socket)
{
    QByteArray received = socket->property(receivedProperty).toByteArray();
    received += socket->readAll();
    if (received.isEmpty() || socket->property(answeredProperty).toBool())
        return;
    RedirectRequest request = RedirectRequest::parse(received, Path.toLatin1(), m_host);
    if (request.kind == RedirectRequest::Kind::Incomplete) {
        socket->setProperty(receivedProperty, received);
        return;
    }
    socket->setProperty(receivedProperty, {});
    wipe(received);
    switch (request.kind) {
    case RedirectRequest::Kind::Incomplete:
        Q_UNREACHABLE();
    case RedirectRequest::Kind::Malformed:
        return answer(socket, 400, tr("Nothing to see here"), tr("This is not how a sign-in ends."));
    case RedirectRequest::Kind::Elsewhere:
        return answer(socket, 404, tr("Nothing to see here"), tr("There is no such page."));
    case RedirectRequest::Kind::Answer:
        break;
    }
    if (m_finished)
        return answer(socket, 404, tr("Already done"),
                      tr("Keyturn is not waiting for this any more. You can close this tab."));
    if (!request.state.equals(m_state)) {
        qCWarning(lcAuth) << "an answer of another sign-in came from the browser";
        m_strayCame = true;
        answer(socket, 400, tr("This answer belongs to another sign-in"),
               tr("Nobody was signed in with it. Close this tab, and finish the sign-in on the page that "
                  "Keyturn "
                  "opened last."));
        emit strayAnswerCame();
        return;
    }
    if (!request.error.isEmpty()) {
        answer(socket, 200, tr("Not signed in"),
               // [AUTH-denied]
               tr("Zoom did not allow the sign-in. You can close this tab and go back to Keyturn."));
        return finish(std::unexpected(errorIn(request)));
    }
    answer(socket, 200, tr("You can close this tab"), tr("Go back to Keyturn: it finishes the sign-in."));
    finish(std::move(request.code));
}

void LoopbackRedirect::answer(QTcpSocket *socket, int status, const QString &title, const QString &text)
{
    socket->setProperty(answeredProperty, true);
    socket->write(redirectPage(status, title, text));
    socket->flush();
}

void LoopbackRedirect::finish(Result<Secret> result)
{
    if (std::exchange(m_finished, true))
        return;
    m_patience.stop();
    m_server.close();
    m_answer = std::move(result);
    emit finished();
}

} // namespace Keyturn

#include "moc_loopbackredirect.cpp"
