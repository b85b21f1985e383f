#pragma once

#include "bulkmodel.h"

#include <QTableView>

namespace Keyturn {

/// The table of a plan: whole rows, several of which can be selected. The space bar includes or excludes all
/// that are selected; F2 corrects who is meant.
class BulkTable : public QTableView
{
    Q_OBJECT

public:
    /// `model` outlives this. The columns that are not named are hidden.
    BulkTable(BulkModel *model, const QList<BulkModel::Column> &columns, QWidget *parent = nullptr);

    QList<int> selectedPlanRows() const;
    void setEmptyText(const QString &text) { m_emptyText = text; }

signals:
    void selectedCountChanged(int count);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;
    void paintEvent(QPaintEvent *event) override;

private:
    BulkModel *m_model;
    QString m_emptyText;
};

} // namespace Keyturn
