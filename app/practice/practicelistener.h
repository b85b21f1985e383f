#pragma once

#include "core/error.h"
#include "practice/practicehttp.h"

#include <functional>
#include <memory>

namespace Keyturn {

/// The HTTP/1.1 side of the practice account: cpp-httplib on 127.0.0.1, kept-alive connections, raw bodies.
/// The only place, with its stream and threads, that knows httplib.
///
/// Threads: one that accepts and one for each open connection; all end when the listener is destroyed, which
/// hangs up on everybody and takes no longer than a reply that is being computed.
class PracticeListener
{
public:
    /// Called from the connections' threads, several at a time. For a request that could not even be parsed
    /// it is called with an empty method and Body::Broken.
    using Answer = std::function<PracticeReply(const PracticeCall &)>;

    static constexpr qsizetype maximumBodyBytes = 1024 * 1024;

    /// Port 0: a free one. InvalidInput (field "port") when it cannot be had.
    static Result<std::unique_ptr<PracticeListener>> start(int port, Answer answer);
    ~PracticeListener();
    PracticeListener(const PracticeListener &) = delete;
    PracticeListener &operator=(const PracticeListener &) = delete;

    int port() const;

private:
    class Server;
    explicit PracticeListener(std::unique_ptr<Server> server);
    std::unique_ptr<Server> m_server;
};

} // namespace Keyturn
