#include "personcheck.h"

#include "directory/userlookup.h"

#include <QTimer>

namespace Keyturn {

PersonCheck::PersonCheck(ZoomClient *client, std::chrono::milliseconds patience, QObject *parent)
    : QObject(parent)
    , m_lookup(new UserLookup(client, this))
    , m_patience(new QTimer(this))
{
    m_patience->setSingleShot(true);
    m_patience->setInterval(patience);
    connect(m_patience, &QTimer::timeout, this, [this] {
        m_lookup->cancel();
        finish({{}, Error::of(ErrorKind::ReplyTimeout)});
    });
    connect(m_lookup, &UserLookup::found, this, [this](const User &user) { finish({user, {}}); });
    connect(m_lookup, &UserLookup::failed, this,
            [this](const QString &, const Error &error) { finish({{}, error}); });
}

PersonCheck::~PersonCheck()
{
    cancel();
}

void PersonCheck::start(const QString &pathId)
{
    m_patience->start();
    m_lookup->find(pathId);
}

void PersonCheck::cancel()
{
    m_patience->stop();
    m_lookup->cancel();
}

bool PersonCheck::isRunning() const
{
    return m_patience->isActive();
}

void PersonCheck::finish(const Answer &answer)
{
    m_patience->stop();
    emit finished(answer);
}

} // namespace Keyturn
