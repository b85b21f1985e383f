#pragma once

#include <QStyledItemDelegate>

namespace Keyturn {

/// Draws a cell with the parts that were searched for marked (UserModel::SearchWordsRole).
class MatchDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
};

} // namespace Keyturn
