#include "resetdesk.h"

#include "closequestion.h"
#include "historydesk.h"
#include "outcome/outcomedetails.h"
#include "outcome/signoutwords.h"
#include "password/passwordpanel.h"
#include "password/ruleswords.h"
#include "passwords/passwordstrength.h"
#include "picker/userpicker.h"
#include "resetflow.h"
#include "resetpane.h"
#include "session/accountrules.h"
#include "session/accountsession.h"
#include "widgets/announce.h"
#include "widgets/displaytext.h"
#include "zoom/zoomclient.h"

#include <QLabel>

namespace Keyturn {

namespace {

/// A reset that is answered sooner does not make the window flicker.
constexpr int busyDelayMs = 100;

} // namespace

ResetDesk::ResetDesk(const Parts &parts, QWidget *window)
    : QObject(window)
    , m_parts(parts)
    , m_window(window)
{
    m_busyDelay.setSingleShot(true);
    m_busyDelay.setInterval(busyDelayMs);
    connect(&m_busyDelay, &QTimer::timeout, this, &ResetDesk::showStage);
    const UserPicker *picker = m_parts.picker;
    connect(picker, &UserPicker::userPicked, this, &ResetDesk::setPerson);
    connect(picker, &UserPicker::unpicked, this, &ResetDesk::setPerson);
    connect(picker, &UserPicker::pickedUserChanged, this,
            [this](const PickedUser &user) { m_parts.pane->setPerson(user); });
    connect(picker, &UserPicker::pickingDone, this,
            [this] { m_parts.pane->passwordPanel()->focusPassword(); });
    connect(m_parts.pane, &ResetPane::updateRequested, this, &ResetDesk::begin);
    connect(m_parts.pane, &ResetPane::cancelRequested, this, [this] {
        if (m_flow)
            m_flow->cancel();
    });
}

ResetDesk::~ResetDesk() = default;

void ResetDesk::setSession(AccountSession *session)
{
    m_flow.reset(); // its dialogs go before the session whose reset they are about
    m_session = session;
    PasswordPanel *password = m_parts.pane->passwordPanel();
    password->clear();
    m_parts.pane->setPerson({});
    password->setRules({}, {});
    m_parts.lastOutcome->clear();
    if (m_session)
        connectFlow();
    followStage();
}

void ResetDesk::connectFlow()
{
    m_flow = std::make_unique<ResetFlow>(m_session->reset(), m_session->signOut(), m_session->personCheck(),
                                         m_session->account(), m_parts.clipboard, m_window);
    const ResetFlow *flow = m_flow.get();
    connect(flow, &ResetFlow::personRead, m_parts.picker, &UserPicker::learn);
    connect(flow, &ResetFlow::stageChanged, this, &ResetDesk::followStage);
    connect(flow, &ResetFlow::finished, this, &ResetDesk::showFinished);
    connect(flow, &ResetFlow::handedOver, m_parts.pane->passwordPanel(), &PasswordPanel::clear);
    connect(flow, &ResetFlow::signOutBegun, this, &ResetDesk::stageChanged);
    connect(flow, &ResetFlow::signedOut, this, [this](const SignOutResult &result) {
        showLast(signOutSentence(result));
        emit stageChanged();
    });
    connect(flow, &ResetFlow::outcomeClosed, this, &ResetDesk::handleOutcomeClosed);
    connect(flow, &ResetFlow::editAccountRequested, this, &ResetDesk::editAccountRequested);
    connect(m_session->rules(), &AccountRules::changed, this, &ResetDesk::showRules);
    showRules();
}

bool ResetDesk::isIdle() const
{
    return stage() == PasswordReset::Stage::Idle && !(m_flow && m_flow->isSigningOut());
}

bool ResetDesk::isBusy() const
{
    return m_flow && m_flow->isBusy();
}

bool ResetDesk::findOut(const OpenAttempt &attempt)
{
    if (!m_flow || attempt.account.id != m_session->account().id
        || (!attempt.account.identity.isEmpty() && attempt.account.identity != m_session->identity()))
        return false;
    m_parts.history->prepare();
    m_flow->findOut(attempt);
    return true;
}

PasswordReset::Stage ResetDesk::stage() const
{
    return m_flow ? m_flow->stage() : PasswordReset::Stage::Idle;
}

void ResetDesk::generatePassword()
{
    if (m_session && m_parts.pane->passwordPanel()->isEnabled())
        m_parts.pane->passwordPanel()->generate();
}

void ResetDesk::forgetPassword()
{
    m_parts.pane->passwordPanel()->clear();
    if (m_flow)
        m_flow->forgetPassword();
}

void ResetDesk::setPerson()
{
    PasswordPanel *password = m_parts.pane->passwordPanel();
    password->clear();
    m_parts.pane->setPerson(m_parts.picker->picked());
    if (m_parts.picker->picked()) {
        const User &user = m_parts.picker->picked()->user;
        password->setPersonWords(personWords(
            {user.firstName, user.lastName, user.displayName, user.email, m_session->account().name}));
    }
    m_parts.lastOutcome->clear(); // it would seem to be about this person
    emit personChanged();
    m_session->client()->connectAhead();
}

void ResetDesk::showRules()
{
    m_parts.pane->passwordPanel()->setRules(m_session->rules()->rules(), rulesNote(*m_session->rules()));
}

void ResetDesk::begin()
{
    const PasswordPanel *password = m_parts.pane->passwordPanel();
    emit personChanged();
    // While the question is read, so that the answer to it leaves at once.
    m_parts.history->prepare();
    m_session->client()->connectAhead();
    if (m_flow && m_parts.picker->picked())
        m_flow->begin(*m_parts.picker->picked(), password->password(),
                      {password->wasSeen(), password->isGenerated()});
}

void ResetDesk::followStage()
{
    // At once: nobody leaves the account whose reset is on its way.
    emit stageChanged();
    if (isIdle() || !m_parts.picker->isEnabled())
        showStage();
    else if (!m_busyDelay.isActive())
        m_busyDelay.start();
}

void ResetDesk::showStage()
{
    m_busyDelay.stop();
    if (!isIdle())
        m_parts.lastOutcome->clear(); // it is about another attempt
    m_parts.pane->setStage(stage());
    m_parts.picker->setEnabled(isIdle());
}

void ResetDesk::showFinished(const ResetResult &result)
{
    delete m_closeQuestion;
    showLast(outcomeSentence(result));
}

void ResetDesk::showLast(const QString &sentence)
{
    m_parts.lastOutcome->setText(sentence);
    m_parts.lastOutcome->setToolTip(plainToolTip(sentence));
    announce(m_parts.lastOutcome);
}

void ResetDesk::handleOutcomeClosed(Outcome::Kind kind)
{
    PasswordPanel *password = m_parts.pane->passwordPanel();
    if (kind == Outcome::Kind::Changed) {
        password->clear();
        m_parts.picker->focusSearch();
    } else {
        password->focusPassword();
    }
    // Once the dialog is gone.
    QMetaObject::invokeMethod(this, &ResetDesk::stageChanged, Qt::QueuedConnection);
}

void ResetDesk::askBeforeClosing()
{
    if (m_closeQuestion && m_closeQuestion->isVisible())
        return;
    const bool isWaiting = stage() == PasswordReset::Stage::Sent;
    m_closeQuestion = new CloseQuestion(
        isWaiting ? CloseQuestion::Reason::Waiting : CloseQuestion::Reason::OpenOutcomes, m_window);
    connect(m_closeQuestion, &CloseQuestion::closeAnyway, this, &ResetDesk::closeAnyway);
    m_closeQuestion->open();
}

} // namespace Keyturn
