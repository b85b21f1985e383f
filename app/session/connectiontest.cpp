#include "connectiontest.h"

#include "auth/accesstokensource.h"
#include "auth/jwtexpiry.h"
#include "auth/jwtscopes.h"
#include "core/clock.h"
#include "core/whenready.h"
#include "zoom/apiurl.h"
#include "zoom/getuserrequest.h"
#include "zoom/listusersrequest.h"
#include "zoom/zoomclient.h"
#include "zoom/zoomreply.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using State = Keyturn::ConnectionState;
using Step = Keyturn::ConnectionStep;

namespace Keyturn {

namespace {

// Classic and granular, and those of apps that manage sub-accounts. [SCOPE-names]
constexpr std::array changeScopes{"user:write:admin"_L1, "user:update:password:admin"_L1, "user:master"_L1,
                                  "user:update:password:master"_L1};

/// Zoom knows the app and answered this call: another call may well be allowed.
bool concernsOneCall(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::MissingScopes:
    case ErrorKind::PermissionDenied:
    case ErrorKind::Refused:
    case ErrorKind::UserNotFound:
    case ErrorKind::UserInOtherAccount:
    case ErrorKind::UserNotActive:
    case ErrorKind::InvitationExpired:
    case ErrorKind::PaidAccountNeeded:
    case ErrorKind::ValidationFailed:
        return true;
    default:
        return false;
    }
}

AccountRole roleOf(const QString &roleId)
{
    if (roleId.isEmpty())
        return AccountRole::NotTold;
    if (roleId == "0"_L1)
        return AccountRole::Owner;
    if (roleId == "1"_L1)
        return AccountRole::Admin;
    return roleId == "2"_L1 ? AccountRole::Member : AccountRole::Custom;
}

State stateOf(AccountRole role)
{
    switch (role) {
    case AccountRole::Owner:
    case AccountRole::Admin:
        return State::Works;
    case AccountRole::Member:
        return State::Failed;
    case AccountRole::Custom:
    case AccountRole::NotTold:
        break;
    }
    return State::Warning;
}

ConnectionRow failedRow(const Error &error, State state = State::Failed)
{
    ConnectionRow row;
    row.state = state;
    row.error = error;
    row.reply = error.reply;
    return row;
}

ConnectionRow selfRow(const ZoomReply &reply)
{
    const Result<User> user = GetUserRequest::parse(reply);
    if (!user)
        return failedRow(user.error());
    ConnectionRow row;
    row.reply = reply.facts();
    row.userName = user->name();
    row.userEmail = user->email;
    row.role = roleOf(user->roleId);
    row.state = stateOf(row.role);
    return row;
}

ConnectionRow usersRow(const ZoomReply &reply)
{
    const Result<ListUsersRequest::Page> page = ListUsersRequest::parse(reply);
    if (!page)
        return failedRow(page.error());
    ConnectionRow row;
    row.reply = reply.facts();
    row.userCount = page->totalRecords;
    row.state = State::Works;
    return row;
}

ConnectionRow rulesRow(const ZoomReply &reply)
{
    const Result<SecuritySettings> settings = SecuritySettingsRequest::parse(reply);
    if (!settings)
        return failedRow(settings.error(), State::Warning);
    ConnectionRow row;
    row.reply = reply.facts();
    row.rules = *settings;
    row.state = State::Works;
    return row;
}

} // namespace

ConnectionTest::ConnectionTest(Setup setup, const HttpClient::Options &options, const Clock &clock,
                               QObject *parent)
    : QObject(parent)
    , m_tokens(std::move(setup.tokens))
    , m_http(std::make_unique<HttpClient>(options, clock))
    , m_client(std::make_unique<ZoomClient>(m_http.get(), m_tokens.get(), setup.baseUrl))
    , m_clock(clock)
{
    m_report.origin = setup.origin;
}

ConnectionTest::~ConnectionTest()
{
    if (m_call)
        disconnect(m_call, nullptr, this, nullptr);
}

void ConnectionTest::start()
{
    if (!std::exchange(m_started, true))
        askToken();
}

void ConnectionTest::cancel()
{
    if (!isRunning() || m_ending)
        return;
    m_report.cancelled = true;
    if (m_call) {
        disconnect(m_call, nullptr, this, nullptr);
        m_call->cancel();
        m_call = nullptr;
    }
    end();
}

