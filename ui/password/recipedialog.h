#pragma once

#include "passwords/passwordrecipe.h"
#include "passwords/passwordrules.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace Keyturn {

class InlineMessage;
class PasswordGenerator;
class Settings;
class SettingsGroup;
class WrapLabel;

/// How generated passwords look, with an example and how hard it is to guess. OK keeps it as a setting.
/// Deletes itself once it is closed.
class RecipeDialog : public QDialog
{
    Q_OBJECT

public:
    /// Both outlive this. `rules`: those that passwords must satisfy.
    RecipeDialog(const PasswordGenerator *generator, Settings *settings, const PasswordRules &rules,
                 QWidget *parent = nullptr);

private:
    void build();
    void showValues();
    PasswordRecipe entered() const;
    void update();
    void save();

    const PasswordGenerator *m_generator;
    Settings *m_settings;
    PasswordRules m_rules;

    SettingsGroup *m_group;
    QComboBox *m_style;
    QSpinBox *m_length;
    QCheckBox *m_specials;
    QCheckBox *m_lookAlikes;
    QLineEdit *m_pattern;
    QLabel *m_example;
    WrapLabel *m_bits;
    InlineMessage *m_message;
    QPushButton *m_save;
};

} // namespace Keyturn
