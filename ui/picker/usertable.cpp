#include "usertable.h"

#include "matchdelegate.h"
#include "usermodel.h"
#include "widgets/rowtable.h"

#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>

#include <array>

namespace Keyturn {

namespace {

struct ColumnShare
{
    int characters; ///< the least
    int share; ///< of what is left
};
constexpr std::array<ColumnShare, UserModel::ColumnCount> shares{{{12, 4}, {13, 6}, {9, 4}, {9, 0}, {9, 1}}};

} // namespace

UserTable::UserTable(QWidget *parent)
    : QTableView(parent)
{
    showWholeRows(this);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setItemDelegate(new MatchDelegate(this));
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setSortingEnabled(true);
    horizontalHeader()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 6);
    // A third click on a column goes back to the best matches first.
    horizontalHeader()->setSortIndicatorClearable(true);
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    connect(horizontalHeader(), &QHeaderView::sectionResized, this, [this](int section) {
        // The last one stretches by itself once the others are theirs.
        if (m_sharing || !isVisible() || section == UserModel::ColumnCount - 1)
            return;
        m_columnsAreTheirs = true;
        horizontalHeader()->setStretchLastSection(true);
    });
    connect(this, &QTableView::clicked, this, [this](const QModelIndex &index) {
        // With these, a click only selects.
        const auto selecting = Qt::ControlModifier | Qt::ShiftModifier | Qt::MetaModifier;
        if (!(QGuiApplication::keyboardModifiers() & selecting))
            emit rowClicked(index.row());
    });
}

void UserTable::setEmptyText(const QString &text)
{
    m_emptyText = text;
    setAccessibleDescription(text);
    viewport()->update();
}

QByteArray UserTable::saveColumns() const
{
    return m_columnsAreTheirs ? horizontalHeader()->saveState() : QByteArray();
}

void UserTable::restoreColumns(const QByteArray &state)
{
    if (state.isEmpty() || horizontalHeader()->count() != UserModel::ColumnCount)
        return;
    m_columnsAreTheirs = horizontalHeader()->restoreState(state);
}

void UserTable::setCurrentRow(int row)
{
    if (row < 0) {
        setCurrentIndex({});
        clearSelection();
        return;
    }
    // Keeps the column that is in view when the table is wider than the window. Not setCurrentIndex(), which
    // would extend the selection while somebody types a capital letter.
    const QModelIndex index = model()->index(row, qMax(0, currentIndex().column()));
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    scrollTo(index);
}

int UserTable::selectedCount() const
{
    int count = 0;
    if (selectionModel()) {
        const QItemSelection selection = selectionModel()->selection();
        for (const QItemSelectionRange &range : selection)
            count += range.height();
    }
    return count;
}

void UserTable::keepPlace(const std::function<int(int)> &idOf)
{
    m_keptCurrent = idOf(currentRow());
    m_keptScroll = verticalScrollBar()->value();
    m_keptSelection = {};
    m_keptSeveral = selectedCount() > 1;
    if (!m_keptSeveral)
        return;
    const QItemSelection selection = selectionModel()->selection();
    std::uint32_t room = 0;
    for (const QItemSelectionRange &range : selection) {
        for (int row = range.top(); row <= range.bottom(); ++row) {
            const auto id = std::uint32_t(idOf(row));
            if (id >= room) {
                room = id * 2 + 64;
                m_keptSelection.resize(room);
            }
            m_keptSelection.set(id);
        }
    }
}

bool UserTable::restorePlace(const std::function<int(int)> &rowOf, const std::function<int(int)> &idOf)
{
    const int current = rowOf(m_keptCurrent);
    if (current >= 0)
        setCurrentRow(current);
    if (m_keptSeveral) {
        constexpr int mostRanges = 2000; // every cell that is painted looks through them
        QItemSelection selection;
        const int rows = model()->rowCount();
        const auto isKept = [&](int row) { return m_keptSelection.test(std::uint32_t(idOf(row))); };
        for (int row = 0; row < rows && selection.size() < mostRanges; ++row) {
            if (!isKept(row))
                continue;
            const int first = row;
            while (row + 1 < rows && isKept(row + 1))
                ++row;
            selection.append(QItemSelectionRange(model()->index(first, 0),
                                                 model()->index(row, UserModel::ColumnCount - 1)));
        }
        if (selection.size() < mostRanges)
            selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    }
    if (current >= 0)
        verticalScrollBar()->setValue(m_keptScroll);
    return current >= 0;
}

void UserTable::keyboardSearch(const QString &text)
{
    emit typed(text);
}

void UserTable::contextMenuEvent(QContextMenuEvent *event)
{
    const int count = selectedCount();
    if (count == 0)
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("usersMenu"));
    const QString text =
        count == 1 ? tr("&Copy e-mail address") : tr("&Copy %n e-mail addresses", nullptr, count);
    QAction *copy = menu->addAction(text, this, &UserTable::copyRequested);
    copy->setShortcut(QKeySequence::Copy); // told here, and heard in keyPressEvent()
    if (count > 1) {
        menu->addAction(tr("&Reset %n passwords…", nullptr, count), this, &UserTable::bulkRequested)
            ->setObjectName(QStringLiteral("bulkSelected"));
    }
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    menu->popup(byKey ? viewport()->mapToGlobal(visualRect(currentIndex()).bottomLeft())
                      : event->globalPos());
}

void UserTable::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QTableView::selectionChanged(selected, deselected);
    emit selectedCountChanged(selectedCount());
}

void UserTable::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        emit copyRequested(); // QTableView would copy the one cell
        return;
    }
    switch (event->key()) {
    case Qt::Key_Up:
        if (currentRow() <= 0) {
            emit leftUpwards();
            return;
        }
        break;
    case Qt::Key_Home:
    case Qt::Key_End:
        // Of the list, since whole rows are selected; QTableView goes to the row's first or last cell.
        if (event->modifiers() == Qt::NoModifier) {
            setCurrentRow(event->key() == Qt::Key_Home ? 0 : model()->rowCount() - 1);
            return;
        }
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (currentRow() >= 0)
            emit rowEntered(currentRow());
        return;
    default:
        break;
    }
    QTableView::keyPressEvent(event);
}

void UserTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    if (!m_columnsAreTheirs)
        shareWidth();
}

void UserTable::shareWidth()
{
    if (!model() || horizontalHeader()->count() != UserModel::ColumnCount)
        return;
    const int character = fontMetrics().averageCharWidth();
    int left = viewport()->width();
    int allShares = 0;
    for (const ColumnShare &column : shares) {
        left -= column.characters * character;
        allShares += column.share;
    }
    m_sharing = true;
    for (int column = 0; column < UserModel::ColumnCount; ++column) {
        const auto &[characters, share] = shares[std::size_t(column)];
        horizontalHeader()->resizeSection(column, characters * character + qMax(0, left) * share / allShares);
    }
    m_sharing = false;
}

void UserTable::paintEvent(QPaintEvent *event)
{
    QTableView::paintEvent(event);
    paintEmptyText(this, m_emptyText);
}

} // namespace Keyturn
