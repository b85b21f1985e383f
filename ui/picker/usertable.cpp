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
    int percent;
    int characters; ///< the least
};
constexpr std::array<ColumnShare, UserModel::ColumnCount> shares{
    {{27, 12}, {34, 16}, {17, 10}, {11, 8}, {11, 8}}};

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
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setSortIndicator(UserModel::Name, Qt::AscendingOrder);
    connect(horizontalHeader(), &QHeaderView::sectionResized, this, [this](int section) {
        // The last one stretches by itself.
        if (!m_sharing && isVisible() && section != UserModel::ColumnCount - 1)
            m_columnsAreTheirs = true;
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
    m_sharing = true;
    const int width = viewport()->width();
    const int character = fontMetrics().averageCharWidth();
    // The last one takes what is left.
    for (int column = 0; column < UserModel::ColumnCount - 1; ++column) {
        const ColumnShare &share = shares[std::size_t(column)];
        horizontalHeader()->resizeSection(column,
                                          qMax(width * share.percent / 100, character * share.characters));
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
