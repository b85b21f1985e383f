#include "browsersigninview.h"

#include "auth/browsersignin.h"
#include "core/whenready.h"
#include "outcome/detailsbox.h"
#include "session/accountsignins.h"
#include "signinwords.h"
#include "widgets/announce.h"
#include "widgets/inlinemessage.h"
#include "widgets/wraplabel.h"

#include <QApplication>
#include <QClipboard>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace Keyturn {

BrowserSignInView::BrowserSignInView(AccountSignIns *signIns, bool isStored, QWidget *parent)
    : QWidget(parent)
    , m_signIns(signIns)
    , m_isStored(isStored)
    , m_button(new QPushButton(tr("Sign in…"), this))
    , m_status(new WrapLabel(this))
    , m_problem(new InlineMessage(this, InlineMessage::Look::Beside))
    , m_panel(new QFrame(this))
    , m_waiting(new WrapLabel(m_panel))
    , m_progress(new QProgressBar(m_panel))
    , m_copy(new QPushButton(tr("Copy the lin&k"), m_panel))
    , m_cancel(new QPushButton(tr("Cancel the sign-in"), m_panel))
    , m_message(new InlineMessage(this))
    , m_details(new DetailsBox(this))
{
    build();
    forget();
}

BrowserSignInView::~BrowserSignInView() = default;

void BrowserSignInView::build()
{
    m_button->setObjectName(QStringLiteral("startSignIn"));
    m_button->setAccessibleName(tr("Sign in with the browser"));
    m_button->setAutoDefault(false);
    connect(m_button, &QPushButton::clicked, this, &BrowserSignInView::signInRequested);
    m_status->setObjectName(QStringLiteral("signInStatus"));
    // In line with the button's own words.
    m_status->setContentsMargins(0, (m_button->sizeHint().height() - fontMetrics().height()) / 2, 0, 0);
    m_problem->setObjectName(QStringLiteral("signInFirst"));
    m_message->setObjectName(QStringLiteral("signInMessage"));
    m_details->setObjectName(QStringLiteral("signInDetails"));

    auto *line = new QHBoxLayout;
    line->addWidget(m_button, 0, Qt::AlignTop);
    line->addWidget(m_status, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addLayout(line);
    column->addWidget(m_problem);
    column->addWidget(buildPanel());
    column->addWidget(m_message);
    column->addWidget(m_details);
}

QWidget *BrowserSignInView::buildPanel()
{
    m_panel->setObjectName(QStringLiteral("signInPanel"));
    m_panel->setFrameShape(QFrame::StyledPanel);
    m_waiting->setObjectName(QStringLiteral("signInWaiting"));
    m_progress->setObjectName(QStringLiteral("signInProgress"));
    m_progress->setAccessibleName(tr("Signing in"));
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_copy->setObjectName(QStringLiteral("copySignInLink"));
    m_copy->setAccessibleName(tr("Copy the link"));
    m_copy->setToolTip(tr("For another web browser on this computer. The link works once."));
    m_copy->setAutoDefault(false);
    connect(m_copy, &QPushButton::clicked, this, &BrowserSignInView::copyLink);
    m_cancel->setObjectName(QStringLiteral("cancelSignIn"));
    m_cancel->setAccessibleName(tr("Cancel the sign-in"));
    m_cancel->setAutoDefault(false);
    connect(m_cancel, &QPushButton::clicked, this, &BrowserSignInView::cancel);

    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_copy);
    buttons->addWidget(m_cancel);
    auto *column = new QVBoxLayout(m_panel);
    column->addWidget(m_waiting);
    column->addWidget(m_progress);
    column->addLayout(buttons);
    return m_panel;
}

void BrowserSignInView::start(const Account &account, Secret clientSecret)
{
    forget();
    clearProblem();
    m_attempt = std::make_unique<QObject>();
    m_button->setEnabled(false);
    if (!clientSecret.isEmpty() || !account.hasClientSecret)
        return begin(account, std::move(clientSecret));
    showWaiting(tr("Waiting for the keychain. It may ask you to unlock it."), false);
    m_cancel->setFocus();
    whenReady(m_signIns->clientSecret(account), m_attempt.get(),
              [this, account, attempt = m_attempt.get()](Result<Secret> stored) {
                  if (attempt != m_attempt.get())
                      return;
                  if (stored)
                      begin(account, std::move(*stored));
                  else
                      showFailure(stored.error());
              });
}

