#pragma once

#include "auth/proxyprompt.h"

#include <QObject>
#include <QPointer>
#include <QPromise>
#include <QWidget>

#include <deque>

namespace Keyturn {

class ProxySignInDialog;

/// Asks in a dialog over the main window, or over the dialog of it that is open. One question at a time; the
/// others wait. Nothing is made before the first one comes. When the dialog below it goes, it is asked anew
/// over what is left; without a window, the answer is Cancelled.
/// Thread: GUI.
class WindowProxyPrompt final : public ProxyPrompt
{
public:
    WindowProxyPrompt() = default;
    ~WindowProxyPrompt() override;

    void setWindow(QWidget *window) { m_window = window; }
    QFuture<Result<Answer>> ask(const ProxyQuestion &question, bool refusedBefore) override;

private:
    struct Waiting
    {
        ProxyQuestion question;
        bool refusedBefore;
        QPromise<Result<Answer>> promise;
    };

    void showNextLater();
    void showNext();
    void answerFirst(Result<Answer> answer);

    QPointer<QWidget> m_window;
    std::deque<Waiting> m_waiting; ///< the first one is on the screen, or will be at once
    ProxySignInDialog *m_dialog = nullptr;
    QObject m_context; ///< last, so that no dialog answers into a half-destroyed object
};

} // namespace Keyturn
