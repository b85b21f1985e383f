#include "signoutbox.h"

#include "signoutwords.h"
#include "widgets/announce.h"
#include "widgets/wraplabel.h"

#include <QGridLayout>
#include <QProgressBar>
#include <QPushButton>

namespace Keyturn {

SignOutBox::SignOutBox(QWidget *parent)
    : QGroupBox(tr("Devices on which this person is signed in"), parent)
    // [PUT-signed-out] [END-token]
    , m_text(
          new WrapLabel(tr("Zoom may sign them out of their devices. Signing this person out is a second "
                           "step, with a result of its own: it ends the current Zoom session of people who "
                           "sign in with SSO, and Zoom promises nothing more."),
                        this))
    , m_progress(new QProgressBar(this))
    , m_signOut(new QPushButton(tr("&Sign this person out"), this))
    , m_stop(new QPushButton(tr("Stop &waiting"), this))
{
    m_text->setObjectName(QStringLiteral("signOutText"));
    m_progress->setObjectName(QStringLiteral("signOutProgress"));
    m_progress->setAccessibleName(tr("Signing out"));
    m_progress->setTextVisible(false);
    m_progress->setRange(0, 0);
    m_signOut->setObjectName(QStringLiteral("signOut"));
    m_signOut->setAccessibleName(tr("Sign this person out"));
    m_signOut->setAutoDefault(false);
    m_stop->setObjectName(QStringLiteral("stopSignOut"));
    m_stop->setAccessibleName(tr("Stop waiting"));
    m_stop->setAutoDefault(false);
    auto *grid = new QGridLayout(this);
    grid->addWidget(m_text, 0, 0, 1, 2);
    grid->addWidget(m_signOut, 1, 0, Qt::AlignLeft);
    grid->addWidget(m_progress, 2, 0);
    grid->addWidget(m_stop, 2, 1);
    grid->setColumnStretch(0, 1);
    connect(m_signOut, &QPushButton::clicked, this, &SignOutBox::requested);
    connect(m_stop, &QPushButton::clicked, this, &SignOutBox::stopRequested);
    setRunning(false);
}

void SignOutBox::showPreparing()
{
    m_text->setText(tr("Preparing the sign-out — nothing of it has been sent yet"));
    setRunning(true);
    m_stop->setFocus(Qt::OtherFocusReason);
}

void SignOutBox::showSent()
{
    m_text->setText(tr("Sign-out sent — waiting for Zoom's answer"));
    announce(m_text);
}

void SignOutBox::showOutcome(const Outcome &outcome)
{
    const bool hadFocus = m_stop->hasFocus();
    m_text->setText(signOutWords(outcome));
    setRunning(false);
    m_signOut->setVisible(outcome.kind() != Outcome::Kind::Changed);
    m_signOut->setText(tr("&Sign out again"));
    m_signOut->setAccessibleName(tr("Sign out again"));
    if (hadFocus && m_signOut->isVisible())
        m_signOut->setFocus(Qt::OtherFocusReason);
    announce(m_text);
}

void SignOutBox::setRunning(bool running)
{
    m_running = running;
    m_signOut->setVisible(!running);
    m_progress->setVisible(running);
    m_stop->setVisible(running);
}

} // namespace Keyturn
