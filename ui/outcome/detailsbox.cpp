#include "detailsbox.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>

namespace Keyturn {

namespace {

constexpr int visibleLines = 9;

} // namespace

DetailsBox::DetailsBox(QWidget *parent)
    : QWidget(parent)
    , m_toggle(new QToolButton(this))
    , m_copy(new QPushButton(tr("Cop&y details"), this))
{
    m_toggle->setObjectName(QStringLiteral("details"));
    m_toggle->setText(tr("&Details"));
    m_toggle->setAccessibleName(tr("Details"));
    // [WIRE-tracking]
    m_toggle->setToolTip(tr("What Zoom answered, for its support. Without the password and the token."));
    m_toggle->setCheckable(true);
    m_toggle->setAutoRaise(true);
    m_toggle->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_toggle->setFocusPolicy(Qt::StrongFocus);
    setFocusProxy(m_toggle);
    m_copy->setObjectName(QStringLiteral("copyDetails"));
    m_copy->setAccessibleName(tr("Copy details"));

    auto *grid = new QGridLayout(this);
    grid->setContentsMargins({});
    grid->addWidget(m_toggle, 0, 0);
    grid->addWidget(m_copy, 0, 1, Qt::AlignRight);
    connect(m_toggle, &QToolButton::toggled, this, &DetailsBox::setUnfolded);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_details); });
    setUnfolded(false);
}

void DetailsBox::setText(const QString &text)
{
    m_details = text;
    if (m_text)
        m_text->setPlainText(text);
}

QPlainTextEdit *DetailsBox::makeText()
{
    auto *text = new QPlainTextEdit(m_details, this);
    text->setObjectName(QStringLiteral("detailsText"));
    text->setAccessibleName(tr("Text of the details"));
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    text->setFixedHeight(text->fontMetrics().lineSpacing() * visibleLines
                         + 2 * (text->frameWidth() + int(text->document()->documentMargin())));
    static_cast<QGridLayout *>(layout())->addWidget(text, 1, 0, 1, 2);
    setTabOrder(m_copy, text);
    return text;
}

void DetailsBox::setUnfolded(bool isUnfolded)
{
    if (isUnfolded && !m_text)
        m_text = makeText();
    m_toggle->setArrowType(isUnfolded ? Qt::DownArrow : Qt::RightArrow);
    if (m_text)
        m_text->setVisible(isUnfolded);
    emit unfolded(isUnfolded);
}

} // namespace Keyturn
