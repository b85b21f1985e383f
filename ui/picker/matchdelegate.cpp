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

/// Plainly, as far as the style lets us: a page of cells is drawn with every key press, and the style's own
/// way lays each text out three times.
void MatchDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    const QString text = index.data().toString();
    const QVariant font = index.data(Qt::FontRole);
    if (font.isValid())
        item.font = font.value<QFont>().resolve(item.font);
    const QWidget *widget = item.widget;
    const QStyle *style = widget ? widget->style() : QApplication::style();
    item.viewItemPosition = QStyleOptionViewItem::Middle;
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &item, painter, widget);

    const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, widget) + 1;
    const QRect area = item.rect.adjusted(margin, 0, -margin, 0);
    const bool isSelected = item.state.testFlag(QStyle::State_Selected);
    const QList<TextSpan> spans = isSearched(index.column())
        ? matchedSpans(text, index.data(UserModel::SearchWordsRole).toStringList())
        : QList<TextSpan>();
    QTextOption textOption(Qt::AlignLeft);
    textOption.setTextDirection(item.direction);
    textOption.setWrapMode(QTextOption::NoWrap);
    const auto lay = [&](QTextLayout &layout, qsizetype marked) {
        layout.setCacheEnabled(true);
        layout.setTextOption(textOption);
        layout.setFormats(formats(spans, marked, isSelected, item.palette));
        layout.beginLayout();
        QTextLine line = layout.createLine();
        line.setLineWidth(area.width());
        const int width = qCeil(line.naturalTextWidth());
        line.setLineWidth(std::min(area.width(), width));
        layout.endLayout();
        return QSize(width, qCeil(line.height()));
    };
    QTextLayout layout(text, item.font);
    QSize size = lay(layout, text.size());
    if (size.width() > area.width()) {
        const QString elided = QFontMetrics(item.font).elidedText(text, item.textElideMode, area.width());
        layout.setText(elided);
        // What was cut off is not marked, nor are the dots in its place.
        size = lay(layout, elided.size() - 1);
    }

    const QPalette::ColorGroup group = !item.state.testFlag(QStyle::State_Enabled) ? QPalette::Disabled
        : item.state.testFlag(QStyle::State_Active)                                ? QPalette::Normal
                                                                                   : QPalette::Inactive;
    const QRect place = QStyle::alignedRect(item.direction, Qt::AlignLeft | Qt::AlignVCenter,
                                            QSize(std::min(size.width(), area.width()), size.height()), area);
    painter->save();
    painter->setClipRect(item.rect);
    painter->setPen(item.palette.color(group, isSelected ? QPalette::HighlightedText : QPalette::Text));
    layout.draw(painter, place.topLeft());
    painter->restore();
    if (item.state.testFlag(QStyle::State_HasFocus)) {
        QStyleOptionFocusRect focus;
        focus.QStyleOption::operator=(item);
        focus.backgroundColor = item.palette.color(group, isSelected ? QPalette::Highlight : QPalette::Base);
        style->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, widget);
    }
}

} // namespace Keyturn
