#include "connectionstream.h"

#include <QtGlobal>

#include <algorithm>
#include <cerrno>
#include <cstring>

#ifndef Q_OS_WIN
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#endif

namespace Keyturn {

namespace {

// How long one read or write within a request may stall.
constexpr std::chrono::milliseconds stallTimeout{30'000};

#ifdef MSG_NOSIGNAL
constexpr int sendFlags = MSG_NOSIGNAL;
#else
constexpr int sendFlags = 0;
#endif

} // namespace

ConnectionStream::ConnectionStream(socket_t socket)
    : m_socket(socket)
{
    const int yes = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, reinterpret_cast<const char *>(&yes), sizeof yes);
#ifndef Q_OS_WIN
    // A program that is started meanwhile must not hold the connection open.
    fcntl(socket, F_SETFD, FD_CLOEXEC);
#endif
}

bool ConnectionStream::waitFor(short events, std::chrono::milliseconds timeout) const
{
    const auto wait = static_cast<int>(timeout.count());
#ifdef Q_OS_WIN
    WSAPOLLFD entry{m_socket, events, 0};
    return WSAPoll(&entry, 1, wait) > 0;
#else
    pollfd entry{m_socket, events, 0};
    int result = 0;
    do {
        result = poll(&entry, 1, wait);
    } while (result < 0 && errno == EINTR);
    return result > 0;
#endif
}

bool ConnectionStream::waitForRequest(std::chrono::milliseconds timeout)
{
    return m_begin < m_end || waitFor(POLLIN, timeout);
}

void ConnectionStream::hangUp()
{
    m_silent = true;
    m_ends = true;
}

bool ConnectionStream::is_readable() const
{
    return m_begin < m_end || waitFor(POLLIN, stallTimeout);
}

bool ConnectionStream::is_writable() const
{
    return waitFor(POLLOUT, stallTimeout);
}

ssize_t ConnectionStream::read(char *bytes, size_t size)
{
    if (m_begin == m_end) {
        if (!is_readable())
            return -1;
#ifdef Q_OS_WIN
        const auto got = recv(m_socket, m_buffer.data(), static_cast<int>(m_buffer.size()), 0);
#else
        ssize_t got = 0;
        do {
            got = recv(m_socket, m_buffer.data(), m_buffer.size(), 0);
        } while (got < 0 && errno == EINTR);
#endif
        if (got <= 0)
            return got;
        m_begin = 0;
        m_end = static_cast<std::size_t>(got);
    }
    const std::size_t count = std::min(size, m_end - m_begin);
    std::memcpy(bytes, m_buffer.data() + m_begin, count);
    m_begin += count;
    return static_cast<ssize_t>(count);
}

ssize_t ConnectionStream::write(const char *bytes, size_t size)
{
    if (m_silent || !is_writable())
        return -1;
#ifdef Q_OS_WIN
    return send(m_socket, bytes, static_cast<int>(std::min<size_t>(size, 1 << 30)), sendFlags);
#else
    ssize_t sent = 0;
    do {
        sent = send(m_socket, bytes, size, sendFlags);
    } while (sent < 0 && errno == EINTR);
    return sent;
#endif
}

void ConnectionStream::get_remote_ip_and_port(std::string &ip, int &port) const
{
    // Only loopback connects, and nothing here asks from which port.
    ip = "127.0.0.1";
    port = 0;
}

void ConnectionStream::get_local_ip_and_port(std::string &ip, int &port) const
{
    get_remote_ip_and_port(ip, port);
}

} // namespace Keyturn
