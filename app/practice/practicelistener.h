#pragma once

#include "core/error.h"
#include "practice/practiceconnection.h"

#include <QThread>

#include <memory>

namespace Keyturn {

/// The HTTP/1.1 side of the practice account on 127.0.0.1: takes connections and keeps them
/// (practiceconnection.h).
///
/// All of it runs in one thread of its own, whose event loop answers one request after another: none waits
/// for anything, and an answer that is held back holds up no other. Ends when destroyed, which hangs up on
/// everybody and takes no longer than an answer that is being made.
class PracticeListener
{
public:
    /// Called from the listener's thread.
    using Answer = PracticeConnection::Answer;

    /// Port 0: a free one. InvalidInput (field "port") when it cannot be had.
    static Result<std::unique_ptr<PracticeListener>> start(int port, Answer answer,
                                                           const PracticeConnection::Timeouts &timeouts = {});
    ~PracticeListener();
    PracticeListener(const PracticeListener &) = delete;
    PracticeListener &operator=(const PracticeListener &) = delete;

    int port() const { return m_port; }

private:
    class Acceptor;
    PracticeListener(Answer answer, const PracticeConnection::Timeouts &timeouts);
    bool open(int port);

    QThread m_thread;
    Acceptor *m_acceptor; ///< lives in the thread, and ends with it
    int m_port = 0;
};

} // namespace Keyturn
