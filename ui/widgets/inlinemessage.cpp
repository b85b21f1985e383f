#include "inlinemessage.h"

#include "announce.h"
#include "iconview.h"
#include "wraplabel.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace Keyturn {

namespace {

QStyle::StandardPixmap pixmapFor(InlineMessage::Kind kind)
{
    switch (kind) {
    case InlineMessage::Kind::Information:
        return QStyle::SP_MessageBoxInformation;
    case InlineMessage::Kind::Warning:
        return QStyle::SP_MessageBoxWarning;
    case InlineMessage::Kind::Error:
        break;
    }
    return QStyle::SP_MessageBoxCritical;
}

} // namespace

InlineMessage::InlineMessage(QWidget *parent, Look look)
    : QFrame(parent)
    , m_icon(new IconView(QStyle::SP_MessageBoxInformation,
                          style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, this), this))
    , m_label(new WrapLabel(this))
    , m_buttons(new QHBoxLayout)
{
    m_label->setObjectName(QStringLiteral("messageText"));
    auto *row = new QHBoxLayout;
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_label, 1);
    auto *column = new QVBoxLayout(this);
    column->addLayout(row);
    column->addLayout(m_buttons);
    m_buttons->addStretch();
    if (look == Look::Boxed)
        setFrameShape(QFrame::StyledPanel);
    else
        column->setContentsMargins({});
    hide();
}

void InlineMessage::showText(Kind kind, const QString &text)
{
    m_icon->setPixmap(pixmapFor(kind));
    const bool changed = m_label->text() != text;
    m_label->setText(text);
    setVisible(!text.isEmpty());
    if (changed && !text.isEmpty())
        announce(m_label);
}

void InlineMessage::clear()
{
    // Cleared with every key press: a label that is emptied once more has everything around it laid out anew.
    if (isHidden() && m_label->text().isEmpty())
        return;
    m_label->clear();
    hide();
}

QString InlineMessage::text() const
{
    return m_label->text();
}

QPushButton *InlineMessage::addButton(const QString &text, const QString &objectName)
{
    auto *button = new QPushButton(text, this);
    button->setObjectName(objectName);
    button->setAutoDefault(true);
    m_buttons->addWidget(button);
    return button;
}

} // namespace Keyturn
