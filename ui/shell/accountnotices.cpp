#include "accountnotices.h"

#include "accounts/accountstore.h"
#include "session/accountsession.h"
#include "widgets/inlinemessage.h"
#include "words/displaytext.h"

#include <QVBoxLayout>

namespace Keyturn {

AccountNotices::AccountNotices(AccountStore *accounts, QWidget *parent)
    : QWidget(parent)
    , m_accounts(accounts)
    , m_settings(new InlineMessage(this))
    , m_signIn(new InlineMessage(this))
{
    m_settings->setObjectName(QStringLiteral("settingsMessage"));
    m_signIn->setObjectName(QStringLiteral("signInMessage"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_settings);
    column->addWidget(m_signIn);
    connect(accounts, &AccountStore::troubleChanged, this, &AccountNotices::showSettings);
    showSettings();
}

void AccountNotices::setSession(const AccountSession *session)
{
    disconnect(m_following);
    if (session)
        m_following = connect(session, &AccountSession::signInKeptChanged, this,
                              [this, session] { showSignIn(session); });
    showSignIn(session);
}

void AccountNotices::showSettings()
{
    if (const std::optional<Error> &trouble = m_accounts->trouble()) {
        const QString text = m_accounts->accounts().isEmpty()
            ? tr("%1 The accounts appear here as soon as it can be read; Keyturn tries again by itself.")
            : tr("%1 Keyturn goes on with what it knows, and tries again by itself.");
        m_settings->showText(InlineMessage::Kind::Warning, text.arg(trouble->reply.message));
    } else {
        m_settings->clear();
    }
    updateRow();
}

void AccountNotices::showSignIn(const AccountSession *session)
{
    if (session && !session->isSignInKept())
        m_signIn->showText(
            InlineMessage::Kind::Warning,
            tr("The keychain did not keep the renewed sign-in of \"%1\". You stay signed in while Keyturn "
               "runs. Unlock the keychain, or allow Keyturn to use it: Keyturn tries again by itself. If the "
               "keychain does not take it before Keyturn ends, you sign in again the next time.")
                .arg(displayText(session->account().name)));
    else
        m_signIn->clear();
    updateRow();
}

// A row without a notice takes no room, nor the space around it.
void AccountNotices::updateRow()
{
    setVisible(!m_settings->text().isEmpty() || !m_signIn->text().isEmpty());
}

} // namespace Keyturn
