#include "filterbar.h"

#include "userwords.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QToolButton>

namespace Keyturn {

FilterBar::FilterBar(QWidget *parent)
    : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    m_status = addChoice(QStringLiteral("filterStatus"), tr("Filter by status"), tr("All statuses"));
    for (const char *status : {"active", "pending", "inactive"}) {
        User user;
        user.status = QString::fromLatin1(status);
        m_status->addItem(statusText(user), QByteArray(status));
    }
    m_licence = addChoice(QStringLiteral("filterLicence"), tr("Filter by licence"), tr("All licences"));
    for (const int type : {1, 2, 4, 99}) { // [USER-type]
        User user;
        user.type = type;
        m_licence->addItem(licenceText(user), type);
    }
    m_role = addChoice(QStringLiteral("filterRole"), tr("Filter by role"), tr("All roles"));
    m_role->addItem(tr("Owner"), QByteArray("0"));
    m_role->addItem(tr("Admin"), QByteArray("1"));
    m_role->addItem(tr("Member"), QByteArray("2"));

    m_clear = new QToolButton(this);
    m_clear->setObjectName(QStringLiteral("clearFilters"));
    m_clear->setText(tr("Show all"));
    m_clear->setAccessibleName(tr("Clear the filters"));
    m_clear->setToolTip(tr("The filters hide people. This ends all of them."));
    m_clear->setFocusPolicy(Qt::TabFocus);
    m_clear->hide();
    connect(m_clear, &QToolButton::clicked, this, [this] {
        m_status->setFocus(Qt::OtherFocusReason); // the button goes away
        clear();
    });
    row->addWidget(m_clear);
}

QComboBox *FilterBar::addChoice(const QString &name, const QString &label, const QString &all)
{
    auto *choice = new QComboBox(this);
    choice->setObjectName(name);
    choice->setAccessibleName(label);
    choice->setToolTip(label);
    choice->addItem(all);
    choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    choice->setMinimumContentsLength(6);
    choice->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(choice, &QComboBox::currentIndexChanged, this, &FilterBar::update);
    layout()->addWidget(choice);
    return choice;
}

void FilterBar::applyTo(UserQuery &query) const
{
    if (m_status->currentIndex() > 0)
        query.status = m_status->currentData().toByteArray();
    if (m_licence->currentIndex() > 0)
        query.type = m_licence->currentData().toInt();
    if (m_role->currentIndex() > 0)
        query.role = m_role->currentData().toByteArray();
}

bool FilterBar::isActive() const
{
    return m_status->currentIndex() > 0 || m_licence->currentIndex() > 0 || m_role->currentIndex() > 0;
}

void FilterBar::clear()
{
    if (!isActive())
        return;
    for (QComboBox *choice : {m_status, m_licence, m_role}) {
        const QSignalBlocker blocker(choice);
        choice->setCurrentIndex(0);
    }
    update();
}

void FilterBar::update()
{
    m_clear->setVisible(isActive());
    emit changed();
}

} // namespace Keyturn