void BrowserSignInView::begin(const Account &account, Secret clientSecret)
{
    m_clientSecret = std::move(clientSecret);
    m_signIn = m_signIns->signIn(account);
    connect(m_signIn.get(), &BrowserSignIn::browserAsked, m_attempt.get(),
            [this](bool opened) { showBrowserAsked(opened); });
    connect(m_signIn.get(), &BrowserSignIn::strayAnswerCame, m_attempt.get(), [this] {
        showWaiting(
            tr("An answer to another sign-in came from the browser, perhaps from an older tab. It was "
               "left out. Go on in the tab that opened last: Keyturn still waits for it."),
            true);
    });
    connect(m_signIn.get(), &BrowserSignIn::codeCame, m_attempt.get(),
            // [AUTH-code]
            [this] { showWaiting(tr("The browser came back. Zoom is finishing the sign-in."), false); });
    showWaiting(tr("Opening the web browser…"), true);
    m_copy->setFocus();
    whenReady(m_signIn->start(m_signIns->parametersFor(account, m_clientSecret)), m_attempt.get(),
              [this, attempt = m_attempt.get()](Result<SignInGrant> grant) {
                  if (attempt != m_attempt.get())
                      return;
                  if (!grant)
                      return showFailure(grant.error());
                  m_grant = std::move(*grant);
                  showGrant();
              });
}

void BrowserSignInView::cancel()
{
    if (!isRunning())
        return;
    if (m_signIn && m_signIn->isRunning())
        m_signIn->cancel(); // showFailure() follows
    else
        showFailure(Error::of(ErrorKind::Cancelled));
}

void BrowserSignInView::forget()
{
    const bool isLost = isRunning() || m_grant;
    end();
    m_signIn.reset();
    m_grant.reset();
    m_clientSecret = {};
    m_message->clear();
    m_details->hide();
    m_status->setText(
        isLost ? tr("That sign-in is given up, since something has changed or Keyturn was locked: sign in "
                    "again.")
            : m_isStored
            ? tr("The sign-in that is stored stays. Sign in again when it has ended, or as another "
                 "person.")
            : tr("Opens Zoom's page in your web browser. Keyturn never sees your password."));
}

// Also from within what the attempt hears, so it is not deleted at once, and what still comes for it is left
// out.
void BrowserSignInView::end()
{
    if (m_attempt)
        m_attempt.release()->deleteLater();
    const bool hadFocus = m_panel->isAncestorOf(window()->focusWidget());
    m_panel->hide();
    m_button->setEnabled(true);
    if (hadFocus)
        m_button->setFocus();
}

void BrowserSignInView::showWaiting(const QString &text, bool withLink)
{
    m_status->setText(tr("Signing in…"));
    m_waiting->setText(text);
    // What is hidden must not take the focus with it.
    if (!withLink && m_copy->hasFocus())
        m_cancel->setFocus();
    m_copy->setVisible(withLink);
    m_panel->show();
    announce(m_waiting);
}

void BrowserSignInView::showBrowserAsked(bool opened)
{
    showWaiting(opened
                    ? tr("Waiting for you in the web browser. Sign in to Zoom there, allow the app, and come "
                         "back here. If no page has opened, copy the link and open it yourself.")
                    : tr("No web browser could be opened. Copy the link and open it in a web browser on "
                         "this computer: Keyturn waits for it."),
                true);
}

void BrowserSignInView::showGrant()
{
    end();
    m_status->setText(tr("Signed in."));
    m_message->showText(InlineMessage::Kind::Information,
                        // [AUTH-code]
                        tr("Zoom has signed you in. Nothing is stored before you choose “Save”. “Test "
                           "connection” tells as whom you are signed in, and what you may do."));
    QApplication::alert(window());
    emit signedIn();
}

void BrowserSignInView::showFailure(const Error &error)
{
    end();
    m_clientSecret = {};
    m_status->setText(m_isStored ? tr("Not signed in anew. The sign-in that is stored stays.")
                                 : tr("Not signed in."));
    const bool isWish = error.kind == ErrorKind::Cancelled;
    m_message->showText(isWish ? InlineMessage::Kind::Information : InlineMessage::Kind::Error,
                        signInFailure(error));
    const QString details = signInDetails(error);
    m_details->setText(details);
    m_details->setVisible(!details.isEmpty());
    if (!isWish)
        QApplication::alert(window());
    emit failed(error);
}

void BrowserSignInView::copyLink()
{
    if (!m_signIn || m_signIn->link().isEmpty())
        return;
    QGuiApplication::clipboard()->setText(m_signIn->link().toString(QUrl::FullyEncoded));
    showWaiting(tr("The link is copied. Open it in a web browser on this computer: Keyturn waits for it. It "
                   "works once."),
                true);
}

void BrowserSignInView::showProblem(const QString &text)
{
    m_problem->showText(InlineMessage::Kind::Error, text);
    (isRunning() ? m_cancel : m_button)->setFocus();
}

void BrowserSignInView::clearProblem()
{
    m_problem->clear();
}

} // namespace Keyturn
