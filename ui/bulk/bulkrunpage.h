#pragma once

#include "bulk/bulkrun.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;

namespace Keyturn {

class BulkModel;
class BulkTable;
class InlineMessage;
class RateGraph;
class WrapLabel;

/// A run as it goes, and what became of it: how far, how fast, how long yet, who was refused and why.
class BulkRunPage : public QWidget
{
    Q_OBJECT

public:
    explicit BulkRunPage(QWidget *parent = nullptr);

    /// Borrowed until detach(); before it is started.
    void attach(BulkRun *run);
    void detach();
    void showMessage(bool isError, const QString &text);
    /// While a report is written.
    void setExporting(bool exporting);

signals:
    void reportRequested();
    void summaryRequested();
    void slipsRequested();
    void passwordsRequested();
    void retryRequested();
    void goOnRequested(); ///< with this run, which had stopped
    void closeRequested();

private:
    void build();
    void buildButtons();
    void showStarted();
    void showState(BulkState state);
    void showCanary(bool allChanged);
    void showEnd(BulkEnd end);
    void showProgress(const BulkProgress &progress);
    void applyFilter();
    void updateButtons();
    void sample();

    BulkRun *m_run = nullptr;
    BulkModel *m_model;
    BulkTable *m_table;
    QTimer m_second; ///< for the graph
    QTimer m_refilter; ///< rows change what a filter looks at
    bool m_exporting = false;
    WrapLabel *m_heading;
    QProgressBar *m_bar;
    WrapLabel *m_counts;
    QLabel *m_pace;
    RateGraph *m_graph;
    InlineMessage *m_canary;
    InlineMessage *m_end;
    InlineMessage *m_message;
    QComboBox *m_filter;
    QPushButton *m_pause;
    QPushButton *m_stop;
    QPushButton *m_report;
    QPushButton *m_passwords;
    QPushButton *m_retry;
    QPushButton *m_goOn;
    QPushButton *m_close;
};

} // namespace Keyturn