void ConnectionTest::askToken()
{
    if (!setRunning(Step::Token))
        return;
    whenReady(m_tokens->accessToken(), this, [this](const Result<Secret> &token) {
        if (!m_ending)
            handleToken(token);
    });
}

void ConnectionTest::handleToken(const Result<Secret> &token)
{
    if (!token)
        return endStep(Step::Token, failedRow(token.error()));
    if (!isUsableToken(*token))
        return endStep(Step::Token, failedRow(unusableToken()));
    m_tokenScopes = jwtScopes(*token);
    ConnectionRow row;
    row.state = State::Works;
    row.tokenEnds = jwtExpiry(*token);
    // Whether it has ended is Zoom's to say: this computer's clock may be wrong. And a token that Zoom has
    // just given out is good, whatever the clock says.
    if (m_report.origin == TokenOrigin::Pasted && row.tokenEnds && *row.tokenEnds <= m_clock.now())
        row.state = State::Warning;
    endStep(Step::Token, row);
}

template<typename Request>
void ConnectionTest::ask(Step step, const Request &request, ConnectionRow (*handle)(const ZoomReply &reply))
{
    if (!setRunning(step))
        return;
    m_call = m_client->send(
        [request](const QUrl &baseUrl, const Secret &token) { return request.build(baseUrl, token); });
    // Queued, since whoever hears of the row may destroy this, and the call with it.
    connect(
        m_call, &ZoomCall::finished, this,
        [this, step, handle](const ZoomReply &reply) {
            if (m_ending)
                return;
            m_call = nullptr;
            endStep(step, handle(reply));
        },
        Qt::QueuedConnection);
}

void ConnectionTest::askSelf()
{
    ask(Step::Self, GetUserRequest{u"me"_s}, selfRow);
}

void ConnectionTest::askUsers()
{
    ListUsersRequest request;
    request.pageSize = 1;
    ask(Step::Users, request, usersRow);
}

void ConnectionTest::askRules()
{
    ask(Step::Rules, SecuritySettingsRequest{}, rulesRow);
}

void ConnectionTest::judgeChange()
{
    const QStringList granted = m_tokens->grantedScopes();
    const QStringList &scopes = granted.isEmpty() ? m_tokenScopes : granted;
    const auto found = std::ranges::find_if(
        changeScopes, [&scopes](QLatin1StringView scope) { return scopes.contains(scope); });
    ConnectionRow row;
    if (scopes.isEmpty()) {
        row.state = State::Untested;
    } else if (found == changeScopes.end()) {
        row.state = State::Failed;
    } else {
        // The scope is of no use to somebody without the role.
        row.state = m_report.row(Step::Self).state == State::Failed ? State::Untested : State::Works;
        row.scope = *found;
    }
    endStep(Step::Change, row);
}

bool ConnectionTest::setRow(Step step, const ConnectionRow &row)
{
    m_report.row(step) = row;
    const QPointer<ConnectionTest> self(this);
    emit rowChanged(step);
    return self && !m_ending;
}

bool ConnectionTest::setRunning(Step step)
{
    ConnectionRow row;
    row.state = State::Running;
    return setRow(step, row);
}

void ConnectionTest::endStep(Step step, const ConnectionRow &row)
{
    if (!setRow(step, row))
        return;
    if (step == Step::Change
        || (row.error && row.state == State::Failed && !concernsOneCall(row.error->kind)))
        end();
    else
        runAfter(step);
}

void ConnectionTest::runAfter(Step step)
{
    switch (step) {
    case Step::Token:
        return askSelf();
    case Step::Self:
        return askUsers();
    case Step::Users:
        return askRules();
    case Step::Rules:
        return judgeChange();
    case Step::Change:
        break;
    }
}

void ConnectionTest::end()
{
    m_ending = true;
    const QPointer<ConnectionTest> self(this);
    for (const Step step : connectionSteps) {
        const State state = m_report.row(step).state;
        if (state != State::Waiting && state != State::Running)
            continue;
        ConnectionRow row;
        row.state = State::Skipped;
        setRow(step, row);
        if (!self)
            return;
    }
    m_report.finished = true;
    emit finished();
}

} // namespace Keyturn
