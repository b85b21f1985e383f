#include "confirmdialog.h"

#include "widgets/announce.h"
#include "widgets/displaytext.h"
#include "widgets/heldenterfilter.h"
#include "widgets/iconview.h"
#include "widgets/inlinemessage.h"
#include "widgets/spacing.h"
#include "widgets/wraplabel.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace Keyturn {

namespace {

/// How long a press may be on its way that was not meant for what has just appeared.
constexpr int newsReadMs = 700;

} // namespace

ConfirmDialog::ConfirmDialog(const ConfirmQuestion &question, QWidget *parent)
    : QDialog(parent)
    , m_warnings(question.warnings)
    , m_heading(new WrapLabel(this))
    , m_notice(new WrapLabel(this))
    , m_account(new WrapLabel(this))
    , m_check(new WrapLabel(this))
    , m_warning(new InlineMessage(this))
{
    setObjectName(QStringLiteral("confirmDialog"));
    setWindowTitle(tr("Update password?"));
    build(question);
    new HeldEnterFilter(this);
    setAccessibleDescription(m_heading->text() + u'\n' + m_notice->text());
}

void ConfirmDialog::build(const ConfirmQuestion &question)
{
    auto *icon = new IconView(QStyle::SP_MessageBoxQuestion,
                              style()->pixelMetric(QStyle::PM_MessageBoxIconSize, nullptr, this), this);
    m_heading->setText(headingFor(question.target));
    m_heading->setObjectName(QStringLiteral("confirmPerson"));
    QFont bold;
    bold.setBold(true);
    m_heading->setFont(bold);
    // [PUT-repeat] [PUT-mail] [PUT-signed-out]
    m_notice->setText(question.resolvesUnknown
                          ? tr("The same password is sent again, to find out whether it is set. Zoom will "
                               "tell them by e-mail that their password was changed, and Zoom may sign them "
                               "out of their devices.")
                          : tr("Zoom will tell them by e-mail that their password was changed, and Zoom may "
                               "sign them out of their devices."));
    m_notice->setObjectName(QStringLiteral("confirmNotice"));
    m_account->setText(tr("Account: %1").arg(displayText(question.accountName)));
    m_account->setObjectName(QStringLiteral("confirmAccount"));
    m_check->setText(tr("Checking this person at Zoom…"));
    m_check->setObjectName(QStringLiteral("confirmCheck"));
    m_warning->setObjectName(QStringLiteral("confirmWarning"));
    m_warning->showText(InlineMessage::Kind::Warning, m_warnings.join(u'\n'));

    auto *buttons = new QDialogButtonBox(this);
    m_send = buttons->addButton(tr("&Update password"), QDialogButtonBox::AcceptRole);
    m_send->setObjectName(QStringLiteral("confirmUpdate"));
    m_send->setAccessibleName(tr("Update password"));
    auto *cancel = buttons->addButton(tr("Cance&l"), QDialogButtonBox::RejectRole);
    cancel->setObjectName(QStringLiteral("confirmCancel"));
    cancel->setAccessibleName(tr("Cancel"));
    connect(buttons, &QDialogButtonBox::accepted, this, &ConfirmDialog::handleYes);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_send->setDefault(true);
    m_send->setFocus();

    auto *texts = new QVBoxLayout;
    texts->setSpacing(fontMetrics().height() / 2);
    for (QWidget *text : std::initializer_list<QWidget *>{m_heading, m_notice, m_account, m_check, m_warning})
        texts->addWidget(text);
    texts->addStretch();
    putBesideIcon(icon, texts, this)->addWidget(buttons);
}

QString ConfirmDialog::headingFor(const ResetTarget &target)
{
    return tr("Update the password of %1?").arg(personText(target.name, target.email));
}

void ConfirmDialog::handleYes()
{
    if (m_confirmed)
        return;
    if (m_checking) {
        m_saidYes = true;
        m_check->setText(tr("Checking this person at Zoom; the password is sent after that…"));
        return;
    }
    m_confirmed = true;
    emit confirmed();
}

void ConfirmDialog::setChecked(const ResetTarget &target, const QStringList &warnings)
{
    if (!m_checking)
        return;
    m_heading->setText(headingFor(target));
    const bool isNews = std::any_of(warnings.begin(), warnings.end(),
                                    [this](const QString &warning) { return !m_warnings.contains(warning); });
    m_warnings = warnings;
    m_warning->showText(InlineMessage::Kind::Warning, warnings.join(u'\n'));
    m_check->setText(tr("Checked at Zoom just now."));
    endCheck(isNews);
}

void ConfirmDialog::setNotChecked(const QString &why)
{
    if (!m_checking)
        return;
    m_check->setText(tr("This person could not be checked at Zoom. %1").arg(why));
    announce(m_check);
    endCheck(true);
}

void ConfirmDialog::endCheck(bool isNews)
{
    m_checking = false;
    setAccessibleDescription(m_heading->text() + u'\n' + m_notice->text() + u'\n' + m_warnings.join(u'\n'));
    if (!isNews) {
        if (m_saidYes)
            handleYes();
        return;
    }
    // A press that was meant for what stood here before, and is on its way, is no answer to this.
    m_saidYes = false;
    m_send->setEnabled(false);
    setFocus(); // and not the next button, which is "Cancel"
    QTimer::singleShot(newsReadMs, this, [this] {
        m_send->setEnabled(true);
        if (focusWidget() == this || !focusWidget())
            m_send->setFocus();
    });
}

void ConfirmDialog::reject()
{
    if (!m_confirmed)
        QDialog::reject();
}

} // namespace Keyturn
