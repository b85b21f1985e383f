#pragma once

#include "directory/bits.h"

#include <QTableView>

#include <functional>

namespace Keyturn {

/// The table "Users": whole rows, columns that share the width until somebody drags one, and a text in the
/// middle while it is empty. Several rows can be selected; one that is clicked or entered alone is told of.
class UserTable : public QTableView
{
    Q_OBJECT

public:
    explicit UserTable(QWidget *parent = nullptr);

    void setEmptyText(const QString &text);
    QString emptyText() const { return m_emptyText; }

    QByteArray saveColumns() const;
    /// Ignores what does not fit.
    void restoreColumns(const QByteArray &state);

    int currentRow() const { return currentIndex().row(); }
    /// Makes the row current, alone selected, and visible; -1 for none.
    void setCurrentRow(int row);
    int selectedCount() const;

    /// Which rows are selected and where the view stands, by what `idOf(row)` gives, so that both can be
    /// found again when the rows have moved.
    void keepPlace(const std::function<int(int row)> &idOf);
    /// `rowOf(id)` gives -1 for who is not there any more. Whether the current row was found again. A
    /// selection that would fall to thousands of pieces is given up.
    bool restorePlace(const std::function<int(int id)> &rowOf, const std::function<int(int row)> &idOf);

    void keyboardSearch(const QString &text) override;

signals:
    /// Up was pressed in the first row.
    void leftUpwards();
    /// Enter was pressed on the current row.
    void rowEntered(int row);
    void rowClicked(int row);
    /// Letters were typed while the table had the keys.
    void typed(const QString &text);
    void copyRequested();
    /// New passwords for all that are selected.
    void bulkRequested();
    void selectedCountChanged(int count);

protected:
    void contextMenuEvent(QContextMenuEvent *event) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void shareWidth();

    QString m_emptyText;
    int m_keptCurrent = -1;
    Bits m_keptSelection; ///< ids; when there is more than the current row
    bool m_keptSeveral = false;
    int m_keptScroll = 0;
    bool m_columnsAreTheirs = false; ///< somebody dragged a column, now or in an earlier run
    bool m_sharing = false;
};

} // namespace Keyturn
