#include "outcomedialog.h"

#include "detailsbox.h"
#include "errorwords.h"
#include "handoverbox.h"
#include "outcomedetails.h"
#include "widgets/announce.h"
#include "widgets/displaytext.h"
#include "widgets/heldenterfilter.h"
#include "widgets/iconview.h"
#include "widgets/spacing.h"
#include "widgets/wraplabel.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QVBoxLayout>

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

QLabel *addParagraph(QVBoxLayout *column, QWidget *dialog, const QString &text, const QString &objectName)
{
    auto *label = new WrapLabel(text, dialog);
    label->setObjectName(objectName);
    column->addWidget(label);
    return label;
}

} // namespace

OutcomeDialog::OutcomeDialog(QWidget *parent)
    : QDialog(parent)
{
    (void)winId(); // makes the display's window
}

void OutcomeDialog::present(const ResetResult &result, const Setting &setting)
{
    setObjectName(objectNameFor(result.outcome.kind()));
    setWindowTitle(outcomeTitle(result.outcome.kind()));
    build(result, setting);
    const bool failed =
        result.outcome.kind() == Outcome::Kind::Refused || result.outcome.kind() == Outcome::Kind::NotSent;
    addButtons(result,
               failed && setting.accountCanBeEdited && isHelpedByEditing(result.outcome.error().kind));
    // So that Enter on a password nobody has seen copies it, and only the next one closes the dialog.
    if (m_handOver && !setting.seen) {
        m_handOver->copyButton()->setDefault(true);
        m_handOver->copyButton()->setFocus();
    }
    if (setting.forgotten)
        forgetPassword();
    new HeldEnterFilter(this);
    open();
}

void OutcomeDialog::forgetPassword()
{
    if (!m_handOver)
        return;
    QLabel *next = m_paragraphs.constLast();
    if (m_check) {
        m_check->hide();
        next->setText(
            tr("Keyturn has locked and cleared the password from the screen. So it cannot be sent again to "
               "find out: reset this person's password once more, with another one."));
    } else {
        next->setText(tr("Keyturn has locked and cleared the new password from the screen. If it was not "
                         "handed over yet, reset this person's password once more, with another one."));
    }
    m_close->setDefault(true);
    m_close->setFocus();
    m_handOver->forget();
    describe();
    announce(next);
}

void OutcomeDialog::describe()
{
    QStringList sentences;
    for (const QLabel *paragraph : std::as_const(m_paragraphs))
        sentences.append(paragraph->text());
    setAccessibleDescription(sentences.join(u'\n'));
}

void OutcomeDialog::build(const ResetResult &result, const Setting &setting)
{
    // Made in the order of reading, in which screen readers go through them.
    const Outcome::Kind kind = result.outcome.kind();
    ErrorWords words = wordsFor(result.outcome, result.earlierAttemptUnknown);
    if (kind == Outcome::Kind::NotSent && !setting.accountCanBeEdited
        && result.outcome.error().kind == ErrorKind::ConnectionRefused)
        words.next =
            tr("The practice server has stopped: “Reload users” in the Account menu starts it again.");
    auto *icon = new IconView(pixmapFor(kind),
                              style()->pixelMetric(QStyle::PM_MessageBoxIconSize, nullptr, this), this);
    auto *title = new WrapLabel(outcomeTitle(kind), this);
    title->setObjectName(QStringLiteral("outcomeTitle"));
    QFont titleFont = font();
    titleFont.setBold(true);
    if (titleFont.pointSizeF() > 0) // else the desktop sets it in pixels
        titleFont.setPointSizeF(titleFont.pointSizeF() * 1.2);
    title->setFont(titleFont);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(fontMetrics().height() / 2);
    texts->addWidget(title);
    addParagraph(texts, this, personText(result.target.name, result.target.email),
                 QStringLiteral("outcomePerson"));
    m_paragraphs = {addParagraph(texts, this, words.happened, QStringLiteral("outcomeHappened")),
                    addParagraph(texts, this, words.changed, QStringLiteral("outcomeChange")),
                    addParagraph(texts, this, words.next, QStringLiteral("outcomeNext"))};
    const bool mayBeSet = kind == Outcome::Kind::Changed || kind == Outcome::Kind::Unknown;
    if (mayBeSet && setting.clipboard) {
        m_handOver = new HandOverBox(kind == Outcome::Kind::Changed
                                         ? tr("Hand over the new password")
                                         : tr("If the request landed, this is the password"),
                                     setting.password, setting.clipboard, this);
        m_handOver->setObjectName(QStringLiteral("handOver"));
        texts->addWidget(m_handOver);
    }
    auto *details = new DetailsBox(outcomeDetails(result), this);
    connect(details, &DetailsBox::unfolded, this, [this] { adjustSize(); });
    texts->addWidget(details);
    texts->addStretch();
    auto *row = new QHBoxLayout;
    row->setSpacing(fontMetrics().height());
    row->addWidget(icon, 0, Qt::AlignTop);
    row->addLayout(texts, 1);
    auto *column = new QVBoxLayout(this);
    spaceOut(column, this);
    column->addLayout(row, 1);
    describe();
}

void OutcomeDialog::addButtons(const ResetResult &result, bool offersEdit)
{
    auto *buttons = new QDialogButtonBox(this);
    auto *close = buttons->addButton(tr("C&lose"), QDialogButtonBox::RejectRole);
    close->setObjectName(QStringLiteral("closeOutcome"));
    close->setAccessibleName(tr("Close"));
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    close->setDefault(true);
    close->setFocus();
    m_close = close;
    if (m_handOver) {
        connect(m_handOver, &HandOverBox::taken, this, [this, close] {
            close->setDefault(true);
            if (m_handOver->copyButton()->hasFocus())
                close->setFocus();
        });
    }
    if (result.outcome.kind() == Outcome::Kind::Unknown) {
        auto *check =
            buttons->addButton(tr("Chec&k by sending the same password again"), QDialogButtonBox::AcceptRole);
        check->setObjectName(QStringLiteral("checkAgain"));
        check->setAccessibleName(tr("Check by sending the same password again"));
        m_check = check;
        connect(check, &QPushButton::clicked, this, [this] {
            accept();
            emit checkRequested();
        });
    } else if (offersEdit) {
        auto *edit = buttons->addButton(tr("&Edit account…"), QDialogButtonBox::ActionRole);
        edit->setObjectName(QStringLiteral("editAccountFromOutcome"));
        edit->setAccessibleName(tr("Edit account…"));
        connect(edit, &QPushButton::clicked, this, [this] {
            reject();
            emit editAccountRequested();
        });
    }
    layout()->addWidget(buttons);
}

} // namespace Keyturn
