#include "resetpane.h"

#include "password/passwordpanel.h"
#include "picker/personpanel.h"
#include "runpanel.h"
#include "widgets/wraplabel.h"

#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStyle>
#include <QVBoxLayout>

namespace Keyturn {

ResetPane::ResetPane(const PasswordGenerator *generator, QWidget *parent)
    : QWidget(parent)
    , m_person(new PersonPanel(this))
    , m_password(new PasswordPanel(generator, this))
    , m_missing(new WrapLabel(this))
    , m_update(new QPushButton(tr("&Update password"), this))
    , m_run(new RunPanel(this))
{
    build();
    connect(m_password, &PasswordPanel::changed, this, &ResetPane::updateState);
    connect(m_password, &PasswordPanel::enterPressed, this, &ResetPane::requestUpdate);
    connect(m_update, &QPushButton::clicked, this, &ResetPane::requestUpdate);
    connect(m_run, &RunPanel::cancelRequested, this, &ResetPane::cancelRequested);
    updateState();
}

void ResetPane::build()
{
    m_missing->setObjectName(QStringLiteral("missing"));
    m_update->setObjectName(QStringLiteral("updatePassword"));
    m_update->setAccessibleName(tr("Update password"));
    m_update->setAutoDefault(true);
    m_update->setMinimumHeight(m_update->sizeHint().height() * 5 / 4);

    // In a small window the fields scroll; the button stays.
    auto *fields = new QWidget;
    auto *fieldColumn = new QVBoxLayout(fields);
    const int leftMargin = style()->pixelMetric(QStyle::PM_LayoutLeftMargin, nullptr, this);
    fieldColumn->setContentsMargins(leftMargin, 0, 0, 0);
    fieldColumn->addWidget(m_person);
    fieldColumn->addSpacing(fontMetrics().height() / 2);
    fieldColumn->addWidget(m_password);
    fieldColumn->addStretch();
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(fields);
    // Painted with the window's colour, not with that of lists.
    scroll->viewport()->setAutoFillBackground(false);
    fields->setAutoFillBackground(false);

    // Nothing beside the fields is cut off, and the bar that scrolls them has room.
    scroll->setMinimumWidth(fields->minimumSizeHint().width()
                            + scroll->verticalScrollBar()->sizeHint().width());

    auto *actions = new QWidget(this);
    auto *actionColumn = new QVBoxLayout(actions);
    actionColumn->setContentsMargins(leftMargin, fontMetrics().height() / 2, 0, 0);
    actionColumn->addWidget(m_missing);
    actionColumn->addWidget(m_update);
    actionColumn->addWidget(m_run);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(scroll, 1);
    column->addWidget(actions);
    // Moving the fields into the scroll area has put them last.
    setTabOrder(m_password->lastInTabOrder(), m_update);
}

void ResetPane::setPerson(const std::optional<PickedUser> &person)
{
    m_hasPerson = person.has_value();
    m_person->setPerson(person);
    updateState();
}

void ResetPane::setStage(PasswordReset::Stage stage)
{
    const bool began = m_stage == PasswordReset::Stage::Idle && stage != PasswordReset::Stage::Idle;
    m_stage = stage;
    m_run->setStage(stage);
    updateState();
    if (began)
        m_run->focusCancel();
}

void ResetPane::updateState()
{
    const bool idle = m_stage == PasswordReset::Stage::Idle;
    const QString missing = m_hasPerson ? m_password->missing() : tr("Pick a user first.");
    const bool ready = idle && missing.isEmpty();
    m_password->setEnabled(idle);
    m_missing->setText(missing);
    m_missing->setVisible(idle && !missing.isEmpty());
    m_update->setVisible(idle);
    m_update->setEnabled(ready);
    m_update->setDefault(ready);
    m_update->setToolTip(ready ? tr("Asks once more before anything is sent") : missing);
    m_update->setAccessibleDescription(m_update->toolTip());
}

void ResetPane::requestUpdate()
{
    if (m_update->isEnabled())
        emit updateRequested();
}

} // namespace Keyturn
