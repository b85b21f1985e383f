#include "truthserver.h"

#include <QFile>
#include <QRegularExpression>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTimer>

namespace Keyturn {

namespace {

const QByteArray noContent = "HTTP/1.1 204 No Content\r\nX-Zm-Trackingid: WEB_t\r\n\r\n";

QByteArray contentsOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(path));
    return file.readAll();
}

QByteArray json(const char *status, const QByteArray &body)
{
    return QByteArray("HTTP/1.1 ") + status + "\r\nContent-Type: application/json\r\nContent-Length: "
        + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

QByteArray chunkedJson(const char *status, const QByteArray &body)
{
    return QByteArray("HTTP/1.1 ") + status
        + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        + QByteArray::number(body.size(), 16) + "\r\n" + body + "\r\n0\r\n\r\n";
}

qsizetype contentLength(const QByteArray &head)
{
    static const QRegularExpression pattern(QStringLiteral("content-length:\\s*(\\d+)"),
                                            QRegularExpression::CaseInsensitiveOption);
    return pattern.match(QString::fromLatin1(head)).captured(1).toLongLong();
}

int numberIn(const QByteArray &head)
{
    static const QRegularExpression pattern(QStringLiteral("^PUT /v2/users/u(\\d+)/password "));
    const auto match = pattern.match(QString::fromLatin1(head));
    return match.hasMatch() ? match.captured(1).toInt() : -1;
}

} // namespace

struct TruthServer::Schedule
{
    struct Step
    {
        int afterMs = 0;
        QByteArray bytes;
    };
    enum class End { Keep, Close, Reset };

    QList<Step> steps;
    End end = End::Keep;
    int endAfterMs = 0;
};

