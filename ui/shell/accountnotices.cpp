#include "accountnotices.h"

#include "accounts/accountstore.h"
#include "widgets/inlinemessage.h"

#include <QVBoxLayout>

namespace Keyturn {

AccountNotices::AccountNotices(AccountStore *accounts, QWidget *parent)
    : QWidget(parent)
    , m_accounts(accounts)
    , m_settings(new InlineMessage(this))
{
    m_settings->setObjectName(QStringLiteral("settingsMessage"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_settings);
    // A row without a notice takes no room, nor the space around it.
    setVisible(false);
    connect(accounts, &AccountStore::troubleChanged, this, &AccountNotices::showSettings);
    showSettings();
}

void AccountNotices::showSettings()
{
    const std::optional<Error> &trouble = m_accounts->trouble();
    if (!trouble) {
        m_settings->clear();
        setVisible(false);
        return;
    }
    const QString text = m_accounts->accounts().isEmpty()
        ? tr("%1 The accounts appear here as soon as it can be read; Keyturn tries again by itself.")
        : tr("%1 Keyturn goes on with what it knows, and tries again by itself.");
    m_settings->showText(InlineMessage::Kind::Warning, text.arg(trouble->reply.message));
    setVisible(true);
}

} // namespace Keyturn
