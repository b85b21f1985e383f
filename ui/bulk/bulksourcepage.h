#pragma once

#include "bulk/journalfile.h"

#include <QWidget>

class QGroupBox;
class QLabel;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace Keyturn {

class InlineMessage;

/// Where the people come from: those who are selected in the list, a file, a pasted list, or a run that was
/// cut off.
class BulkSourcePage : public QWidget
{
    Q_OBJECT

public:
    explicit BulkSourcePage(QWidget *parent = nullptr);

    /// How many are selected in the main window; 0 hides the choice.
    void setSelected(int people);
    void setUnfinished(const QList<RunSummary> &runs);
    /// While a file is read, or the users are: how far, and that it can be cancelled. `total` 0: not known.
    void showProgress(const QString &what, qint64 done, qint64 total);
    void endProgress();
    void showError(const QString &text);
    void focusFirst();

signals:
    void selectionChosen();
    void fileRequested();
    void fileDropped(const QString &path);
    void textChosen(const QString &text);
    void cancelRequested();
    void openRequested(const Keyturn::RunSummary &run);
    void discardRequested(const Keyturn::RunSummary &run);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void build();
    QWidget *unfinishedRow(const RunSummary &run, int index);

    InlineMessage *m_message;
    QGroupBox *m_unfinished;
    QVBoxLayout *m_unfinishedRows;
    QPushButton *m_selection;
    QPushButton *m_file;
    QPlainTextEdit *m_text;
    QPushButton *m_useText;
    QWidget *m_ways; ///< not to be chosen while one is under way
    QWidget *m_reading;
    QLabel *m_what;
    QProgressBar *m_progress;
    QPushButton *m_cancel;
};

} // namespace Keyturn
