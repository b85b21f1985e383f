#include "confirmdialog.h"

#include "widgets/displaytext.h"
#include "widgets/iconview.h"
#include "widgets/inlinemessage.h"
#include "widgets/spacing.h"
#include "widgets/wraplabel.h"

#include <QDialogButtonBox>
#include <QKeyEvent>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace Keyturn {

ConfirmDialog::ConfirmDialog(const ConfirmQuestion &question, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("confirmDialog"));
    setWindowTitle(tr("Update password?"));
    auto *icon = new IconView(QStyle::SP_MessageBoxQuestion,
                              style()->pixelMetric(QStyle::PM_MessageBoxIconSize, nullptr, this), this);
    auto *heading = new WrapLabel(
        tr("Update the password of %1?").arg(personText(question.target.name, question.target.email)), this);
    heading->setObjectName(QStringLiteral("confirmPerson"));
    QFont bold;
    bold.setBold(true);
    heading->setFont(bold);
    auto *notice = new WrapLabel(
        question.resolvesUnknown ? tr("The same password is sent again, to find out whether it is set. Zoom "
                                      "will tell them by e-mail that their password was changed.")
                                 : tr("Zoom will tell them by e-mail that their password was changed."),
        this);
    notice->setObjectName(QStringLiteral("confirmNotice"));
    auto *account = new WrapLabel(tr("Account: %1").arg(displayText(question.accountName)), this);
    account->setObjectName(QStringLiteral("confirmAccount"));
    auto *warning = new InlineMessage(this);
    warning->setObjectName(QStringLiteral("confirmWarning"));
    warning->showText(InlineMessage::Kind::Warning, question.warnings.join(u'\n'));

    auto *buttons = new QDialogButtonBox(this);
    auto *send = buttons->addButton(tr("&Update password"), QDialogButtonBox::AcceptRole);
    send->setObjectName(QStringLiteral("confirmUpdate"));
    send->setAccessibleName(tr("Update password"));
    auto *cancel = buttons->addButton(tr("Cance&l"), QDialogButtonBox::RejectRole);
    cancel->setObjectName(QStringLiteral("confirmCancel"));
    cancel->setAccessibleName(tr("Cancel"));
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        if (!std::exchange(m_confirmed, true))
            emit confirmed();
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    send->setDefault(true);
    send->setFocus();
    send->installEventFilter(this);
    installEventFilter(this);

    auto *texts = new QVBoxLayout;
    texts->setSpacing(fontMetrics().height() / 2);
    for (QWidget *text : std::initializer_list<QWidget *>{heading, notice, account, warning})
        texts->addWidget(text);
    texts->addStretch();
    auto *row = new QHBoxLayout;
    row->setSpacing(fontMetrics().height());
    row->addWidget(icon, 0, Qt::AlignTop);
    row->addLayout(texts, 1);
    auto *column = new QVBoxLayout(this);
    spaceOut(column, this);
    column->addLayout(row, 1);
    column->addWidget(buttons);
    setAccessibleDescription(heading->text() + u'\n' + notice->text());
}

void ConfirmDialog::reject()
{
    if (!m_confirmed)
        QDialog::reject();
}

bool ConfirmDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->isAutoRepeat())
        return true;
    return QDialog::eventFilter(watched, event);
}

} // namespace Keyturn
