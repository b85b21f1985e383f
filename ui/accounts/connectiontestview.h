#pragma once

#include "session/connectionreport.h"

#include <QPointer>
#include <QWidget>

class QProgressBar;
class QPushButton;

namespace Keyturn {

class ConnectionRowView;
class ConnectionTest;
class DetailsBox;
class WrapLabel;

/// What "Test connection" finds, row by row, while it finds it. Hidden while it shows no test.
class ConnectionTestView : public QWidget
{
    Q_OBJECT

public:
    explicit ConnectionTestView(QWidget *parent = nullptr);

    /// Shows this test from now on; it is somebody else's, and may be started before or after. When it dies
    /// before its end, it counts as stopped.
    void setTest(ConnectionTest *test);
    /// Forgets what was shown: it was about other values.
    void clear();

private:
    void build();
    /// The test died before its end.
    void handleLost();
    void showReport();
    void showRow(ConnectionStep step);
    void showEnd();

    QPointer<ConnectionTest> m_test;
    ConnectionReport m_report; ///< outlives the test
    std::array<ConnectionRowView *, connectionSteps.size()> m_rows{};
    WrapLabel *m_summary;
    QProgressBar *m_progress;
    QPushButton *m_stop;
    DetailsBox *m_details;
};

} // namespace Keyturn
