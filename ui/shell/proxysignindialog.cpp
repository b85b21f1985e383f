#include "proxysignindialog.h"

#include "password/passwordedit.h"
#include "widgets/displaytext.h"
#include "widgets/heldenterfilter.h"
#include "widgets/iconview.h"
#include "widgets/inlinemessage.h"
#include "widgets/spacing.h"
#include "widgets/wraplabel.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace Keyturn {

namespace {

/// What the proxy says is not to push the fields off the screen.
constexpr int longestRealm = 200;

QString addressOf(const ProxyQuestion &question)
{
    const QString host = displayText(question.host);
    const bool isIpv6 = host.contains(u':');
    return (isIpv6 ? QStringLiteral("[%1]:%2") : QStringLiteral("%1:%2")).arg(host).arg(question.port);
}

QString shownRealm(const QString &realm)
{
    const QString shown = displayText(realm.left(2 * longestRealm)).trimmed();
    return shown.size() > longestRealm ? shown.left(longestRealm) + u'…' : shown;
}

} // namespace

ProxySignInDialog::ProxySignInDialog(const ProxyQuestion &question, bool refusedBefore, QWidget *parent)
    : QDialog(parent)
    , m_user(new QLineEdit(question.user, this))
    , m_password(new PasswordEdit(this))
    , m_remember(new QCheckBox(tr("&Remember in the keychain"), this))
{
    setObjectName(QStringLiteral("proxySignIn"));
    setWindowTitle(tr("Sign in to the proxy"));
    auto *column = new QVBoxLayout;
    column->setSpacing(fontMetrics().height() / 2);
    addTexts(column, question, refusedBefore);
    addFields(column);
    auto *row = new QHBoxLayout;
    row->setSpacing(fontMetrics().height());
    const int iconSize = style()->pixelMetric(QStyle::PM_MessageBoxIconSize, nullptr, this);
    row->addWidget(new IconView(QStyle::SP_MessageBoxQuestion, iconSize, this), 0, Qt::AlignTop);
    row->addLayout(column, 1);
    auto *all = new QVBoxLayout(this);
    spaceOut(all, this);
    all->addLayout(row);
    all->addStretch();
    addButtons(all);
    new HeldEnterFilter(this); // the Enter may have asked for what the proxy turned away
    setMinimumWidth(fontMetrics().averageCharWidth() * 64);
    // Whatever is typed at the moment this comes up is better hidden: it may be a password.
    (m_user->text().isEmpty() ? m_user : m_password)->setFocus();
    updateButton();
}

void ProxySignInDialog::addTexts(QVBoxLayout *column, const ProxyQuestion &question, bool refusedBefore)
{
    auto *heading = new WrapLabel(tr("The proxy %1 asks for a sign-in.").arg(addressOf(question)), this);
    heading->setObjectName(QStringLiteral("proxyHeading"));
    QFont bold;
    bold.setBold(true);
    heading->setFont(bold);
    auto *refused = new InlineMessage(this);
    refused->setObjectName(QStringLiteral("proxyRefused"));
    if (refusedBefore)
        refused->showText(InlineMessage::Kind::Warning,
                          tr("The proxy did not accept the last user name and password. Enter them anew."));
    auto *notice = new WrapLabel(
        tr("Keyturn reaches Zoom through this proxy. Until it lets Keyturn pass, nothing is sent to Zoom. It "
           "wants the user name and password for your network, not those for Zoom. If you do not know them, "
           "ask your network's administrator."),
        this);
    notice->setObjectName(QStringLiteral("proxyNotice"));
    const QString words = shownRealm(question.realm);
    auto *realm = new WrapLabel(tr("The proxy's own words: “%1”").arg(words), this);
    realm->setObjectName(QStringLiteral("proxyRealm"));
    for (QWidget *text : std::initializer_list<QWidget *>{heading, refused, notice, realm})
        column->addWidget(text);
    realm->setVisible(!words.isEmpty());
    setAccessibleDescription(heading->text() + u'\n' + (refusedBefore ? refused->text() : notice->text()));
}

void ProxySignInDialog::addFields(QVBoxLayout *column)
{
    m_user->setObjectName(QStringLiteral("proxyQuestionUser"));
    m_user->setAccessibleName(tr("User name"));
    m_password->setObjectName(QStringLiteral("proxyQuestionPassword"));
    m_password->setAccessibleName(tr("Password"));
    m_remember->setObjectName(QStringLiteral("rememberProxy"));
    m_remember->setAccessibleName(tr("Remember in the keychain"));
    auto *form = new QFormLayout;
    form->addRow(tr("&User name"), m_user);
    form->addRow(tr("&Password"), m_password);
    form->addRow(QString(), m_remember);
    column->addSpacing(fontMetrics().height() / 2);
    column->addLayout(form);
    connect(m_user, &QLineEdit::textChanged, this, &ProxySignInDialog::updateButton);
    connect(m_password, &QLineEdit::textChanged, this, &ProxySignInDialog::updateButton);
}

void ProxySignInDialog::addButtons(QVBoxLayout *column)
{
    auto *buttons = new QDialogButtonBox(this);
    m_signIn = buttons->addButton(tr("&OK"), QDialogButtonBox::AcceptRole);
    m_signIn->setObjectName(QStringLiteral("acceptProxySignIn"));
    m_signIn->setAccessibleName(tr("OK"));
    m_signIn->setDefault(true);
    auto *cancel = buttons->addButton(tr("&Cancel"), QDialogButtonBox::RejectRole);
    cancel->setObjectName(QStringLiteral("cancelProxySignIn"));
    cancel->setAccessibleName(tr("Cancel"));
    cancel->setAutoDefault(false);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
}

ProxyPrompt::Answer ProxySignInDialog::answer() const
{
    return {{m_user->text().trimmed(), m_password->secret(), true}, m_remember->isChecked()};
}

// Nobody's sign-in lacks one of them, and an Enter too many must not send half of it.
void ProxySignInDialog::updateButton()
{
    m_signIn->setEnabled(!m_user->text().trimmed().isEmpty() && !m_password->text().isEmpty());
}

} // namespace Keyturn
