#pragma once

#include "core/error.h"
#include "core/secret.h"

#include <QObject>
#include <QTcpServer>
#include <QTimer>
#include <QUrl>

#include <chrono>
#include <optional>

class QTcpSocket;

namespace Keyturn {

/// The place on this computer to which the browser comes back at the end of a sign-in (RFC 8252, 7.3): one
/// HTTP answer on 127.0.0.1, and nothing that another computer could reach.
///
/// The first GET of the right path with the right `state` ends the wait, be it with a code or with an error;
/// its page says that the tab can be closed. Everybody else (the browser asking for its picture, a second
/// tab, another program) is told 400 or 404 and changes nothing; a connection that says nothing useful is
/// ended after ten seconds.
///
/// An answer with a wrong `state` changes nothing either: it belongs to an earlier attempt's tab or was
/// forged by a web page, and neither may end the sign-in that is under way. Its page says so,
/// strayAnswerCame() tells the program, and when nothing better comes in time the error is SignInMismatch. A
/// denial without `state` is no exception, or any web page could end a sign-in: RFC 6749 (4.1.2.1) promises
/// one, and whether Zoom keeps to that is unproved.
///
/// Errors: SignInPortTaken, SignInDenied, SignInFailed, SignInMismatch, SignInTimeout. Thread: the one that
/// made it, with an event loop.
class LoopbackRedirect final : public QObject
{
    Q_OBJECT

public:
    /// Must be registered with the app at Zoom, to the letter: http://127.0.0.1:27147/keyturn-sign-in
    static constexpr quint16 DefaultPort = 27147;
    static constexpr std::chrono::minutes Patience{5};

    explicit LoopbackRedirect(Secret state, QObject *parent = nullptr);

    /// Waits for so long. Port 0: a free one. SignInPortTaken.
    Result<void> listen(quint16 port, std::chrono::milliseconds patience = Patience);
    /// Where the browser is to be sent. Meaningful while it listens.
    QUrl url() const;
    static QUrl urlAt(quint16 port);

    /// The code, or why there is none. Once, after finished().
    Result<Secret> takeAnswer();

signals:
    /// Once. It listens no more; a page that is still on its way is sent if this lives on for a moment.
    void finished();
    /// An answer with a wrong `state` came, and the wait goes on.
    void strayAnswerCame();

private:
    void accept();
    void read(QTcpSocket *socket);
    void answer(QTcpSocket *socket, int status, const QString &title, const QString &text);
    void finish(Result<Secret> result);

    const Secret m_state;
    QTcpServer m_server;
    QTimer m_patience;
    QUrl m_url;
    QByteArray m_host;
    bool m_strayCame = false;
    bool m_finished = false;
    std::optional<Result<Secret>> m_answer;
};

} // namespace Keyturn