TruthServer::TruthServer(quint32 seed, const QString &certificates, const QString &certificate)
    : m_seed(seed)
    , m_isTls(!certificates.isEmpty())
{
    QTcpServer &listening = m_isTls ? m_tls : m_plain;
    if (m_isTls) {
        const QString stem = certificates + QLatin1Char('/') + certificate;
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setLocalCertificate(QSslCertificate(contentsOf(stem + QStringLiteral(".pem"))));
        configuration.setPrivateKey(QSslKey(contentsOf(stem + QStringLiteral(".key")), QSsl::Ec));
        configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
        m_tls.setSslConfiguration(configuration);
    }
    listening.setMaxPendingConnections(1'000);
    if (!listening.listen(QHostAddress::LocalHost))
        qFatal("cannot listen: %s", qPrintable(listening.errorString()));
    connect(&listening, &QTcpServer::pendingConnectionAvailable, this, [this, &listening] {
        while (QTcpSocket *socket = listening.nextPendingConnection())
            accept(socket);
    });
}

QUrl TruthServer::baseUrl() const
{
    return QUrl(QStringLiteral("%1://127.0.0.1:%2/v2")
                    .arg(m_isTls ? QStringLiteral("https") : QStringLiteral("http"))
                    .arg(port()));
}

void TruthServer::accept(QTcpSocket *socket)
{
    ++m_connections;
    const auto connection = std::make_shared<Connection>();
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    connect(socket, &QTcpSocket::readyRead, this, [this, socket, connection] { read(socket, connection); });
    if (socket->bytesAvailable() > 0)
        read(socket, connection);
}

void TruthServer::read(QTcpSocket *socket, const std::shared_ptr<Connection> &connection)
{
    connection->received += socket->readAll();
    for (;;) {
        const qsizetype headEnd = connection->received.indexOf("\r\n\r\n");
        if (headEnd < 0)
            return;
        const QByteArray head = connection->received.left(headEnd + 2);
        const qsizetype whole = headEnd + 4 + contentLength(head);
        const int number = numberIn(head);
        // Some answer as soon as they know whom it is about.
        const bool isEarly = number >= 0 && number % 11 == 5;
        if (isEarly && !connection->isAnswered) {
            connection->isAnswered = true;
            answer(socket, number);
        }
        if (connection->received.size() < whole)
            return;
        connection->received.remove(0, whole);
        if (connection->hadChange)
            ++m_behindAChange;
        connection->hadChange = number >= 0;
        if (number < 0)
            socket->write(json("200 OK", "{}"));
        else if (!connection->isAnswered)
            answer(socket, number);
    }
}

void TruthServer::answer(QTcpSocket *socket, int number)
{
    Person &person = m_people[number];
    ++person.puts;
    play(socket, std::make_shared<Schedule>(scheduleFor(number)), 0);
}

TruthServer::Schedule TruthServer::scheduleFor(int number)
{
    Person &person = m_people[number];
    QRandomGenerator random(m_seed + static_cast<quint32>(number) * 7919);
    const auto soon = [&random] {
        static constexpr int delays[] = {0, 0, 0, 1, 1, 2, 5, 10, 30, 100};
        return delays[random.bounded(10)];
    };
    Schedule schedule;
    const int interims = random.bounded(2) ? random.bounded(1, 4) : 0;
    for (int i = 0; i < interims; ++i) {
        static const QByteArrayList kinds{"100 Continue", "102 Processing", "103 Early Hints"};
        schedule.steps.append(
            {soon(), "HTTP/1.1 " + kinds[random.bounded(3)] + "\r\nLink: </a.css>\r\n\r\n"});
    }
    static const QByteArrayList garbled{
        "HTTP/1.1 0204 No Content\r\n\r\n",
        "HTTP/1.1 204x No Content\r\n\r\n",
        "ICY 204 No Content\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
        "garbage\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nX-Cut",
    };
    static const QByteArray same =
        "{\"code\":300,\"message\":\"Your new password can not match the old password.\"}";
    static const QByteArray nobody = "{\"code\":1001,\"message\":\"User does not exist: u.\"}";
    const int decision = random.bounded(20);
    QByteArray final = noContent;
    person.truth = Truth::Changed;
    if (decision >= 10 && decision < 18) {
        person.truth = Truth::Refused;
        const QByteArrayList refusals{json("400 Bad Request", same), json("404 Not Found", nobody),
                                      chunkedJson("400 Bad Request", same)};
        final = refusals[random.bounded(refusals.size())];
    } else if (decision >= 18) {
        person.truth = Truth::Garbled;
        final = garbled[random.bounded(garbled.size())];
    }
    const bool isCut = final.endsWith("X-Cut");
    // In up to four pieces, wherever that cuts it.
    int delay = soon();
    for (int pieces = random.bounded(4); pieces > 0 && final.size() > 2; --pieces) {
        const qsizetype at = random.bounded(1, static_cast<int>(final.size()));
        schedule.steps.append({delay, final.left(at)});
        final.remove(0, at);
        delay = random.bounded(3);
    }
    schedule.steps.append({delay, final});
    if (!isCut && random.bounded(2)) {
        static const QByteArrayList surplus{noContent, noContent, json("400 Bad Request", same), "\r\n",
                                            "garbage"};
        schedule.steps.append({soon(), surplus[random.bounded(surplus.size())]});
    }
    const int end = random.bounded(8);
    schedule.end = isCut || end < 3 ? Schedule::End::Close : Schedule::End::Keep;
    if (!isCut && end == 7) {
        schedule.end = Schedule::End::Reset;
        person.mayBeLost = true;
    }
    schedule.endAfterMs = soon();
    return schedule;
}

void TruthServer::play(QTcpSocket *socket, const std::shared_ptr<Schedule> &schedule, qsizetype step)
{
    const bool isOver = step == schedule->steps.size();
    const int delay = isOver ? schedule->endAfterMs : schedule->steps[step].afterMs;
    const auto next = [socket, schedule, step, isOver] {
        if (!isOver) {
            socket->write(schedule->steps[step].bytes);
            socket->flush();
            play(socket, schedule, step + 1);
        } else if (schedule->end == Schedule::End::Close) {
            socket->disconnectFromHost();
        } else if (schedule->end == Schedule::End::Reset) {
            socket->abort();
        }
    };
    if (delay == 0)
        next();
    else
        QTimer::singleShot(delay, Qt::PreciseTimer, socket, next);
}

} // namespace Keyturn
