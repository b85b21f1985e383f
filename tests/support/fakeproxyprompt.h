#pragma once

#include "auth/proxyprompt.h"

#include <QList>
#include <QPromise>

#include <optional>
#include <utility>
#include <vector>

namespace Keyturn::Test {

/// A person who answers the question for a proxy's sign-in, when the test says so, and remembers each.
class FakeProxyPrompt final : public ProxyPrompt
{
public:
    std::optional<ErrorKind> declines;
    QString user = QStringLiteral("desk");
    QByteArray password = "proxy-Passw0rd";
    bool remember = false;
    bool hold = false; ///< until answer() is called
    QList<ProxyQuestion> questions;
    QList<bool> refusedBefore;

    QFuture<Result<Answer>> ask(const ProxyQuestion &question, bool refused) override
    {
        questions.append(question);
        refusedBefore.append(refused);
        m_waiting.emplace_back().start();
        QFuture<Result<Answer>> future = m_waiting.back().future();
        if (!hold)
            answer();
        return future;
    }
    void answer()
    {
        for (QPromise<Result<Answer>> &one : std::exchange(m_waiting, {})) {
            if (declines)
                one.addResult(Result<Answer>(std::unexpected(Error::of(*declines))));
            else
                one.addResult(Result<Answer>(Answer{{user, Secret::fromUtf8(password), false}, remember}));
            one.finish();
        }
    }

private:
    std::vector<QPromise<Result<Answer>>> m_waiting;
};

} // namespace Keyturn::Test
