#pragma once

#include <httplib.h>

#include <array>
#include <chrono>

namespace Keyturn {

/// One accepted socket, as httplib reads and writes it.
///
/// httplib has such a class too, but keeps it to itself, polls it a hundred times a second while it idles,
/// and gives a handler no way to hang up. This one sleeps in poll(), and wakes at once when the socket is
/// shut down from another thread.
class ConnectionStream final : public httplib::Stream
{
public:
    /// Does not own the socket.
    explicit ConnectionStream(socket_t socket);

    /// Waits for the first byte of the next request; false when the time is over or the other side is gone.
    bool waitForRequest(std::chrono::milliseconds timeout);

    /// Nothing is written from here on, and the connection ends with this request.
    void hangUp();
    /// The connection ends once this request is answered: what follows on it cannot be made sense of.
    void endAfterReply() { m_ends = true; }
    bool ends() const { return m_ends; }

    bool is_readable() const override;
    bool is_writable() const override;
    ssize_t read(char *bytes, size_t size) override;
    ssize_t write(const char *bytes, size_t size) override;
    void get_remote_ip_and_port(std::string &ip, int &port) const override;
    void get_local_ip_and_port(std::string &ip, int &port) const override;
    socket_t socket() const override { return m_socket; }

private:
    bool waitFor(short events, std::chrono::milliseconds timeout) const;

    const socket_t m_socket;
    std::array<char, 4096> m_buffer;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    bool m_silent = false;
    bool m_ends = false;
};

} // namespace Keyturn
