#include "passwordpanel.h"

#include "passwordedit.h"
#include "passwords/invisiblecharacters.h"
#include "passwords/passwordgenerator.h"
#include "rulelist.h"
#include "strengthview.h"
#include "widgets/inlinemessage.h"
#include "widgets/wraplabel.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace Keyturn {

namespace {

constexpr int invisibleDelayMs = 700;

} // namespace

PasswordPanel::PasswordPanel(const PasswordGenerator *generator, QWidget *parent)
    : QWidget(parent)
    , m_generator(generator)
    , m_password(new PasswordEdit(this))
    , m_generate(new QPushButton(tr("&Generate"), this))
    , m_show(new QCheckBox(tr("Show &password"), this))
    , m_repeatLabel(new QLabel(tr("&Repeat password"), this))
    , m_repeat(new PasswordEdit(this))
    , m_repeatProblem(new InlineMessage(this, InlineMessage::Look::Beside))
    , m_invisible(new InlineMessage(this))
    , m_ruleList(new RuleList(this))
    , m_changeRecipe(new QToolButton(this))
    , m_generateProblem(new InlineMessage(this, InlineMessage::Look::Beside))
    , m_strength(new StrengthView(this))
    , m_rulesNote(new WrapLabel(this))
{
    build();
    m_invisibleDelay.setSingleShot(true);
    m_invisibleDelay.setInterval(invisibleDelayMs);
    connect(&m_invisibleDelay, &QTimer::timeout, this,
            [this] { m_invisible->showText(InlineMessage::Kind::Warning, invisibleProblem()); });
    // Not textEdited(): what assistive technology enters is no edit to Qt.
    connect(m_password, &QLineEdit::textChanged, this, &PasswordPanel::edited);
    connect(m_password, &QLineEdit::returnPressed, this, &PasswordPanel::enterPressed);
    connect(m_repeat, &QLineEdit::textChanged, this, &PasswordPanel::updateState);
    connect(m_repeat, &QLineEdit::returnPressed, this, &PasswordPanel::enterPressed);
    connect(m_show, &QCheckBox::toggled, this, &PasswordPanel::setShown);
    connect(m_generate, &QPushButton::clicked, this, &PasswordPanel::generate);
    connect(m_changeRecipe, &QToolButton::clicked, this, &PasswordPanel::recipeRequested);
    updateState();
}

void PasswordPanel::build()
{
    m_password->setObjectName(QStringLiteral("newPassword"));
    m_password->setAccessibleName(tr("New password"));
    m_password->setMinimumWidth(fontMetrics().averageCharWidth() * 14);
    auto *label = new QLabel(tr("&New password"), this);
    label->setBuddy(m_password);
    m_generate->setObjectName(QStringLiteral("generate"));
    m_generate->setAccessibleName(tr("Generate"));
    m_generate->setToolTip(tr("Makes a random password that satisfies the rules (Ctrl+G)"));
    m_generate->setAutoDefault(true);
    m_show->setObjectName(QStringLiteral("showPassword"));
    m_show->setAccessibleName(tr("Show password"));
    m_show->setToolTip(tr("Shows the password in plain text on the screen"));
    m_repeat->setObjectName(QStringLiteral("repeatPassword"));
    m_repeat->setAccessibleName(tr("Repeat password"));
    m_repeatLabel->setBuddy(m_repeat);
    m_repeatProblem->setObjectName(QStringLiteral("repeatProblem"));
    m_invisible->setObjectName(QStringLiteral("invisibleProblem"));
    QPushButton *keep = m_invisible->addButton(tr("&Keep it"), QStringLiteral("keepInvisible"));
    keep->setAccessibleName(tr("Keep it"));
    keep->setToolTip(tr("Sends the password as it stands"));
    connect(keep, &QPushButton::clicked, this, [this] {
        m_keepsInvisible = true;
        m_password->setFocus();
        updateState();
    });
    m_ruleList->setObjectName(QStringLiteral("rules"));
    m_changeRecipe->setObjectName(QStringLiteral("changeRecipe"));
    m_changeRecipe->setText(QStringLiteral("…"));
    m_changeRecipe->setAccessibleName(tr("How passwords are made…"));
    m_changeRecipe->setToolTip(tr("Length and look of generated passwords"));
    m_changeRecipe->setFocusPolicy(Qt::StrongFocus);
    m_generateProblem->setObjectName(QStringLiteral("generateProblem"));
    m_rulesNote->setObjectName(QStringLiteral("rulesNote"));
    m_rulesNote->hide();

    auto *grid = new QGridLayout(this);
    grid->setContentsMargins({});
    grid->addWidget(label, 0, 0, 1, 3);
    grid->addWidget(m_password, 1, 0);
    grid->addWidget(m_generate, 1, 1);
    grid->addWidget(m_changeRecipe, 1, 2);
    grid->addWidget(m_generateProblem, 2, 0, 1, 3);
    grid->addWidget(m_show, 3, 0, 1, 3);
    grid->addWidget(m_repeatLabel, 4, 0, 1, 3);
    grid->addWidget(m_repeat, 5, 0);
    grid->addWidget(m_repeatProblem, 6, 0, 1, 3);
    grid->addWidget(m_invisible, 7, 0, 1, 3);
    grid->addWidget(m_strength, 8, 0, 1, 3);
    grid->setRowMinimumHeight(9, fontMetrics().height() / 3);
    grid->addWidget(m_ruleList, 10, 0, 1, 3);
    grid->addWidget(m_rulesNote, 11, 0, 1, 3);
    grid->setColumnStretch(0, 1);
    setTabOrder(m_password, m_show);
    setTabOrder(m_show, m_repeat);
    setTabOrder(m_repeat, keep);
    setTabOrder(keep, m_generate);
    setTabOrder(m_generate, m_changeRecipe);
}

