#include "proxysignin.h"

#include "auth/proxyrecord.h"
#include "core/clock.h"
#include "core/logging.h"
#include "core/whenready.h"

namespace Keyturn {

namespace {

ProxyLogin copyOf(const ProxyLogin &login, bool typedNow)
{
    return {login.user, login.password.clone(), typedNow};
}

bool isSame(const std::optional<ProxyLogin> &one, const ProxyLogin &other)
{
    return one && one->user == other.user && one->password.equals(other.password);
}

} // namespace

ProxySignIn::ProxySignIn(SecretStore *keychain, ProxyPrompt *prompt, const Clock &clock)
    : m_keychain(keychain)
    , m_prompt(prompt)
    , m_clock(clock)
{
}

ProxySignIn::~ProxySignIn()
{
    for (auto &[name, door] : m_doors) {
        door.login.reset();
        answerAll(door, std::unexpected(Error::of(ErrorKind::Cancelled)));
    }
}

QFuture<Result<ProxyLogin>> ProxySignIn::credentials(const ProxyQuestion &question)
{
    Door &door = doorOf(question);
    if (door.callers.empty() && door.login)
        return readyFuture(Result<ProxyLogin>(copyOf(*door.login, false)));
    if (door.callers.empty() && door.declinedAt && m_clock.uptime() < *door.declinedAt + RefusalMemory)
        return readyFuture(Result<ProxyLogin>(std::unexpected(Error::of(ErrorKind::Cancelled))));

    QPromise<Result<ProxyLogin>> caller;
    caller.start();
    QFuture<Result<ProxyLogin>> future = caller.future();
    door.callers.push_back(std::move(caller));
    if (door.callers.size() > 1)
        return future;
    whenReady(m_keychain->read(key()), &m_context, [this, question](const Result<Secret> &stored) {
        Door &asked = doorOf(question);
        auto record = stored ? ProxyRecord::fromSecret(*stored) : std::nullopt;
        const bool isForThis = record && record->host == question.host && record->port == question.port;
        if (!isForThis || isSame(asked.refused, record->login)) {
            askPerson(question);
            return;
        }
        asked.login = std::move(record->login);
        answerAll(asked, {});
    });
    return future;
}

void ProxySignIn::askPerson(const ProxyQuestion &question)
{
    if (!m_prompt) {
        answerAll(doorOf(question), std::unexpected(Error::of(ErrorKind::ProxyAuthenticationRequired)));
        return;
    }
    qCInfo(lcAuth) << "a proxy wants a sign-in; the person is asked";
    whenReady(m_prompt->ask(question, doorOf(question).refused.has_value()), &m_context,
              [this, question](Result<ProxyPrompt::Answer> answer) { take(question, std::move(answer)); });
}

void ProxySignIn::take(const ProxyQuestion &question, Result<ProxyPrompt::Answer> answer)
{
    Door &door = doorOf(question);
    if (!answer) {
        door.declinedAt = m_clock.uptime();
        answerAll(door, std::unexpected(answer.error()));
        return;
    }
    door.declinedAt.reset();
    door.login = copyOf(answer->login, true);
    trials()->forgetRefusals(question.host, question.port);
    if (answer->remember) {
        const ProxyRecord record{question.host, question.port, std::move(answer->login)};
        whenReady(m_keychain->write(key(), record.toSecret()), &m_context,
                  [](const Result<void> &written) {
                      if (!written)
                          qCWarning(lcAuth)
                              << "the keychain does not keep the proxy's password; it is kept for this run";
                  });
    }
    answerAll(door, {});
}

void ProxySignIn::rejected(const ProxyQuestion &question, const ProxyLogin &login)
{
    Door &door = doorOf(question);
    if (isSame(door.login, login))
        door.login.reset();
    door.refused = copyOf(login, false);
}

QFuture<Result<void>> ProxySignIn::remember(const QString &host, int port, ProxyLogin login)
{
    Door &door = doorOf({host, port, {}, {}});
    door.login = copyOf(login, false);
    door.refused.reset();
    door.declinedAt.reset();
    trials()->forgetRefusals(host, port);
    return m_keychain->write(key(), ProxyRecord{host, port, std::move(login)}.toSecret());
}

QFuture<Result<void>> ProxySignIn::forget()
{
    forgetHeld();
    return m_keychain->remove(key());
}

void ProxySignIn::forgetHeld()
{
    for (auto &[name, door] : m_doors) {
        door.login.reset();
        door.refused.reset();
    }
}

ProxySignIn::Door &ProxySignIn::doorOf(const ProxyQuestion &question)
{
    return m_doors[question.host + QLatin1Char(' ') + QString::number(question.port)];
}

void ProxySignIn::answerAll(Door &door, const Result<void> &result)
{
    const bool typedNow = door.login && door.login->typedNow;
    for (QPromise<Result<ProxyLogin>> &caller : std::exchange(door.callers, {})) {
        if (result && door.login)
            caller.addResult(Result<ProxyLogin>(copyOf(*door.login, typedNow)));
        else
            caller.addResult(Result<ProxyLogin>(std::unexpected(
                result ? Error::of(ErrorKind::ProxyAuthenticationRequired) : result.error())));
        caller.finish();
    }
}

} // namespace Keyturn
