#include "practicelistener.h"

#include <QCoreApplication>
#include <QTcpServer>
#include <QTimer>

using namespace std::chrono_literals;

namespace Keyturn {

namespace {

constexpr int maximumPort = 65535;
constexpr int maximumConnections = 512;
constexpr int backlog = 512; // a connection that finds it full is lost for a second
constexpr auto acceptPause = 100ms;

} // namespace

class PracticeListener::Acceptor final : public QTcpServer
{
public:
    Acceptor(Answer answer, const PracticeConnection::Timeouts &timeouts)
        : m_answer(std::move(answer))
        , m_timeouts(timeouts)
    {
        setListenBacklogSize(backlog);
        // Out of file descriptors, as a rule: QTcpServer has paused itself, and others may be given back.
        connect(this, &QTcpServer::acceptError, this,
                [this] { QTimer::singleShot(acceptPause, this, [this] { resumeIfFree(); }); });
    }

protected:
    void incomingConnection(qintptr socket) override
    {
        auto *connection = new PracticeConnection(socket, m_answer, m_timeouts, this);
        connect(connection, &PracticeConnection::ended, this, [this, connection] {
            connection->deleteLater();
            --m_count;
            resumeIfFree();
        });
        if (++m_count >= maximumConnections)
            pauseAccepting();
    }

private:
    void resumeIfFree()
    {
        if (m_count < maximumConnections)
            resumeAccepting();
    }

    const Answer m_answer;
    const PracticeConnection::Timeouts m_timeouts;
    int m_count = 0;
};

Result<std::unique_ptr<PracticeListener>>
PracticeListener::start(int port, Answer answer, const PracticeConnection::Timeouts &timeouts)
{
    std::unique_ptr<PracticeListener> listener(new PracticeListener(std::move(answer), timeouts));
    if (port < 0 || port > maximumPort || !listener->open(port)) {
        const QString words = QCoreApplication::translate(
            "PracticeServer", "Port %1 cannot be used: another program has it, or it needs more rights.");
        return std::unexpected(
            Error::inField(ErrorKind::InvalidInput, QStringLiteral("port"), words.arg(port)));
    }
    return listener;
}

PracticeListener::PracticeListener(Answer answer, const PracticeConnection::Timeouts &timeouts)
    : m_acceptor(new Acceptor(std::move(answer), timeouts))
{
    m_thread.setObjectName(QStringLiteral("practice"));
    m_acceptor->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, m_acceptor, &QObject::deleteLater);
    m_thread.start();
}

bool PracticeListener::open(int port)
{
    bool isOpen = false;
    QMetaObject::invokeMethod(
        m_acceptor,
        [this, port, &isOpen] {
            isOpen = m_acceptor->listen(QHostAddress::LocalHost, static_cast<quint16>(port));
            m_port = m_acceptor->serverPort();
        },
        Qt::BlockingQueuedConnection);
    return isOpen;
}

PracticeListener::~PracticeListener()
{
    m_thread.quit();
    m_thread.wait();
}

} // namespace Keyturn