Secret PasswordPanel::password() const
{
    return m_password->secret();
}

bool PasswordPanel::needsRepeat() const
{
    return !m_generated && !m_password->isShown() && !m_password->text().isEmpty();
}

bool PasswordPanel::repeatMatches() const
{
    return m_repeat->secret().equals(m_password->secret());
}

bool PasswordPanel::isReady() const
{
    return missing().isEmpty();
}

QString PasswordPanel::missing() const
{
    if (m_password->text().isEmpty())
        return tr("Type a new password, or generate one.");
    if (!satisfies(m_password->text(), m_rules))
        return tr("The password does not satisfy every rule yet.");
    if (const QString problem = invisibleProblem(); !problem.isEmpty())
        return problem;
    if (needsRepeat() && !repeatMatches())
        return tr("Repeat the password.");
    return {};
}

QString PasswordPanel::invisibleProblem() const
{
    if (m_keepsInvisible || m_generated)
        return {};
    const auto found = invisibleCharacterIn(m_password->text());
    return found ? tr("The password has %1, which nobody sees and nobody would type. Remove it, or keep it.")
                       .arg(found->name)
                 : QString();
}

QWidget *PasswordPanel::lastInTabOrder() const
{
    return m_changeRecipe;
}

void PasswordPanel::setRules(const PasswordRules &rules, const QString &note)
{
    const QStringList words = m_rules.personWords;
    m_rules = rules;
    m_rules.personWords = words;
    m_rulesNote->setText(note);
    m_rulesNote->setVisible(!note.isEmpty());
    updateStrength();
    updateState();
}

void PasswordPanel::setPersonWords(const QStringList &words)
{
    m_rules.personWords = words;
    updateStrength();
    updateState();
}

void PasswordPanel::clear()
{
    m_generateProblem->clear();
    {
        const QSignalBlocker notTyped(m_password);
        m_password->forget();
    }
    m_generated = false;
    m_keepsInvisible = false;
    m_seen = false;
    m_repeat->forget();
    m_show->setChecked(false);
    updateStrength();
    updateState();
}

void PasswordPanel::focusPassword()
{
    m_password->setFocus(Qt::OtherFocusReason);
    m_password->selectAll();
}

void PasswordPanel::generate()
{
    const Result<Secret> password = m_generator->generate(m_rules, m_recipe);
    if (!password) {
        m_generateProblem->showText(
            InlineMessage::Kind::Warning,
            tr("%1 Change how passwords are made with the button “…”.").arg(password.error().reply.message));
        return;
    }
    m_generateProblem->clear();
    {
        const QSignalBlocker notTyped(m_password);
        m_password->setSecret(*password);
    }
    m_generated = true;
    m_seen = m_password->isShown();
    m_repeat->forget();
    updateStrength();
    updateState();
}

void PasswordPanel::edited()
{
    m_generated = false;
    m_keepsInvisible = false;
    m_seen = !m_password->text().isEmpty();
    if (!m_seen)
        m_repeat->forget();
    updateStrength();
    updateState();
}

void PasswordPanel::setShown(bool shown)
{
    m_password->setShown(shown);
    m_seen = m_seen || (shown && !m_password->text().isEmpty());
    if (shown)
        m_repeat->forget();
    updateState();
}

void PasswordPanel::updateStrength()
{
    // A generated one is as strong as its recipe, and nobody chose it.
    if (m_generated || m_password->text().isEmpty())
        m_strength->showNothing();
    else
        m_strength->showStrength(strengthOf(m_password->text(), m_rules.personWords));
}

void PasswordPanel::updateState()
{
    m_ruleList->showChecks(checkPassword(m_password->text(), m_rules), m_rules);
    m_repeatLabel->setVisible(needsRepeat());
    m_repeat->setVisible(needsRepeat());
    // While it is being typed, it is no mistake yet.
    const bool differs = needsRepeat() && !m_password->text().startsWith(m_repeat->text());
    m_repeatProblem->showText(InlineMessage::Kind::Warning,
                              differs ? tr("Not the same as the new password.") : QString());
    // Whoever types a blank between two words has one at the end for a moment.
    if (invisibleProblem().isEmpty()) {
        m_invisibleDelay.stop();
        m_invisible->clear();
    } else {
        m_invisibleDelay.start();
    }
    emit changed();
}

} // namespace Keyturn
