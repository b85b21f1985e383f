#include "settingsgroup.h"

#include "administratormark.h"
#include "settings/settings.h"
#include "widgets/inlinemessage.h"
#include "widgets/wraplabel.h"

#include <QGridLayout>
#include <QLabel>

namespace Keyturn {

SettingsGroup::SettingsGroup(const QString &title, const Settings *settings, QWidget *parent)
    : QGroupBox(title, parent)
    , m_settings(settings)
    , m_grid(new QGridLayout(this))
{
    m_grid->setColumnStretch(1, 1);
}

void SettingsGroup::addRow(const QString &label, QWidget *field, const OptionInfo *option)
{
    Row row;
    const int line = m_grid->rowCount();
    if (!label.isEmpty()) {
        row.label = new QLabel(label, this);
        row.label->setBuddy(field);
        m_grid->addWidget(row.label, line, 0);
        field->setAccessibleName(QString(label).remove(u'&'));
    }
    m_grid->addWidget(field, line, 1);
    row.problem = new InlineMessage(this, InlineMessage::Look::Beside);
    row.problem->setObjectName(field->objectName() + QStringLiteral("Problem"));
    m_grid->addWidget(row.problem, line + 1, 1);
    row.locked = option && m_settings->isLocked(*option);
    if (row.locked) {
        auto *mark = new AdministratorMark(this);
        mark->setObjectName(field->objectName() + QStringLiteral("Locked"));
        m_grid->addWidget(mark, line + 2, 1);
        field->setAccessibleDescription(AdministratorMark::words());
        field->setToolTip(AdministratorMark::words());
    }
    m_rows.insert(field, row);
    setApplies(field, true);
}

WrapLabel *SettingsGroup::addNote(const QString &text, const QString &objectName)
{
    auto *note = new WrapLabel(text, this);
    note->setObjectName(objectName);
    m_grid->addWidget(note, m_grid->rowCount(), 0, 1, 2);
    return note;
}

void SettingsGroup::setApplies(QWidget *field, bool applies)
{
    const Row &row = m_rows[field];
    field->setEnabled(applies && !row.locked);
    if (row.label)
        row.label->setEnabled(field->isEnabled());
}

void SettingsGroup::showProblem(QWidget *field, const QString &text)
{
    m_rows[field].problem->showText(InlineMessage::Kind::Error, text);
}

void SettingsGroup::clearProblems()
{
    for (const Row &row : std::as_const(m_rows))
        row.problem->clear();
}

} // namespace Keyturn
