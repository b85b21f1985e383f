#include "openattemptsdialog.h"

#include "openattemptwords.h"
#include "reset/openattempts.h"
#include "widgets/wraplabel.h"

#include <QDialogButtonBox>
#include <QFrame>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace Keyturn {

namespace {

constexpr int widthInLetters = 72;
constexpr int mostLines = 26; ///< then the list scrolls

QPushButton *addButton(QHBoxLayout *layout, QWidget *row, const QString &text, const QString &objectName,
                       const QString &about)
{
    auto *button = new QPushButton(text, row);
    button->setObjectName(objectName);
    // Out of the list, it would not be known whose button it is.
    button->setAccessibleName(text);
    button->setAccessibleDescription(about);
    layout->addWidget(button);
    return button;
}

} // namespace

OpenAttemptsDialog::OpenAttemptsDialog(OpenAttempts *attempts, IsOffered isOffered, QWidget *parent)
    : QDialog(parent)
    , m_attempts(attempts)
    , m_isOffered(std::move(isOffered))
    , m_column(new QVBoxLayout(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("openOutcomesDialog"));
    setWindowTitle(tr("Open outcomes"));
    auto *buttons = new QDialogButtonBox(this);
    auto *close = buttons->addButton(tr("C&lose"), QDialogButtonBox::RejectRole);
    close->setObjectName(QStringLiteral("closeOpenOutcomes"));
    close->setAccessibleName(tr("Close"));
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    m_column->addWidget(buttons);
    connect(m_attempts, &OpenAttempts::changed, this, &OpenAttemptsDialog::showAttempts);
    showAttempts();
}

void OpenAttemptsDialog::showAttempts()
{
    if (m_attempts->isEmpty()) {
        reject();
        return;
    }
    // One of its buttons may be what has led here.
    if (m_rows)
        m_rows->deleteLater();
    auto *rows = new QWidget;
    auto *column = new QVBoxLayout(rows);
    column->setContentsMargins({});
    for (const OpenAttempt &attempt : m_attempts->all())
        column->addWidget(rowFor(attempt));
    column->addStretch();
    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("openAttempts"));
    scroll->setAccessibleName(tr("Open outcomes"));
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(rows);
    scroll->viewport()->setAutoFillBackground(false);
    rows->setAutoFillBackground(false);
    const int width = fontMetrics().averageCharWidth() * widthInLetters;
    scroll->setMinimumWidth(width + scroll->verticalScrollBar()->sizeHint().width());
    const int wanted = rows->hasHeightForWidth() ? rows->heightForWidth(width) : rows->sizeHint().height();
    scroll->setMinimumHeight(std::min(wanted, fontMetrics().height() * mostLines));
    m_column->insertWidget(0, scroll, 1);
    m_rows = scroll;
    if (auto *first = rows->findChild<QPushButton *>()) {
        first->setDefault(true);
        first->setFocus();
    }
    adjustSize();
}

QWidget *OpenAttemptsDialog::rowFor(const OpenAttempt &attempt)
{
    const bool isOffered = m_isOffered(attempt);
    auto *row = new QFrame;
    row->setFrameShape(QFrame::StyledPanel);
    row->setObjectName(QStringLiteral("openAttempt%1").arg(attempt.id));
    auto *title = new WrapLabel(openAttemptTitle(attempt), row);
    title->setObjectName(QStringLiteral("openAttemptTitle"));
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    auto *place = new WrapLabel(openAttemptPlace(attempt), row);
    place->setObjectName(QStringLiteral("openAttemptPlace"));
    auto *advice = new WrapLabel(openAttemptAdvice(attempt, isOffered), row);
    advice->setObjectName(QStringLiteral("openAttemptAdvice"));
    auto *column = new QVBoxLayout(row);
    column->addWidget(title);
    column->addWidget(place);
    column->addWidget(advice);
    addButtons(column, row, attempt, isOffered);
    return row;
}

void OpenAttemptsDialog::addButtons(QVBoxLayout *column, QWidget *row, const OpenAttempt &attempt,
                                    bool isOffered)
{
    const int id = attempt.id;
    const QString about = openAttemptTitle(attempt);
    auto *buttons = new QHBoxLayout;
    column->addLayout(buttons);
    const bool isSignOut = attempt.action == ChangeAction::SignOut;
    if (isOffered && (isSignOut || !attempt.password.isEmpty())) {
        const QPushButton *findOut =
            addButton(buttons, row, isSignOut ? tr("Sign out again") : tr("Find out now"),
                      QStringLiteral("findOut"), about);
        connect(findOut, &QPushButton::clicked, this, [this, id] {
            accept();
            emit findOutRequested(id);
        });
    } else if (isOffered) {
        const QPushButton *again =
            addButton(buttons, row, tr("Reset once more…"), QStringLiteral("resetAgain"), about);
        connect(again, &QPushButton::clicked, this, [this, id] {
            accept();
            emit resetAgainRequested(id);
        });
    }
    QPushButton *dismiss =
        addButton(buttons, row, tr("Leave it unknown"), QStringLiteral("dismissOutcome"), about);
    dismiss->setToolTip(tr("Takes it off this list. The history keeps that its outcome is unknown."));
    dismiss->setAutoDefault(false);
    connect(dismiss, &QPushButton::clicked, this, [this, id] { emit dismissed(id); });
    buttons->addStretch();
}

} // namespace Keyturn
