#include "strengthview.h"

#include "widgets/wraplabel.h"

#include <QHBoxLayout>
#include <QProgressBar>

namespace Keyturn {

namespace {

using Level = PasswordStrength::Level;
using Flaw = PasswordStrength::Flaw;

QString levelText(Level level)
{
    switch (level) {
    case Level::Unknown:
        break;
    case Level::VeryWeak:
        return StrengthView::tr("Very easy to guess");
    case Level::Weak:
        return StrengthView::tr("Easy to guess");
    case Level::Fair:
        return StrengthView::tr("Not hard to guess");
    case Level::Good:
        return StrengthView::tr("Hard to guess");
    case Level::Strong:
        return StrengthView::tr("Very hard to guess");
    }
    return {};
}

} // namespace

QString strengthText(const PasswordStrength &strength)
{
    const QString level = levelText(strength.level);
    switch (strength.flaw) {
    case Flaw::None:
        break;
    case Flaw::PersonWord:
        return StrengthView::tr("%1: the person's name or company").arg(level);
    case Flaw::CommonWord:
        return StrengthView::tr("%1: a common word or password").arg(level);
    case Flaw::Date:
        return StrengthView::tr("%1: a date or a year").arg(level);
    case Flaw::Keyboard:
        return StrengthView::tr("%1: keys that lie side by side").arg(level);
    case Flaw::Repetition:
        return StrengthView::tr("%1: it repeats itself").arg(level);
    case Flaw::Sequence:
        return StrengthView::tr("%1: letters or numbers in a row").arg(level);
    }
    return level;
}

StrengthView::StrengthView(QWidget *parent)
    : QWidget(parent)
    , m_bar(new QProgressBar(this))
    , m_words(new WrapLabel(this))
{
    m_bar->setRange(0, static_cast<int>(Level::Strong));
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(fontMetrics().height());
    m_bar->setFixedWidth(fontMetrics().averageCharWidth() * 8);
    m_bar->setAccessibleName(tr("Strength of the password"));
    m_words->setObjectName(QStringLiteral("passwordStrength"));
    m_words->setAlignment(Qt::AlignTop);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->addWidget(m_bar, 0, Qt::AlignTop);
    row->addWidget(m_words, 1);
    setFixedHeight(2 * fontMetrics().lineSpacing()); // for the longest words in a narrow window
    QSizePolicy policy = sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    setSizePolicy(policy);
    hide();
}

void StrengthView::showStrength(const PasswordStrength &strength)
{
    const QString text = strengthText(strength);
    m_bar->setValue(static_cast<int>(strength.level));
    m_words->setText(text);
    m_bar->setAccessibleDescription(text);
    setVisible(!text.isEmpty());
}

void StrengthView::showNothing()
{
    m_words->clear();
    hide();
}

} // namespace Keyturn
