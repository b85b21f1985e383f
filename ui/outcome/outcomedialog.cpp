#include "outcomedialog.h"

#include "detailsbox.h"
#include "errorwords.h"
#include "handoverbox.h"
#include "outcomedetails.h"
#include "widgets/displaytext.h"
#include "widgets/iconview.h"
#include "widgets/wraplabel.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QPushButton>

namespace Keyturn {

namespace {

QStyle::StandardPixmap pixmapFor(Outcome::Kind kind)
{
    switch (kind) {
    case Outcome::Kind::Changed:
        return QStyle::SP_MessageBoxInformation;
    case Outcome::Kind::Refused:
        return QStyle::SP_MessageBoxCritical;
    case Outcome::Kind::NotSent:
        return QStyle::SP_MessageBoxWarning;
    case Outcome::Kind::Unknown:
        break;
    }
    return QStyle::SP_MessageBoxQuestion;
}

QString objectNameFor(Outcome::Kind kind)
{
    switch (kind) {
    case Outcome::Kind::Changed:
        return QStringLiteral("outcomeChanged");
    case Outcome::Kind::Refused:
        return QStringLiteral("outcomeRefused");
    case Outcome::Kind::NotSent:
        return QStringLiteral("outcomeNotSent");
    case Outcome::Kind::Unknown:
        break;
    }
    return QStringLiteral("outcomeUnknown");
}

WrapLabel *addParagraph(QGridLayout *grid, const QString &text, const QString &objectName)
{
    auto *label = new WrapLabel(text, grid->parentWidget());
    label->setObjectName(objectName);
    grid->addWidget(label, grid->rowCount(), 1);
    return label;
}

} // namespace

OutcomeDialog::OutcomeDialog(const ResetResult &result, const HandOver &handOver, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(objectNameFor(result.outcome.kind()));
    setWindowTitle(outcomeTitle(result.outcome.kind()));
    if (result.outcome.kind() == Outcome::Kind::Changed && handOver.clipboard)
        m_handOver = new HandOverBox(handOver.password, handOver.clipboard, this);
    build(result);
    addButtons(result);
    // So that Enter on a password nobody has seen copies it, and only the next one closes the dialog.
    if (m_handOver && !handOver.seen) {
        m_handOver->copyButton()->setDefault(true);
        m_handOver->copyButton()->setFocus();
    }
}

void OutcomeDialog::build(const ResetResult &result)
{
    const Outcome::Kind kind = result.outcome.kind();
    const ErrorWords words = wordsFor(result.outcome, result.earlierAttemptUnknown);
    auto *grid = new QGridLayout(this);
    grid->setHorizontalSpacing(fontMetrics().height());
    grid->setColumnStretch(1, 1);
    grid->addWidget(new IconView(pixmapFor(kind),
                                 style()->pixelMetric(QStyle::PM_MessageBoxIconSize, nullptr, this), this),
                    0, 0, 3, 1, Qt::AlignTop);
    auto *title = new WrapLabel(outcomeTitle(kind), this);
    title->setObjectName(QStringLiteral("outcomeTitle"));
    QFont titleFont = font();
    titleFont.setBold(true);
    if (titleFont.pointSizeF() > 0) // else the desktop sets it in pixels
        titleFont.setPointSizeF(titleFont.pointSizeF() * 1.2);
    title->setFont(titleFont);
    grid->addWidget(title, 0, 1);
    addParagraph(grid, personText(result.target.name, result.target.email), QStringLiteral("outcomePerson"));
    addParagraph(grid, words.happened, QStringLiteral("outcomeHappened"));
    addParagraph(grid, words.changed, QStringLiteral("outcomeChange"));
    addParagraph(grid, words.next, QStringLiteral("outcomeNext"));
    if (m_handOver)
        grid->addWidget(m_handOver, grid->rowCount(), 1);
    auto *details = new DetailsBox(outcomeDetails(result), this);
    connect(details, &DetailsBox::unfolded, this, [this] { adjustSize(); });
    grid->addWidget(details, grid->rowCount(), 1);
    setAccessibleDescription(QStringList{words.happened, words.changed, words.next}.join(u'\n'));
}

void OutcomeDialog::addButtons(const ResetResult &result)
{
    auto *buttons = new QDialogButtonBox(this);
    auto *close = buttons->addButton(tr("C&lose"), QDialogButtonBox::RejectRole);
    close->setObjectName(QStringLiteral("closeOutcome"));
    close->setAccessibleName(tr("Close"));
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    close->setDefault(true);
    close->setFocus();
    if (m_handOver) {
        connect(m_handOver, &HandOverBox::taken, this, [this, close] {
            close->setDefault(true);
            if (m_handOver->copyButton()->hasFocus())
                close->setFocus();
        });
    }
    if (result.outcome.kind() == Outcome::Kind::Unknown) {
        auto *check =
            buttons->addButton(tr("&Check by sending the same password again"), QDialogButtonBox::AcceptRole);
        check->setObjectName(QStringLiteral("checkAgain"));
        check->setAccessibleName(tr("Check by sending the same password again"));
        connect(check, &QPushButton::clicked, this, [this] {
            accept();
            emit checkRequested();
        });
    } else if (result.outcome.kind() != Outcome::Kind::Changed
               && isHelpedByEditing(result.outcome.error().kind)) {
        auto *edit = buttons->addButton(tr("&Edit account…"), QDialogButtonBox::ActionRole);
        edit->setObjectName(QStringLiteral("editAccountFromOutcome"));
        edit->setAccessibleName(tr("Edit account…"));
        connect(edit, &QPushButton::clicked, this, [this] {
            reject();
            emit editAccountRequested();
        });
    }
    auto *grid = static_cast<QGridLayout *>(layout());
    grid->setRowStretch(grid->rowCount(), 1);
    grid->addWidget(buttons, grid->rowCount(), 0, 1, 2);
}

} // namespace Keyturn
