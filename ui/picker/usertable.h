#pragma once

#include <QTableView>

namespace Keyturn {

/// The table "Users": whole rows, columns that share the width until somebody drags one, and a text in the
/// middle while it is empty.
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
    /// Makes the row current, selected and visible; -1 for none.
    void setCurrentRow(int row);

signals:
    /// Up was pressed in the first row.
    void leftUpwards();
    /// Enter was pressed on the current row.
    void rowEntered(int row);
    void rowClicked(int row);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void shareWidth();

    QString m_emptyText;
    bool m_columnsAreTheirs = false; ///< somebody dragged a column, now or in an earlier run
    bool m_sharing = false;
};

} // namespace Keyturn
