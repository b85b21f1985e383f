#include "bulkcheck.h"

#include "accountrules.h"
#include "accountsession.h"
#include "bulk/bulkplan.h"
#include "directory/userdirectory.h"
#include "directory/userloader.h"
#include "zoom/getuserrequest.h"
#include "zoom/zoomclient.h"

namespace Keyturn {

BulkCheck::BulkCheck(AccountSession *session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    connect(session->loader(), &UserLoader::progressed, this, [this] {
        const UserLoader *loader = m_session->loader();
        if (m_plan && !loader->isComplete())
            emit usersProgressed(loader->receivedCount(), loader->expectedCount());
    });
    connect(session->loader(), &UserLoader::finished, this, &BulkCheck::goOn);
    connect(session->loader(), &UserLoader::failed, this, &BulkCheck::fail);
    connect(session->rules(), &AccountRules::changed, this, &BulkCheck::goOn);
}

BulkCheck::~BulkCheck()
{
    if (m_whoAmI) {
        disconnect(m_whoAmI, nullptr, this, nullptr);
        m_whoAmI->cancel();
    }
}

void BulkCheck::start(std::shared_ptr<BulkPlan> plan)
{
    m_preflight.reset();
    m_plan = std::move(plan);
    goOn();
}

void BulkCheck::cancel()
{
    m_preflight.reset();
    m_plan.reset();
}

void BulkCheck::goOn()
{
    if (!m_plan || m_preflight)
        return;
    UserLoader *loader = m_session->loader();
    if (!loader->isComplete()) {
        loader->start(); // which does nothing while it runs
        emit usersProgressed(loader->receivedCount(), loader->expectedCount());
        return;
    }
    if (!m_knowsMe) {
        askWhoIAm();
        return;
    }
    const AccountRules *rules = m_session->rules();
    if (!rules->readAt() && !rules->problem())
        return; // Zoom has not answered yet
    judge();
}

void BulkCheck::askWhoIAm()
{
    if (m_whoAmI)
        return;
    m_whoAmI = m_session->client()->send([](const QUrl &baseUrl, const Secret &token) {
        return GetUserRequest{QStringLiteral("me")}.build(baseUrl, token);
    });
    connect(m_whoAmI, &ZoomCall::finished, this, [this](const ZoomReply &reply) {
        m_whoAmI = nullptr;
        m_knowsMe = true;
        // An app that is no person has no "me": then nobody is yourself.
        if (const Result<User> me = GetUserRequest::parse(reply)) {
            m_facts.ownId = me->id;
            m_facts.ownEmail = me->email;
        }
        goOn();
    });
}

void BulkCheck::judge()
{
    m_facts.rules = m_session->rules()->rules();
    m_basicRules = !m_session->rules()->readAt();
    m_preflight = std::make_unique<Preflight>(m_plan, m_session->directory(), m_facts);
    connect(m_preflight.get(), &Preflight::progressed, this, &BulkCheck::rowsProgressed);
    connect(m_preflight.get(), &Preflight::finished, this, [this] {
        m_preflight.release()->deleteLater(); // it is what calls
        m_plan.reset();
        emit finished();
    });
    m_preflight->start();
}

void BulkCheck::fail(const Error &error)
{
    if (!m_plan || m_preflight)
        return;
    m_plan.reset();
    emit failed(error);
}

} // namespace Keyturn
