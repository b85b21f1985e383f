#include "connectiontestview.h"

#include "connectionrowview.h"
#include "connectionwords.h"
#include "outcome/detailsbox.h"
#include "session/connectiontest.h"
#include "widgets/announce.h"
#include "widgets/wraplabel.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

QString objectNameFor(ConnectionStep step)
{
    switch (step) {
    case ConnectionStep::Token:
        return u"testTokenRow"_s;
    case ConnectionStep::Self:
        return u"testSelfRow"_s;
    case ConnectionStep::Users:
        return u"testUsersRow"_s;
    case ConnectionStep::Rules:
        return u"testRulesRow"_s;
    case ConnectionStep::Change:
        break;
    }
    return u"testChangeRow"_s;
}

} // namespace

ConnectionTestView::ConnectionTestView(QWidget *parent)
    : QWidget(parent)
{
    // Made in the order of reading and of the Tab key.
    for (const ConnectionStep step : connectionSteps)
        m_rows[std::size_t(step)] = new ConnectionRowView(objectNameFor(step), this);
    m_summary = new WrapLabel(this);
    m_progress = new QProgressBar(this);
    m_stop = new QPushButton(tr("Sto&p"), this);
    m_details = new DetailsBox(this);
    build();
    clear();
}

void ConnectionTestView::build()
{
    setAccessibleName(tr("Test of the connection"));
    m_summary->setObjectName(u"testSummary"_s);
    m_progress->setObjectName(u"testProgress"_s);
    m_progress->setAccessibleName(tr("Testing the connection"));
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_stop->setObjectName(u"stopTest"_s);
    m_stop->setAccessibleName(tr("Stop the test"));
    m_stop->setToolTip(tr("Stops testing. Nothing was changed at Zoom, and nothing will be."));
    m_stop->setAutoDefault(false); // Enter in the form must not stop what it has just started
    connect(m_stop, &QPushButton::clicked, this, [this] {
        if (m_test)
            m_test->cancel();
    });
    m_details->setObjectName(u"testDetails"_s);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(fontMetrics().height() / 2);
    for (ConnectionRowView *row : m_rows)
        column->addWidget(row);
    column->addWidget(m_summary);
    auto *running = new QHBoxLayout;
    running->addWidget(m_progress, 1);
    running->addWidget(m_stop);
    column->addLayout(running);
    column->addWidget(m_details);
}

void ConnectionTestView::setTest(ConnectionTest *test)
{
    clear();
    m_test = test;
    connect(test, &ConnectionTest::rowChanged, this, [this](ConnectionStep step) {
        m_report = m_test->report();
        showRow(step);
    });
    connect(test, &ConnectionTest::finished, this, [this] {
        m_report = m_test->report();
        showEnd();
    });
    connect(test, &QObject::destroyed, this, &ConnectionTestView::handleLost);
    m_report = test->report();
    showReport();
    show();
}

void ConnectionTestView::clear()
{
    if (m_test)
        m_test->disconnect(this);
    m_test = nullptr;
    m_report = {};
    hide();
}

void ConnectionTestView::handleLost()
{
    if (m_report.finished)
        return;
    m_report.cancelled = true;
    m_report.finished = true;
    for (ConnectionRow &row : m_report.rows) {
        if (row.state == ConnectionState::Waiting || row.state == ConnectionState::Running)
            row.state = ConnectionState::Skipped;
    }
    showReport();
}

void ConnectionTestView::showReport()
{
    for (const ConnectionStep step : connectionSteps)
        showRow(step);
    showEnd();
}

void ConnectionTestView::showRow(ConnectionStep step)
{
    m_rows[std::size_t(step)]->showRow(m_report.row(step).state, connectionWords(m_report, step));
}

void ConnectionTestView::showEnd()
{
    const bool done = m_report.finished;
    m_summary->setText(connectionSummary(m_report));
    m_details->setText(done ? connectionDetails(m_report) : QString());
    m_details->setVisible(done);
    // Else the focus of the button that is hidden now would go to some other part of the form.
    if (done && window()->focusWidget() == m_stop)
        m_details->setFocus();
    m_stop->setVisible(!done);
    m_progress->setVisible(!done);
    if (done)
        announce(m_summary);
}

} // namespace Keyturn
