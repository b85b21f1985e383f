#include "tokenrefresher.h"

#include "auth/keepjob.h"
#include "core/clock.h"

#include <algorithm>

namespace Keyturn {

TokenRefresher::TokenRefresher(SecretStore *keychain, SecretStore *runOnly, const Options &options,
                               const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_keychain(keychain)
    , m_runOnly(runOnly)
    , m_options(options)
    , m_clock(clock)
{
}

QFuture<Result<Renewal>> TokenRefresher::refresh(const SignInApp &app, const QByteArray &seen,
                                                 const HttpClient::Options &net)
{
    const RefreshJob::Tools tools{
        m_keychain, m_runOnly, net, &m_clock, &m_refused, m_options.lockDirectory, m_options.lockPatience};
    auto *job = new RefreshJob(tools, app, seen, this);
    connect(job, &RefreshJob::finished, this, [this] {
        if (!isBusy())
            emit idle();
    });
    return job->start();
}

QFuture<SignInStore::Place> TokenRefresher::moveToKeychain(const SignInApp &app)
{
    auto *job = new KeepJob(m_keychain, m_runOnly, app, m_options.lockDirectory, this);
    return job->moveToKeychain();
}

bool TokenRefresher::isBusy() const
{
    const QList<RefreshJob *> jobs = findChildren<RefreshJob *>(QString(), Qt::FindDirectChildrenOnly);
    return std::any_of(jobs.begin(), jobs.end(), [](const RefreshJob *job) { return job->isCritical(); });
}

} // namespace Keyturn

#include "moc_tokenrefresher.cpp"
