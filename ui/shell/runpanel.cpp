#include "runpanel.h"

#include "widgets/announce.h"
#include "widgets/wraplabel.h"

#include <QGridLayout>
#include <QProgressBar>
#include <QPushButton>

namespace Keyturn {

RunPanel::RunPanel(QWidget *parent)
    : QWidget(parent)
    , m_stage(new WrapLabel(this))
    , m_progress(new QProgressBar(this))
    , m_cancel(new QPushButton(tr("Cance&l"), this))
{
    m_stage->setObjectName(QStringLiteral("stage"));
    m_progress->setObjectName(QStringLiteral("resetProgress"));
    m_progress->setAccessibleName(tr("Updating the password"));
    m_progress->setTextVisible(false);
    m_progress->setRange(0, 0);
    m_cancel->setObjectName(QStringLiteral("cancelReset"));
    m_cancel->setAccessibleName(tr("Cancel"));
    connect(m_cancel, &QPushButton::clicked, this, &RunPanel::cancelRequested);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins({});
    grid->addWidget(m_stage, 0, 0, 1, 2);
    grid->addWidget(m_progress, 1, 0);
    grid->addWidget(m_cancel, 1, 1);
    grid->setColumnStretch(0, 1);
    setStage(PasswordReset::Stage::Idle);
}

void RunPanel::setStage(PasswordReset::Stage stage)
{
    switch (stage) {
    case PasswordReset::Stage::Idle:
        m_stage->clear();
        break;
    case PasswordReset::Stage::Preparing:
        m_stage->setText(tr("Preparing — nothing has been sent yet"));
        m_cancel->setToolTip(tr("Stops before anything is sent"));
        break;
    case PasswordReset::Stage::Sent:
        m_stage->setText(tr("Sent — waiting for Zoom's answer"));
        m_cancel->setToolTip(tr("Stops waiting. The request has left and cannot be called back."));
        break;
    }
    m_cancel->setAccessibleDescription(m_cancel->toolTip());
    setVisible(stage != PasswordReset::Stage::Idle);
    if (stage != PasswordReset::Stage::Idle)
        announce(m_stage);
}

void RunPanel::focusCancel()
{
    m_cancel->setFocus(Qt::OtherFocusReason);
}

} // namespace Keyturn
