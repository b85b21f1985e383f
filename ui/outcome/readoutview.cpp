#include "readoutview.h"

#include "spelling.h"

#include <QAbstractListModel>
#include <QFontDatabase>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>

namespace Keyturn {

namespace {

constexpr int visibleRows = 3;
constexpr int columns = 6;

/// The password's text is in here a character at a time, never as one.
class Characters final : public QAbstractListModel
{
public:
    Characters(const Secret &password, QObject *parent)
        : QAbstractListModel(parent)
    {
        QString plain = QString::fromUtf8(password.exposeUtf8());
        m_spelled = spell(plain);
        wipe(plain);
    }
    ~Characters() override
    {
        for (SpelledCharacter &one : m_spelled)
            wipe(one.character);
    }

    int rowCount(const QModelIndex &parent) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_spelled.size());
    }
    QVariant data(const QModelIndex &index, int role) const override
    {
        if (role == Qt::DisplayRole)
            return m_spelled.at(index.row()).character;
        if (role == Qt::AccessibleTextRole || role == Qt::ToolTipRole)
            return m_spelled.at(index.row()).said;
        return {};
    }

private:
    QList<SpelledCharacter> m_spelled;
};

class Tile final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    static QFont largeFont(const QFont &font)
    {
        QFont large = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        large.setPixelSize(QFontMetrics(font).height() * 2);
        return large;
    }
    static QSize sizeFor(const QFont &font)
    {
        const QFontMetrics small(font);
        // Two lines for the longest words, such as "right square bracket".
        return {small.averageCharWidth() * 13,
                QFontMetrics(largeFont(font)).height() + small.height() * 5 / 2};
    }

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return sizeFor(option.font);
    }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyleOptionViewItem panel = option;
        initStyleOption(&panel, index);
        panel.text.clear();
        panel.widget->style()->drawControl(QStyle::CE_ItemViewItem, &panel, painter, panel.widget);

        const bool selected = option.state.testFlag(QStyle::State_Selected);
        const QFont large = largeFont(option.font);
        QRect word = option.rect;
        word.setTop(word.top() + QFontMetrics(large).height());
        painter->save();
        painter->setPen(
            option.palette.color(QPalette::Active, selected ? QPalette::HighlightedText : QPalette::Text));
        painter->setFont(option.font);
        painter->drawText(word, Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap,
                          index.data(Qt::AccessibleTextRole).toString());
        painter->setFont(large);
        painter->drawText(option.rect, Qt::AlignHCenter | Qt::AlignTop,
                          index.data(Qt::DisplayRole).toString());
        painter->restore();
    }
};

} // namespace

ReadOutView::ReadOutView(const Secret &password, QWidget *parent)
    : QListView(parent)
{
    setFlow(QListView::LeftToRight);
    setWrapping(true);
    setResizeMode(QListView::Adjust);
    setLayoutDirection(Qt::LeftToRight); // the password's own
    setUniformItemSizes(true);
    setMovement(QListView::Static);
    setDragEnabled(false);
    setTabKeyNavigation(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setItemDelegate(new Tile(this));
    setModel(new Characters(password, this));
    setCurrentIndex(model()->index(0, 0));
}

QSize ReadOutView::sizeHint() const
{
    const QSize tile = Tile::sizeFor(font());
    const int rows = (model()->rowCount() + columns - 1) / columns;
    return {tile.width() * columns + verticalScrollBar()->sizeHint().width() + 4 * frameWidth(),
            tile.height() * qBound(1, rows, visibleRows) + 2 * frameWidth()};
}

QSize ReadOutView::minimumSizeHint() const
{
    return {Tile::sizeFor(font()).width() * 3, sizeHint().height()};
}

void ReadOutView::keyPressEvent(QKeyEvent *event)
{
    // The base class copies the character, without marking it as a secret.
    if (event->matches(QKeySequence::Copy)) {
        event->accept();
        return;
    }
    QListView::keyPressEvent(event);
}

} // namespace Keyturn
