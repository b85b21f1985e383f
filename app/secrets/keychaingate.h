#pragma once

#include "core/error.h"
#include "promptend.h"

#include <QElapsedTimer>
#include <QFuture>
#include <QObject>
#include <QPromise>

#include <chrono>
#include <functional>
#include <optional>

namespace Keyturn {

/// Sees to it that the keychain is open before it is used. A locked Secret Service is asked to unlock, which
/// has the desktop show its prompt; libsecret itself does that for some calls and not for others, and tells
/// nobody what came of it. KDE's wallet is opened with more patience than QtKeychain has. Windows and macOS
/// ask by themselves.
///
/// Somebody who closes the prompt is not asked again at once: whatever comes within RefusalMemory of it gets
/// the same answer. Thread: GUI. Nothing blocks.
class KeychainGate final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::minutes PromptPatience{2};
    static constexpr std::chrono::seconds RefusalMemory{3};

    explicit KeychainGate(std::chrono::milliseconds promptPatience = PromptPatience,
                          QObject *parent = nullptr);
    ~KeychainGate() override;

    /// Ready when it can be tried. KeychainLocked when the prompt was closed, or could not be shown;
    /// KeychainTimeout when nobody answered it. One at a time. Not answered when this dies first.
    QFuture<Result<void>> open();
    /// A prompt is waiting for a person.
    bool isAsking() const { return m_prompt != nullptr; }
    std::chrono::milliseconds promptPatience() const { return m_promptPatience; }

private:
    void askUnlessJustRefused(const std::function<void()> &ask);
    void waitUntilOpen();
    void unlock(const QString &collection);
    void openWallet();
    void promptEnded(PromptEnd end);
    void answer(const Result<void> &result);

    std::chrono::milliseconds m_promptPatience;
    QPromise<Result<void>> m_promise;
    QObject *m_prompt = nullptr; ///< the prompt that is open, a child
    bool m_isWalletGranted = false;
    std::optional<Error> m_refusal;
    QElapsedTimer m_sinceRefusal;
};

} // namespace Keyturn
