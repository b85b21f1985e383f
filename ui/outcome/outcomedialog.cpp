#include "outcomedialog.h"

#include "detailsbox.h"
#include "handoverbox.h"
#include "keepquestion.h"
#include "outcomedetails.h"
#include "proofwords.h"
#include "reset/signout.h"
#include "signoutbox.h"
#include "signoutwords.h"
#include "widgets/announce.h"
#include "widgets/displaytext.h"
#include "widgets/heldenterfilter.h"
#include "widgets/iconview.h"
#include "widgets/spacing.h"
#include "widgets/wraplabel.h"
#include "words/errorwords.h"

#include <QBackingStore>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QPainter>
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

OutcomeDialog::OutcomeDialog(SecretClipboard *clipboard, QWidget *parent)
    : QDialog(parent)
    , m_clipboard(clipboard)
{
}

void OutcomeDialog::expectChanged(const ResetTarget &target)
{
    m_expected = target;
    build({target, Outcome::changed({})}, {});
    paintAhead();
}

bool OutcomeDialog::canPresent(const ResetResult &result) const
{
    if (!m_expected)
        return true;
    return result.outcome.kind() == Outcome::Kind::Changed && !result.outcome.isRepeat()
        && result.target.name == m_expected->name && result.target.email == m_expected->email
        && result.target.isPending == m_expected->isPending;
}

/// Has the display's window and the memory for its picture made, and the letters in it drawn: more than half
/// of the time from an answer until it can be read.
void OutcomeDialog::paintAhead()
{
    (void)winId();
    adjustSize();
    QPixmap letters(size() * devicePixelRatioF());
    letters.setDevicePixelRatio(devicePixelRatioF());
    render(&letters);
    // Elsewhere a window that is not on the screen yet may have no picture to paint in.
    if (QGuiApplication::platformName() != QLatin1String("xcb") || !backingStore())
        return;
    const QRegion all(rect());
    backingStore()->resize(size());
    backingStore()->beginPaint(all);
    QPainter(backingStore()->paintDevice()).fillRect(rect(), palette().window());
    backingStore()->endPaint();
}

