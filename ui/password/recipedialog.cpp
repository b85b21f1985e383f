#include "recipedialog.h"

#include "passwords/passwordgenerator.h"
#include "settings/options.h"
#include "settings/passwordoptions.h"
#include "settings/settings.h"
#include "settings/settingsgroup.h"
#include "widgets/inlinemessage.h"
#include "widgets/namedcombobox.h"
#include "widgets/wraplabel.h"
#include "words/errorwords.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <cmath>

namespace Keyturn {

using Style = PasswordRecipe::Style;

RecipeDialog::RecipeDialog(const PasswordGenerator *generator, Settings *settings, const PasswordRules &rules,
                           QWidget *parent)
    : QDialog(parent)
    , m_generator(generator)
    , m_settings(settings)
    , m_rules(rules)
{
    setObjectName(QStringLiteral("recipeDialog"));
    setWindowTitle(tr("How passwords are made"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_settings->reload(); // another instance may have been at work
    build();
    showValues();
    connect(m_style, &QComboBox::currentIndexChanged, this, &RecipeDialog::update);
    connect(m_length, &QSpinBox::valueChanged, this, &RecipeDialog::update);
    connect(m_specials, &QCheckBox::toggled, this, &RecipeDialog::update);
    connect(m_lookAlikes, &QCheckBox::toggled, this, &RecipeDialog::update);
    connect(m_pattern, &QLineEdit::textChanged, this, &RecipeDialog::update);
    update();
}

void RecipeDialog::build()
{
    m_group = new SettingsGroup(tr("Generated passwords"), m_settings, this);
    m_style = new NamedComboBox(m_group);
    m_style->setObjectName(QStringLiteral("recipeStyle"));
    m_style->addItem(tr("Any characters"), static_cast<int>(Style::Characters));
    m_style->addItem(tr("Syllables, easy to say on the phone"), static_cast<int>(Style::Syllables));
    m_style->addItem(tr("A pattern of your own"), static_cast<int>(Style::Pattern));
    m_length = new QSpinBox(m_group);
    m_length->setObjectName(QStringLiteral("recipeLength"));
    m_length->setRange(Options::passwordLength.lowest, Options::passwordLength.highest);
    m_specials = new QCheckBox(tr("With &special characters, such as ! or #"), m_group);
    m_specials->setObjectName(QStringLiteral("recipeSpecials"));
    m_specials->setAccessibleName(tr("With special characters, such as ! or #"));
    m_lookAlikes = new QCheckBox(tr("With &look-alikes: 0 O o, 1 l I |"), m_group);
    m_lookAlikes->setObjectName(QStringLiteral("recipeLookAlikes"));
    m_lookAlikes->setAccessibleName(tr("With look-alikes: 0 O o, 1 l I |"));
    m_pattern = new QLineEdit(m_group);
    m_pattern->setObjectName(QStringLiteral("recipePattern"));
    m_pattern->setMaxLength(Options::passwordPattern.highest);
    m_pattern->setPlaceholderText(tr("Such as Cvcv-cvcv-99"));
    m_group->addRow(tr("Lo&ok"), m_style, &Options::passwordStyle);
    m_group->addRow(tr("Cha&racters"), m_length, &Options::passwordLength);
    m_group->addRow({}, m_specials, &Options::passwordSpecials);
    m_group->addRow({}, m_lookAlikes, &Options::passwordLookAlikes);
    m_group->addRow(tr("&Pattern"), m_pattern, &Options::passwordPattern);
    m_group->addNote(
        tr("In a pattern, A and a stand for a capital and a small letter, C and c for a consonant, V "
           "and v for a vowel, 9 for a digit, # for a special character, * for any character. "
           "Everything else stands for itself; so does what follows a \\."),
        QStringLiteral("recipePatternNote"));

    m_example = new QLabel(this);
    m_example->setObjectName(QStringLiteral("recipeExample"));
    m_example->setTextFormat(Qt::PlainText);
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPointSizeF(fixed.pointSizeF() * 1.3);
    m_example->setFont(fixed);
    m_bits = new WrapLabel(this);
    m_bits->setObjectName(QStringLiteral("recipeBits"));
    m_message = new InlineMessage(this);
    m_message->setObjectName(QStringLiteral("recipeMessage"));
    auto *another = new QPushButton(tr("A&nother example"), this);
    another->setObjectName(QStringLiteral("recipeAnother"));
    another->setAccessibleName(tr("Another example"));
    another->setAutoDefault(false);
    connect(another, &QPushButton::clicked, this, &RecipeDialog::update);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_save = buttons->button(QDialogButtonBox::Ok);
    m_save->setObjectName(QStringLiteral("saveRecipe"));
    buttons->button(QDialogButtonBox::Cancel)->setObjectName(QStringLiteral("cancelRecipe"));
    connect(buttons, &QDialogButtonBox::accepted, this, &RecipeDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *exampleRow = new QHBoxLayout;
    exampleRow->addWidget(m_example, 1);
    exampleRow->addWidget(another);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_group);
    column->addLayout(exampleRow);
    column->addWidget(m_bits);
    column->addWidget(m_message);
    column->addStretch();
    column->addWidget(buttons);
    setMinimumWidth(fontMetrics().averageCharWidth() * 64);
}

void RecipeDialog::showValues()
{
    m_style->setCurrentIndex(m_style->findData(static_cast<int>(m_settings->value(Options::passwordStyle))));
    m_length->setValue(m_settings->value(Options::passwordLength));
    m_specials->setChecked(m_settings->value(Options::passwordSpecials));
    m_lookAlikes->setChecked(m_settings->value(Options::passwordLookAlikes));
    m_pattern->setText(m_settings->value(Options::passwordPattern));
}

PasswordRecipe RecipeDialog::entered() const
{
    PasswordRecipe recipe;
    recipe.style = static_cast<Style>(m_style->currentData().toInt());
    recipe.length = m_length->value();
    recipe.specialCharacters = m_specials->isChecked();
    recipe.lookAlikes = m_lookAlikes->isChecked();
    recipe.pattern = m_pattern->text();
    return recipe;
}

void RecipeDialog::update()
{
    const PasswordRecipe recipe = entered();
    m_group->setApplies(m_length, recipe.style != Style::Pattern);
    m_group->setApplies(m_specials, recipe.style == Style::Characters);
    m_group->setApplies(m_pattern, recipe.style == Style::Pattern);
    m_message->clear();
    const bool isPattern = recipe.style == Style::Pattern;
    QString problem;
    if (isPattern && recipe.pattern.isEmpty())
        problem = tr("Enter a pattern.");
    else if (isPattern && !isPasswordPattern(recipe.pattern))
        problem = tr("A pattern has up to 31 places, and only characters of an English keyboard.");
    const Result<Secret> example =
        problem.isEmpty() ? m_generator->generate(m_rules, recipe) : std::unexpected(Error());
    if (problem.isEmpty() && !example)
        problem = example.error().reply.message;
    m_example->setText(example ? QString::fromUtf8(example->exposeUtf8()) : QString());
    m_example->setAccessibleName(example ? tr("An example: %1").arg(m_example->text()) : QString());
    const double bits = leastEntropyBits(recipe, m_rules);
    m_bits->setText(
        example && std::isfinite(bits)
            ? tr("An example, used for nobody. Each password is one of at least 2 to the power of %1 "
                 "that are equally likely (%1 bits).")
                  .arg(static_cast<int>(std::floor(bits)))
            : QString());
    if (!problem.isEmpty())
        m_message->showText(InlineMessage::Kind::Warning, problem);
    m_save->setEnabled(problem.isEmpty());
}

void RecipeDialog::save()
{
    SettingChanges changes;
    setPasswordRecipe(entered(), *m_settings, changes);
    if (!changes.isEmpty()) {
        if (const Result<void> saved = m_settings->apply(changes); !saved) {
            const ErrorWords words = wordsFor(saved.error());
            m_message->showText(InlineMessage::Kind::Error,
                                tr("The settings were not saved. %1 %2").arg(words.happened, words.next));
            return;
        }
    }
    accept();
}

} // namespace Keyturn
