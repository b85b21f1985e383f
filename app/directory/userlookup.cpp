#include "userlookup.h"

#include "zoom/getuserrequest.h"
#include "zoom/zoomclient.h"

namespace Keyturn {

UserLookup::UserLookup(ZoomClient *client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
}

UserLookup::~UserLookup()
{
    cancel();
}

void UserLookup::find(const QString &idOrEmail)
{
    cancel();
    const GetUserRequest request{idOrEmail.trimmed()};
    m_call = m_client->send(
        [request](const QUrl &baseUrl, const Secret &token) { return request.build(baseUrl, token); });
    connect(m_call, &ZoomCall::finished, this,
            [this, asked = request.userId](const ZoomReply &reply) { handleReply(asked, reply); });
}

void UserLookup::cancel()
{
    if (!m_call)
        return;
    // Without the disconnect, an answer that is on its way already would pass for one to the next question.
    disconnect(m_call, nullptr, this, nullptr);
    m_call->cancel();
    m_call = nullptr;
}

void UserLookup::handleReply(const QString &asked, const ZoomReply &reply)
{
    m_call = nullptr;
    const Result<User> user = GetUserRequest::parse(reply);
    if (user)
        emit found(*user);
    else
        emit failed(asked, user.error());
}

} // namespace Keyturn