void OutcomeDialog::present(const ResetResult &result, const Setting &setting)
{
    Q_ASSERT(canPresent(result));
    setObjectName(objectNameFor(result.outcome.kind()));
    setWindowTitle(outcomeTitle(result.outcome.kind(), contextOf(result)));
    if (!m_expected)
        build(result, setting);
    m_detailsOfReset = outcomeDetails(result);
    m_details->setText(m_detailsOfReset);
    if (m_handOver) {
        m_handOver->setPassword(setting.password);
        // One whose outcome is open stays with its attempt.
        m_taken = setting.seen || m_check;
    }
    // Finding out comes before anything else. So that Enter on a password nobody has seen copies it, and only
    // the next one closes the dialog.
    if (m_check) {
        m_check->setDefault(true);
        m_check->setFocus();
    } else if (m_handOver && !setting.seen) {
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
    if (!m_handOver || m_handOver->isForgotten())
        return;
    delete m_keepQuestion;
    QLabel *next = m_paragraphs.constLast();
    if (m_check) {
        m_check->hide();
        m_proof->hide();
        next->setText(
            tr("Keyturn has locked and cleared the password from the screen. So it cannot be sent again to "
               "find out: reset this person's password once more, with another one."));
    } else {
        next->setText(tr("Keyturn has locked and cleared the new password from the screen. If it was not "
                         "handed over yet, reset this person's password once more, with another one."));
    }
    m_handOver->forget();
    finishHandOver();
}

/// The password is not here any more, and what to do next says why.
void OutcomeDialog::finishHandOver()
{
    m_taken = true;
    m_close->setDefault(true);
    m_close->setFocus();
    describe();
    layout()->activate(); // what was hidden just now takes no room
    adjustSize();
    announce(m_paragraphs.constLast());
}

void OutcomeDialog::reject()
{
    if (m_signOut && m_signOut->isRunning())
        return;
    if (!m_taken)
        askBeforeLosing();
    else
        QDialog::reject();
}

void OutcomeDialog::askBeforeLosing()
{
    if (m_keepQuestion && m_keepQuestion->isVisible()) // one that was answered is on its way out
        return;
    m_keepQuestion = new KeepQuestion(this);
    connect(m_keepQuestion, &KeepQuestion::closeAnyway, this, [this] {
        m_taken = true;
        reject();
    });
    new HeldEnterFilter(m_keepQuestion);
    m_keepQuestion->open();
}

void OutcomeDialog::showSigningOut(bool sent)
{
    if (sent)
        m_signOut->showSent();
    else
        m_signOut->showPreparing();
    m_close->setEnabled(false);
}

void OutcomeDialog::showSignOut(const SignOutResult &result)
{
    m_close->setEnabled(true);
    m_signOut->showOutcome(result.outcome);
    if (result.outcome.kind() == Outcome::Kind::Changed && m_taken) {
        m_close->setDefault(true);
        m_close->setFocus();
    }
    m_details->setText(m_detailsOfReset + QStringLiteral("\n\n") + signOutDetails(result));
    adjustSize();
}

void OutcomeDialog::describe()
{
    QStringList sentences;
    for (const QLabel *paragraph : std::as_const(m_paragraphs))
        sentences.append(paragraph->text());
    if (m_proof && !m_proof->isHidden())
        sentences.append(m_proof->text());
    setAccessibleDescription(sentences.join(u'\n'));
}

void OutcomeDialog::build(const ResetResult &result, const Setting &setting)
{
    // Made in the order of reading, in which screen readers go through them.
    auto *icon = new IconView(pixmapFor(result.outcome.kind()),
                              style()->pixelMetric(QStyle::PM_MessageBoxIconSize, nullptr, this), this);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(fontMetrics().height() / 2);
    addTexts(texts, result, setting);
    addBoxes(texts, result);
    texts->addStretch();
    putBesideIcon(icon, texts, this);
    describe();
    const bool failed =
        result.outcome.kind() == Outcome::Kind::Refused || result.outcome.kind() == Outcome::Kind::NotSent;
    addButtons(result,
               failed && setting.accountCanBeEdited && isHelpedByEditing(result.outcome.error().kind));
}

void OutcomeDialog::addTexts(QVBoxLayout *texts, const ResetResult &result, const Setting &setting)
{
    const Outcome::Kind kind = result.outcome.kind();
    ErrorWords words = wordsFor(result.outcome, contextOf(result));
    if (kind == Outcome::Kind::NotSent && !setting.accountCanBeEdited
        && result.outcome.error().kind == ErrorKind::ConnectionRefused)
        words.next =
            tr("The practice server has stopped: “Reload users” in the Account menu starts it again.");
    auto *title = new WrapLabel(outcomeTitle(kind, contextOf(result)), this);
    title->setObjectName(QStringLiteral("outcomeTitle"));
    QFont titleFont = font();
    titleFont.setBold(true);
    if (titleFont.pointSizeF() > 0) // else the desktop sets it in pixels
        titleFont.setPointSizeF(titleFont.pointSizeF() * 1.2);
    title->setFont(titleFont);
    texts->addWidget(title);
    addParagraph(texts, this, personText(result.target.name, result.target.email),
                 QStringLiteral("outcomePerson"));
    m_paragraphs.append(addParagraph(texts, this, words.happened, QStringLiteral("outcomeHappened")));
    const bool isProved = kind == Outcome::Kind::Changed && result.outcome.isRepeat();
    if (isProved)
        m_proof =
            addParagraph(texts, this, whatTheRepeatProved(setting.generated), QStringLiteral("outcomeProof"));
    m_paragraphs.append(addParagraph(texts, this, words.changed, QStringLiteral("outcomeChange")));
    if (kind == Outcome::Kind::Unknown)
        m_proof =
            addParagraph(texts, this, whatARepeatProves(setting.generated), QStringLiteral("outcomeProof"));
    m_paragraphs.append(addParagraph(texts, this, words.next, QStringLiteral("outcomeNext")));
}

void OutcomeDialog::addBoxes(QVBoxLayout *texts, const ResetResult &result)
{
    const Outcome::Kind kind = result.outcome.kind();
    const bool mayBeSet = kind == Outcome::Kind::Changed || kind == Outcome::Kind::Unknown;
    if (mayBeSet) {
        m_handOver = new HandOverBox(kind == Outcome::Kind::Changed ? HandOverBox::Certainty::IsSet
                                                                    : HandOverBox::Certainty::MayBeSet,
                                     m_clipboard, this);
        m_handOver->setObjectName(QStringLiteral("handOver"));
        connect(m_handOver, &HandOverBox::resized, this, [this] { adjustSize(); });
        connect(m_handOver, &HandOverBox::handedOver, this, [this] {
            m_paragraphs.constLast()->setText(
                tr("You have handed the new password over, and Keyturn does not have it any more."));
            finishHandOver();
            emit handedOver();
        });
        texts->addWidget(m_handOver);
    }
    if (kind == Outcome::Kind::Changed) {
        m_signOut = new SignOutBox(this);
        m_signOut->setObjectName(QStringLiteral("signOutBox"));
        connect(m_signOut, &SignOutBox::requested, this, &OutcomeDialog::signOutRequested);
        connect(m_signOut, &SignOutBox::stopRequested, this, &OutcomeDialog::signOutStopRequested);
        texts->addWidget(m_signOut);
    }
    m_details = new DetailsBox(this);
    connect(m_details, &DetailsBox::unfolded, this, [this] { adjustSize(); });
    texts->addWidget(m_details);
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
            m_taken = true;
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
