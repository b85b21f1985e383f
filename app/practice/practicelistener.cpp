#include "practicelistener.h"

#include "connectionstream.h"
#include "core/logging.h"
#include "core/secret.h"
#include "workerthreads.h"

#include <QCoreApplication>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

namespace Keyturn {

namespace {

// Longer than any client keeps a connection, so that it is the client that lets go: a server that hangs up
// first makes changes end as Unknown.
constexpr std::chrono::minutes keepAlive{5};
constexpr std::size_t maximumConnections = 256;
constexpr int backlog = 128; // httplib's is 5, and a SYN that finds it full is lost for a second

const char *const trackingHeader = "x-zm-trackingid"; // on every answer of the practice account
const char *const movedContentType = "Practice-Content-Type";

// httplib shows handlers the request but not its connection. A connection is served by one thread from its
// first byte to its last, so the thread knows.
thread_local ConnectionStream *t_connection = nullptr;

QByteArray bytesOf(const std::string &text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

bool announcesBody(const httplib::Request &request)
{
    return request.has_header("Transfer-Encoding")
        || (request.has_header("Content-Length") && request.get_header_value("Content-Length") != "0");
}

void setSocketOptions(socket_t socket)
{
    // httplib's own choice is SO_REUSEPORT, with which a second server on a taken port starts without an
    // error and the two share the connections.
    const int yes = 1;
#ifdef Q_OS_WIN
    setsockopt(socket, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, reinterpret_cast<const char *>(&yes), sizeof yes);
#else
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
#endif
}

} // namespace

class PracticeListener::Server final : public httplib::Server
{
public:
    explicit Server(Answer answer);
    ~Server() override;

    bool open(int port);
    int port() const { return m_port; }

private:
    bool process_and_close_socket(socket_t socket) override;
    void addRoutes();
    void addHooks();
    static void prepare(httplib::Request &request);
    void serveWithBody(const httplib::Request &request, httplib::Response &response,
                       const httplib::ContentReader &reader);
    void serve(const httplib::Request &request, httplib::Response &response, PracticeCall call);
    void reply(const PracticeReply &reply, httplib::Response &response);
    bool waitOrStop(std::chrono::milliseconds time);
    bool enter(socket_t socket);
    void leave(socket_t socket);

    const Answer m_answer;
    int m_port = 0;
    std::thread m_thread;
    std::atomic<bool> m_ended = false; // accepts no more
    std::mutex m_mutex;
    std::condition_variable m_stopped;
    std::set<socket_t> m_sockets; // open connections
    bool m_stopping = false;
};

PracticeListener::Server::Server(Answer answer)
    : m_answer(std::move(answer))
{
    new_task_queue = [] { return new WorkerThreads(maximumConnections); };
    set_address_family(AF_INET);
    set_tcp_nodelay(true);
    set_socket_options(setSocketOptions);
    set_keep_alive_timeout(std::chrono::duration_cast<std::chrono::seconds>(keepAlive).count());
    set_payload_max_length(static_cast<size_t>(maximumBodyBytes));
    addRoutes();
    addHooks();
}

void PracticeListener::Server::addRoutes()
{
    const auto withoutBody = [this](const httplib::Request &request, httplib::Response &response) {
        if (announcesBody(request))
            t_connection->endAfterReply(); // httplib leaves it unread
        serve(request, response, {});
    };
    const auto withBody = [this](const httplib::Request &request, httplib::Response &response,
                                 const httplib::ContentReader &reader) {
        serveWithBody(request, response, reader);
    };
    Get("/", withoutBody);
    Options("/", withoutBody);
    Delete("/", withBody);
    Put("/", withBody);
    Post("/", withBody);
    Patch("/", withBody);
}

void PracticeListener::Server::addHooks()
{
    set_pre_routing_handler([](const httplib::Request &request, httplib::Response &) {
        // httplib has no other hook between the headers and the body. The object behind the const reference
        // is a plain local of its process_request().
        prepare(const_cast<httplib::Request &>(request));
        return HandlerResponse::Unhandled;
    });
    set_error_handler(HandlerWithResponse([this](const httplib::Request &, httplib::Response &response) {
        if (response.has_header(trackingHeader))
            return HandlerResponse::Unhandled; // an answer of ours
        // httplib gave up on the request by itself; what else is on the connection is anybody's guess.
        t_connection->endAfterReply();
        PracticeCall call;
        call.bodyState = PracticeCall::Body::Broken;
        const int status = response.status;
        reply(m_answer(call), response);
        response.status = status;
        return HandlerResponse::Handled;
    }));
    set_post_routing_handler([](const httplib::Request &, httplib::Response &response) {
        if (response.status == 204)
            response.headers.erase("Content-Length"); // RFC 9110, 8.6: a 204 has none
        response.headers.erase("Keep-Alive"); // it would promise httplib's limits, and ours are others
        if (t_connection->ends())
            response.set_header("Connection", "close");
    });
}

PracticeListener::Server::~Server()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
        for (const socket_t socket : m_sockets) {
#ifdef Q_OS_WIN
            ::shutdown(socket, SD_BOTH);
#else
            ::shutdown(socket, SHUT_RDWR);
#endif
        }
    }
    m_stopped.notify_all();
    stop();
    if (m_thread.joinable())
        m_thread.join();
}

