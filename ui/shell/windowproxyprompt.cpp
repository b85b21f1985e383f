#include "windowproxyprompt.h"

#include "proxysignindialog.h"

#include <QApplication>

#include <utility>

namespace Keyturn {

WindowProxyPrompt::~WindowProxyPrompt()
{
    if (m_dialog) {
        m_dialog->disconnect(&m_context);
        delete m_dialog;
    }
    while (!m_waiting.empty())
        answerFirst(std::unexpected(Error::of(ErrorKind::Cancelled)));
}

QFuture<Result<ProxyPrompt::Answer>> WindowProxyPrompt::ask(const ProxyQuestion &question, bool refusedBefore)
{
    m_waiting.push_back({question, refusedBefore, {}});
    m_waiting.back().promise.start();
    QFuture<Result<Answer>> future = m_waiting.back().promise.future();
    if (m_waiting.size() == 1)
        showNextLater();
    return future;
}

// Not within the call of whoever asks, nor while a window is being taken away.
void WindowProxyPrompt::showNextLater()
{
    QMetaObject::invokeMethod(&m_context, [this] { showNext(); }, Qt::QueuedConnection);
}

void WindowProxyPrompt::showNext()
{
    if (m_dialog || m_waiting.empty())
        return;
    if (!m_window || !m_window->isVisible()) {
        answerFirst(std::unexpected(Error::of(ErrorKind::Cancelled)));
        showNextLater();
        return;
    }
    QWidget *modal = QApplication::activeModalWidget();
    const Waiting &next = m_waiting.front();
    m_dialog = new ProxySignInDialog(next.question, next.refusedBefore, modal ? modal : m_window.data());
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(m_dialog, &QObject::destroyed, &m_context, [this] {
        m_dialog = nullptr;
        showNextLater();
    });
    QObject::connect(m_dialog, &QDialog::finished, &m_context, [this](int result) {
        ProxySignInDialog *dialog = std::exchange(m_dialog, nullptr);
        dialog->disconnect(&m_context);
        if (result == QDialog::Accepted)
            answerFirst(dialog->answer());
        else
            answerFirst(std::unexpected(Error::of(ErrorKind::Cancelled)));
        showNextLater();
    });
    m_dialog->open();
}

void WindowProxyPrompt::answerFirst(Result<Answer> answer)
{
    Waiting first = std::move(m_waiting.front());
    m_waiting.pop_front();
    first.promise.addResult(std::move(answer));
    first.promise.finish();
}

} // namespace Keyturn
