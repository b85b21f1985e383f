#include "matchdelegate.h"

#include "directory/foldedmatch.h"
#include "usermodel.h"

#include <QApplication>
#include <QPainter>
#include <QTextLayout>

namespace Keyturn {

namespace {

/// Status and licence are our words, not what is searched.
bool isSearched(int column)
{
    return column == UserModel::Name || column == UserModel::Email || column == UserModel::Department;
}

QList<QTextLayout::FormatRange> formats(const QList<TextSpan> &spans, qsizetype length, bool isSelected,
                                        const QPalette &palette)
{
    QTextCharFormat format;
    if (isSelected) {
        // The tint would be that of the selection.
        format.setFontUnderline(true);
    } else {
        QColor tint = palette.color(QPalette::Highlight);
        tint.setAlphaF(0.28F);
        format.setBackground(tint);
    }
    QList<QTextLayout::FormatRange> ranges;
    for (const TextSpan &span : spans) {
        if (span.begin < length)
            ranges.append({int(span.begin), int(std::min(span.size, length - span.begin)), format});
    }
    return ranges;
}

} // namespace

void MatchDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    const QStringList words = index.data(UserModel::SearchWordsRole).toStringList();
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QList<TextSpan> spans =
        isSearched(index.column()) ? matchedSpans(item.text, words) : QList<TextSpan>();
    if (spans.isEmpty()) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }

    const QWidget *widget = item.widget;
    const QStyle *style = widget ? widget->style() : QApplication::style();
    const QString text = std::exchange(item.text, QString());
    // As the style itself insets a text.
    const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, widget) + 1;
    const QRect area = item.rect.adjusted(margin, 0, -margin, 0);
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, widget);

    const QString elided = item.fontMetrics.elidedText(text, item.textElideMode, area.width());
    const bool isElided = elided != text;
    const bool isSelected = item.state.testFlag(QStyle::State_Selected);
    const QPalette::ColorGroup group = !item.state.testFlag(QStyle::State_Enabled) ? QPalette::Disabled
        : item.state.testFlag(QStyle::State_Active)                                ? QPalette::Normal
                                                                                   : QPalette::Inactive;
    QTextLayout layout(elided, item.font);
    QTextOption direction(Qt::AlignLeft);
    direction.setTextDirection(item.direction);
    direction.setWrapMode(QTextOption::NoWrap);
    layout.setTextOption(direction);
    // What was cut off is not marked, nor are the dots in its place.
    layout.setFormats(formats(spans, isElided ? elided.size() - 1 : elided.size(), isSelected, item.palette));
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(area.width());
    const int width = std::min(area.width(), qCeil(line.naturalTextWidth()));
    line.setLineWidth(width);
    layout.endLayout();
    const QRect aligned =
        QStyle::alignedRect(item.direction, item.displayAlignment, QSize(width, qCeil(line.height())), area);
    painter->save();
    painter->setClipRect(item.rect);
    painter->setPen(item.palette.color(group, isSelected ? QPalette::HighlightedText : QPalette::Text));
    layout.draw(painter, aligned.topLeft());
    painter->restore();
}

} // namespace Keyturn
