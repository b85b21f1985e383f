#include "accountbar.h"

#include "accountcolour.h"
#include "widgets/displaytext.h"
#include "widgets/namedcombobox.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>

namespace Keyturn {

namespace {

constexpr int isPracticeRole = Qt::UserRole + 1;

QPushButton *namedButton(const QString &text, const QString &accessibleName, const QString &objectName,
                         QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(objectName);
    button->setAccessibleName(accessibleName);
    button->setAutoDefault(true);
    return button;
}

} // namespace

AccountBar::AccountBar(QWidget *parent)
    : QWidget(parent)
    , m_combo(new NamedComboBox(this))
    , m_add(namedButton(tr("A&dd…"), tr("Add…"), QStringLiteral("addAccount"), this))
    , m_edit(namedButton(tr("&Edit…"), tr("Edit…"), QStringLiteral("editAccount"), this))
    , m_remove(namedButton(tr("Re&move…"), tr("Remove…"), QStringLiteral("removeAccount"), this))
{
    build();
    setAccounts({});
    connect(m_combo, &QComboBox::activated, this, [this](int index) {
        updateButtons();
        if (m_combo->itemData(index, isPracticeRole).toBool())
            emit practiceChosen();
        else
            emit accountChosen(currentId());
    });
    connect(m_add, &QPushButton::clicked, this, &AccountBar::addRequested);
    connect(m_edit, &QPushButton::clicked, this, [this] { emit editRequested(currentId()); });
    connect(m_remove, &QPushButton::clicked, this, [this] { emit removeRequested(currentId()); });
}

void AccountBar::build()
{
    m_combo->setObjectName(QStringLiteral("account"));
    m_combo->setAccessibleName(tr("Account"));
    m_combo->setToolTip(tr("The Zoom account whose users are shown"));
    m_combo->setPlaceholderText(tr("Choose an account"));
    // A long name is cut off in the box, never the buttons beside it.
    m_combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_combo->setMinimumContentsLength(12);
    m_combo->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_add->setToolTip(tr("Connects another Zoom account"));
    m_edit->setToolTip(tr("Changes this account's name, address or access token"));
    m_remove->setToolTip(tr("Forgets this account and its access token"));
    auto *label = new QLabel(tr("A&ccount"), this);
    label->setBuddy(m_combo);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->addWidget(label);
    row->addWidget(m_combo, 1);
    row->addWidget(m_add);
    row->addWidget(m_edit);
    row->addWidget(m_remove);
}

void AccountBar::setAccounts(const QList<Account> &accounts)
{
    QList<Shown> shown;
    for (const Account &account : accounts)
        shown.append({account.id, account.name, account.colour});
    if (shown == m_shown && m_combo->count() > 0)
        return; // a list that is open right now stays as it is
    m_shown = shown;
    const bool wasPractice = m_combo->currentData(isPracticeRole).toBool();
    const QString before = currentId();
    {
        const QSignalBlocker sameChoice(m_combo);
        m_combo->clear();
        for (const Account &account : accounts) {
            m_combo->addItem(accountColourIcon(account.colour, this), displayText(account.name), account.id);
            m_combo->setItemData(m_combo->count() - 1, plainToolTip(account.name), Qt::ToolTipRole);
        }
        m_combo->addItem(tr("Practice account"));
        m_combo->setItemData(m_combo->count() - 1, true, isPracticeRole);
        m_combo->setCurrentIndex(-1);
    }
    if (wasPractice)
        setCurrentPractice();
    else
        setCurrent(before);
}

void AccountBar::setCurrent(const QString &id)
{
    setCurrentIndex(id.isEmpty() ? -1 : m_combo->findData(id));
}

void AccountBar::setCurrentPractice()
{
    setCurrentIndex(m_combo->findData(true, isPracticeRole));
}

void AccountBar::setCurrentIndex(int index)
{
    const QSignalBlocker notChosen(m_combo);
    m_combo->setCurrentIndex(index);
    m_combo->update();
    updateButtons();
}

QString AccountBar::currentId() const
{
    return m_combo->currentData().toString();
}

void AccountBar::updateButtons()
{
    const bool isOurs = !currentId().isEmpty();
    m_edit->setEnabled(isOurs);
    m_remove->setEnabled(isOurs);
    emit currentChanged();
}

} // namespace Keyturn
