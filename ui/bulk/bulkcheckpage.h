#pragma once

#include "bulk/bulkplan.h"
#include "bulk/csvreader.h"

#include <QTimer>
#include <QWidget>

#include <memory>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace Keyturn {

class BulkModel;
class BulkTable;
class InlineMessage;
class WrapLabel;

/// What would happen, before anything is sent: a verdict a row, who is in and who is out, and the way on.
class BulkCheckPage : public QWidget
{
    Q_OBJECT

public:
    explicit BulkCheckPage(QWidget *parent = nullptr);

    /// A judged plan; again when it has been judged anew. `file`: how it was read.
    void show(std::shared_ptr<BulkPlan> plan, const CsvResult &file, bool basicRulesOnly);
    void clear();
    /// While it is judged again, nothing can be changed.
    void setJudging(bool judging);
    void showMessage(bool isError, const QString &text);
    /// The question about the run was answered "no": back to where it came from.
    void focusTable();

    int canary() const;
    bool asksAfterCanary() const;
    void setCanary(int people, bool asks);

signals:
    void backRequested();
    void judgingRequested(); ///< somebody was corrected
    void dryRunRequested();
    void badLinesRequested();
    void encodingChosen(Keyturn::CsvEncoding encoding); ///< the file is to be read again
    void runRequested();

private:
    void build();
    void buildEncodings();
    void showList(const CsvResult &file);
    void fillFilters();
    void applyFilter();
    void showRadius();
    void updateButtons();
    void dropPasswords();

    std::shared_ptr<BulkPlan> m_plan;
    BlastRadius m_blast; ///< of m_plan, as it is shown
    BulkModel *m_model;
    BulkTable *m_table;
    QTimer m_radiusTimer; ///< many boxes can be ticked at once
    bool m_judging = false;
    WrapLabel *m_radius;
    InlineMessage *m_list;
    QWidget *m_encodingRow; ///< shown when the characters of the file are not sure
    QComboBox *m_encoding;
    InlineMessage *m_badLines;
    InlineMessage *m_rules;
    InlineMessage *m_message;
    QComboBox *m_filter;
    QLineEdit *m_search;
    QPushButton *m_exclude;
    QPushButton *m_include;
    QPushButton *m_correct;
    QPushButton *m_generate;
    QSpinBox *m_canary;
    QCheckBox *m_ask;
    QPushButton *m_back;
    QPushButton *m_dryRun;
    QPushButton *m_run;
};

} // namespace Keyturn
