#pragma once

#include <QGroupBox>
#include <QHash>

class QGridLayout;
class QLabel;

namespace Keyturn {

class InlineMessage;
class Settings;
class WrapLabel;
struct OptionInfo;

/// Some settings that belong together: a row each, with its label, its field, and below the field what is
/// wrong with it. What the administrator locked is shown and cannot be changed.
class SettingsGroup : public QGroupBox
{
    Q_OBJECT

public:
    /// `settings` outlives this.
    SettingsGroup(const QString &title, const Settings *settings, QWidget *parent = nullptr);

    /// The field becomes this group's. Its accessible name is the label without its mnemonic. Null for what
    /// is no option. A field without a label says itself what it is for.
    void addRow(const QString &label, QWidget *field, const OptionInfo *option);
    WrapLabel *addNote(const QString &text, const QString &objectName);

    /// Whether the field means anything now. Locked ones stay as they are.
    void setApplies(QWidget *field, bool applies);

    void showProblem(QWidget *field, const QString &text);
    void clearProblems();

private:
    struct Row
    {
        QLabel *label = nullptr; ///< may be null
        InlineMessage *problem = nullptr;
        bool locked = false;
    };

    const Settings *m_settings;
    QGridLayout *m_grid;
    QHash<QWidget *, Row> m_rows;
};

} // namespace Keyturn