bool PracticeListener::Server::open(int port)
{
    if (port < 0 || port > 65535)
        return false;
    if (port == 0)
        m_port = bind_to_any_port("127.0.0.1");
    else
        m_port = bind_to_port("127.0.0.1", port) ? port : -1;
    if (m_port <= 0)
        return false;
    ::listen(svr_sock_, backlog);
    m_thread = std::thread([this] {
        listen_after_bind();
        m_ended = true;
    });
    // stop() does nothing before the thread has got so far, and its join would then never end.
    while (!is_running() && !m_ended)
        std::this_thread::yield();
    return true;
}

bool PracticeListener::Server::process_and_close_socket(socket_t socket)
{
    bool good = true;
    if (enter(socket)) {
        ConnectionStream stream(socket);
        t_connection = &stream;
        bool closed = false;
        while (good && !closed && !stream.ends() && stream.waitForRequest(keepAlive))
            good = process_request(stream, false, closed, nullptr);
        t_connection = nullptr;
        leave(socket);
    }
#ifdef Q_OS_WIN
    ::shutdown(socket, SD_BOTH);
    ::closesocket(socket);
#else
    ::shutdown(socket, SHUT_RDWR);
    ::close(socket);
#endif
    return good;
}

bool PracticeListener::Server::enter(socket_t socket)
{
    const std::scoped_lock lock(m_mutex);
    if (m_stopping)
        return false;
    m_sockets.insert(socket);
    return true;
}

void PracticeListener::Server::leave(socket_t socket)
{
    const std::scoped_lock lock(m_mutex);
    m_sockets.erase(socket);
}

void PracticeListener::Server::prepare(httplib::Request &request)
{
    // Routes are ours to judge, on the raw target: httplib decodes the path before it matches, and "a%2Fb"
    // would become two segments.
    request.path = "/";
    // httplib would parse a multipart body itself, leniently, and keep no raw bytes.
    request.headers.erase(movedContentType);
    const auto [first, last] = request.headers.equal_range("Content-Type");
    const httplib::Headers contentTypes(first, last);
    for (const auto &[name, value] : contentTypes)
        request.headers.emplace(movedContentType, value);
    request.headers.erase("Content-Type");
    // Cutting and packing of replies is no part of the API, and brotli at its best takes long.
    request.ranges.clear();
    request.headers.erase("Accept-Encoding");
    // Without a length httplib reads on until the client goes away; by RFC 9112, 6.3, there is no body then.
    if (!announcesBody(request) && !request.has_header("Content-Length"))
        request.set_header("Content-Length", "0");
}

void PracticeListener::Server::serveWithBody(const httplib::Request &request, httplib::Response &response,
                                             const httplib::ContentReader &reader)
{
    PracticeCall call;
    bool tooLarge = false;
    const bool complete = reader([&call, &tooLarge](const char *bytes, size_t size) {
        tooLarge = call.body.size() + static_cast<qsizetype>(size) > maximumBodyBytes;
        if (!tooLarge)
            call.body.append(bytes, static_cast<qsizetype>(size));
        return !tooLarge;
    });
    if (!complete) {
        tooLarge = tooLarge || response.status == 413;
        call.bodyState = tooLarge ? PracticeCall::Body::TooLarge : PracticeCall::Body::Broken;
        t_connection->endAfterReply();
    }
    serve(request, response, std::move(call));
}

void PracticeListener::Server::serve(const httplib::Request &request, httplib::Response &response,
                                     PracticeCall call)
{
    call.method = bytesOf(request.method);
    call.setTarget(bytesOf(request.target));
    call.contentType = bytesOf(request.get_header_value(movedContentType));
    const auto [first, last] = request.headers.equal_range("Authorization");
    for (auto header = first; header != last; ++header)
        call.authorization.append(bytesOf(header->second));
    if (request.get_header_value_count(movedContentType) > 1)
        call.contentType.clear();
    const PracticeReply answer = m_answer(call);
    wipe(call.body);
    qCDebug(lcPractice) << "answered" << call.method << answer.status;
    reply(answer, response);
}

void PracticeListener::Server::reply(const PracticeReply &reply, httplib::Response &response)
{
    if (!waitOrStop(reply.delay) || reply.drop)
        t_connection->hangUp();
    response.status = reply.status;
    for (const auto &[name, value] : reply.headers)
        response.set_header(name.toStdString(), value.toStdString());
    response.body = reply.body.toStdString();
    if (!reply.contentType.isEmpty())
        response.set_header("Content-Type", reply.contentType.toStdString());
}

bool PracticeListener::Server::waitOrStop(std::chrono::milliseconds time)
{
    std::unique_lock lock(m_mutex);
    return !m_stopped.wait_for(lock, time, [this] { return m_stopping; });
}

Result<std::unique_ptr<PracticeListener>> PracticeListener::start(int port, Answer answer)
{
    auto server = std::make_unique<Server>(std::move(answer));
    if (!server->open(port)) {
        const QString words = QCoreApplication::translate(
            "PracticeServer", "Port %1 cannot be used: another program has it, or it needs more rights.");
        return std::unexpected(
            Error::inField(ErrorKind::InvalidInput, QStringLiteral("port"), words.arg(port)));
    }
    return std::unique_ptr<PracticeListener>(new PracticeListener(std::move(server)));
}

PracticeListener::PracticeListener(std::unique_ptr<Server> server)
    : m_server(std::move(server))
{
}

PracticeListener::~PracticeListener() = default;

int PracticeListener::port() const
{
    return m_server->port();
}

} // namespace Keyturn
