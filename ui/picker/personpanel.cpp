#include "personpanel.h"

#include "userwords.h"
#include "widgets/displaytext.h"
#include "widgets/inlinemessage.h"
#include "widgets/wraplabel.h"

#include <QVBoxLayout>

namespace Keyturn {

PersonPanel::PersonPanel(QWidget *parent)
    : QWidget(parent)
    , m_person(new WrapLabel(this))
    , m_facts(new WrapLabel(this))
    , m_warning(new InlineMessage(this))
{
    m_person->setObjectName(QStringLiteral("selectedUser"));
    m_facts->setObjectName(QStringLiteral("selectedUserFacts"));
    m_warning->setObjectName(QStringLiteral("selectedUserWarning"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_person);
    column->addWidget(m_facts);
    column->addWidget(m_warning);
    setPerson({});
}

void PersonPanel::setPerson(const std::optional<PickedUser> &person)
{
    QFont font;
    font.setBold(person.has_value());
    m_person->setFont(font);
    if (!person) {
        m_person->setText(tr("Nobody is selected yet. Pick a user from the list."));
        m_facts->hide();
        m_warning->clear();
        return;
    }
    const User &user = person->user;
    m_person->setText(tr("Selected: %1").arg(personText(user.name(), user.email)));
    QStringList facts{displayText(user.department), statusText(user), licenceText(user)};
    facts.removeAll(QString());
    m_facts->setText(facts.join(tr(" · ", "between department, status and licence")));
    m_facts->setVisible(!facts.isEmpty());
    m_warning->showText(InlineMessage::Kind::Warning, warningsFor(user).join(u'\n'));
}

} // namespace Keyturn
