#pragma once

#include "history/historyfile.h"

#include <QDialog>
#include <QTimer>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace Keyturn {

class History;
class HistoryModel;
class InlineMessage;

/// The history, to be searched, checked and exported. Not modal; deletes itself once it is closed.
class HistoryWindow : public QDialog
{
    Q_OBJECT

public:
    /// `history` outlives this.
    explicit HistoryWindow(History *history, QWidget *parent = nullptr);

private:
    void build();
    void buildTable();
    void search();
    void showCount();
    void check();
    void showCheck(const HistoryCheck &check);
    void exportShown();

    History *m_history;
    HistoryModel *m_model;
    QTimer m_typing; ///< while somebody types, nothing is looked for
    QLineEdit *m_search;
    QComboBox *m_time;
    QComboBox *m_outcome;
    QTableView *m_table;
    QLabel *m_count;
    InlineMessage *m_message;
    QPushButton *m_check;
    QPushButton *m_export;
};

} // namespace Keyturn
