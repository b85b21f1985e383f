#include "connectionrowview.h"

#include "connectionwords.h"
#include "widgets/iconview.h"
#include "widgets/wraplabel.h"

#include <QGridLayout>

#include <optional>

namespace Keyturn {

namespace {

/// Nothing where there is nothing to say yet: a picture for "not tested" would look like a verdict.
std::optional<QStyle::StandardPixmap> pixmapFor(ConnectionState state)
{
    switch (state) {
    case ConnectionState::Works:
        return QStyle::SP_DialogApplyButton;
    case ConnectionState::Warning:
        return QStyle::SP_MessageBoxWarning;
    case ConnectionState::Failed:
        return QStyle::SP_MessageBoxCritical;
    case ConnectionState::Untested:
        return QStyle::SP_MessageBoxQuestion;
    case ConnectionState::Waiting:
    case ConnectionState::Running:
    case ConnectionState::Skipped:
        break;
    }
    return std::nullopt;
}

} // namespace

ConnectionRowView::ConnectionRowView(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_icon(new IconView(QStyle::SP_DialogApplyButton,
                          style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, this), this))
    , m_heading(new WrapLabel(this))
    , m_text(new WrapLabel(this))
{
    QSizePolicy policy = m_icon->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    m_icon->setSizePolicy(policy);
    m_text->setObjectName(name);
    QFont bold = font();
    bold.setBold(true);
    m_heading->setFont(bold);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins({});
    grid->setVerticalSpacing(0);
    grid->addWidget(m_icon, 0, 0, Qt::AlignTop);
    grid->addWidget(m_heading, 0, 1);
    grid->addWidget(m_text, 1, 1);
    grid->setColumnStretch(1, 1);
}

void ConnectionRowView::showRow(ConnectionState state, const ConnectionWords &words)
{
    const std::optional<QStyle::StandardPixmap> pixmap = pixmapFor(state);
    if (pixmap)
        m_icon->setPixmap(*pixmap);
    m_icon->setVisible(pixmap.has_value());
    m_heading->setText(words.heading());
    m_text->setText(words.next.isEmpty() ? words.happened : QString(words.happened % u'\n' % words.next));
    m_text->setAccessibleName(words.sentence());
    m_text->setVisible(!words.happened.isEmpty());
}

} // namespace Keyturn
