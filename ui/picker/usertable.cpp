#include "usertable.h"

#include "usermodel.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>

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
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setSortingEnabled(true);
    setCornerButtonEnabled(false);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 6);
    horizontalHeader()->setSortIndicator(UserModel::Name, Qt::AscendingOrder);
    connect(horizontalHeader(), &QHeaderView::sectionResized, this, [this](int section) {
        // The last one stretches by itself once the others are theirs.
        if (m_sharing || !isVisible() || section == UserModel::ColumnCount - 1)
            return;
        m_columnsAreTheirs = true;
        horizontalHeader()->setStretchLastSection(true);
    });
    connect(this, &QTableView::clicked, this,
            [this](const QModelIndex &index) { emit rowClicked(index.row()); });
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
    // Keeps the column that is in view when the table is wider than the window.
    setCurrentIndex(model()->index(row, qMax(0, currentIndex().column())));
}

void UserTable::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Up:
        if (currentRow() <= 0) {
            emit leftUpwards();
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
    if (m_emptyText.isEmpty() || !model() || model()->rowCount() > 0)
        return;
    QPainter painter(viewport());
    painter.setPen(palette().color(QPalette::PlaceholderText));
    const int margin = fontMetrics().height();
    const QRect area = viewport()->rect().adjusted(margin, margin, -margin, -margin);
    painter.drawText(area, int(Qt::AlignCenter) | int(Qt::TextWordWrap), m_emptyText);
}

} // namespace Keyturn
