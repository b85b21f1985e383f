#include "bulkrunpage.h"

#include "bulk/bulkwords.h"
#include "bulkmodel.h"
#include "bulktable.h"
#include "rategraph.h"
#include "widgets/announce.h"
#include "widgets/inlinemessage.h"
#include "widgets/namedbutton.h"
#include "widgets/namedcombobox.h"
#include "widgets/taborder.h"
#include "widgets/timeleft.h"
#include "widgets/wraplabel.h"

#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace Keyturn {

namespace {

enum : int { AllRows = -1, NotChangedRows = -2 };

QString headingOf(BulkState state, BulkEnd end)
{
    switch (state) {
    case BulkState::Idle:
    case BulkState::Preparing:
        return BulkRunPage::tr("Preparing the run…");
    case BulkState::Running:
        return BulkRunPage::tr("Passwords are being reset");
    case BulkState::AtCanary:
        return BulkRunPage::tr("The first people have been tried");
    case BulkState::Paused:
        return BulkRunPage::tr("Paused");
    case BulkState::Stopping:
        return BulkRunPage::tr("Stopping: what is under way is waited for…");
    case BulkState::Finished:
        break;
    }
    return end == BulkEnd::AllDone ? BulkRunPage::tr("Finished") : BulkRunPage::tr("Stopped");
}

} // namespace

BulkRunPage::BulkRunPage(QWidget *parent)
    : QWidget(parent)
    , m_model(new BulkModel(this))
    , m_table(new BulkTable(
          m_model,
          {BulkModel::Line, BulkModel::Person, BulkModel::Name, BulkModel::Outcome, BulkModel::Reason}, this))
    , m_heading(new WrapLabel(this))
    , m_bar(new QProgressBar(this))
    , m_counts(new WrapLabel(this))
    , m_pace(new QLabel(this))
    , m_graph(new RateGraph(this))
    , m_canary(new InlineMessage(this))
    , m_end(new InlineMessage(this))
    , m_message(new InlineMessage(this))
    , m_filter(new NamedComboBox(this))
{
    build();
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &BulkRunPage::sample);
    m_refilter.setSingleShot(true);
    m_refilter.setInterval(500);
    connect(&m_refilter, &QTimer::timeout, m_model, &BulkModel::refilter);
    connect(m_filter, &QComboBox::currentIndexChanged, this, &BulkRunPage::applyFilter);
}

void BulkRunPage::build()
{
    m_heading->setObjectName(QStringLiteral("bulkState"));
    QFont bold;
    bold.setBold(true);
    m_heading->setFont(bold);
    m_bar->setObjectName(QStringLiteral("bulkBar"));
    m_bar->setAccessibleName(tr("People done"));
    m_counts->setObjectName(QStringLiteral("bulkCounts"));
    m_pace->setObjectName(QStringLiteral("bulkPace"));
    m_pace->setTextFormat(Qt::PlainText);
    m_canary->setObjectName(QStringLiteral("bulkCanaryMessage"));
    QPushButton *goOn = m_canary->addButton(tr("&Go on with the others"), QStringLiteral("canaryGoOn"));
    goOn->setAccessibleName(tr("Go on with the others"));
    connect(goOn, &QPushButton::clicked, this, [this] {
        m_canary->clear();
        if (m_run)
            m_run->goOn();
    });
    m_end->setObjectName(QStringLiteral("bulkEnd"));
    m_message->setObjectName(QStringLiteral("bulkRunMessage"));
    m_filter->setObjectName(QStringLiteral("bulkOutcomeFilter"));
    m_filter->setAccessibleName(tr("Which rows are shown"));
    m_filter->addItem(tr("All rows"), AllRows);
    m_filter->addItem(tr("All that were not changed"), NotChangedRows);
    m_filter->addItem(tr("Changed"), int(BulkRowState::Changed));
    m_filter->addItem(tr("Refused"), int(BulkRowState::Refused));
    m_filter->addItem(tr("Not sent"), int(BulkRowState::NotSent));
    m_filter->addItem(tr("Unknown"), int(BulkRowState::Unknown));
    m_filter->addItem(tr("Waiting"), int(BulkRowState::Waiting));
    m_filter->addItem(tr("Excluded"), int(BulkRowState::Excluded));
    m_table->setObjectName(QStringLiteral("bulkOutcomes"));
    m_table->setAccessibleName(tr("Outcomes"));
    m_table->setEmptyText(tr("No row has this outcome."));
    buildButtons();

    Keyturn::setTabOrder(
        {goOn, m_filter, m_table, m_pause, m_stop, m_report, m_passwords, m_retry, m_goOn, m_close});
    auto *texts = new QVBoxLayout;
    texts->addWidget(m_counts);
    texts->addWidget(m_pace);
    texts->addStretch();
    auto *numbers = new QHBoxLayout;
    numbers->addLayout(texts, 1);
    numbers->addWidget(m_graph);
    auto *filters = new QHBoxLayout;
    filters->addWidget(m_filter);
    filters->addStretch();
    auto *end = new QHBoxLayout;
    for (QPushButton *button : {m_pause, m_stop, m_report, m_passwords, m_retry, m_goOn})
        end->addWidget(button);
    end->addStretch();
    end->addWidget(m_close);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_heading);
    column->addWidget(m_bar);
    column->addLayout(numbers);
    for (QWidget *message : std::initializer_list<QWidget *>{m_canary, m_end, m_message})
        column->addWidget(message);
    column->addLayout(filters);
    column->addWidget(m_table, 1);
    column->addLayout(end);
}

void BulkRunPage::buildButtons()
{
    m_pause = namedButton(tr("&Pause"), "bulkPause", {}, this);
    m_stop =
        namedButton(tr("&Stop after the current ones"), "bulkStop",
                    tr("Those who are left can be gone on with later, also after Keyturn was closed"), this);
    m_report = namedButton(tr("Save &report"), "bulkReport",
                           tr("What became of each person, without passwords"), this);
    auto *reports = new QMenu(m_report);
    reports->addAction(tr("As a &table (CSV)…"), this, &BulkRunPage::reportRequested)
        ->setObjectName(QStringLiteral("reportCsv"));
    reports->addAction(tr("As a &summary to print (PDF)…"), this, &BulkRunPage::summaryRequested)
        ->setObjectName(QStringLiteral("reportPdf"));
    m_report->setMenu(reports);
    m_passwords = namedButton(tr("Pass&words"), "bulkPasswords",
                              tr("Writes the new passwords to a file, to hand them over"), this);
    auto *passwords = new QMenu(m_passwords);
    passwords->addAction(tr("&Slips to print and cut (PDF)…"), this, &BulkRunPage::slipsRequested)
        ->setObjectName(QStringLiteral("passwordSlips"));
    passwords->addAction(tr("As a &table (CSV)…"), this, &BulkRunPage::passwordsRequested)
        ->setObjectName(QStringLiteral("passwordCsv"));
    m_passwords->setMenu(passwords);
    m_retry = namedButton(tr("Re&try the failed ones"), "bulkRetry",
                          tr("A new plan of those who were refused or not sent"), this);
    m_goOn = namedButton(tr("&Go on"), "bulkGoOn",
                         tr("With those who are left, and with those of whom nobody knows"), this);
    m_close = namedButton(tr("&Close"), "bulkClose", {}, this);
    connect(m_pause, &QPushButton::clicked, this, [this] {
        if (!m_run)
            return;
        if (m_run->state() == BulkState::Paused)
            m_run->resume();
        else
            m_run->pause();
    });
    connect(m_stop, &QPushButton::clicked, this, [this] {
        if (m_run)
            m_run->stop();
    });
    connect(m_retry, &QPushButton::clicked, this, &BulkRunPage::retryRequested);
    connect(m_goOn, &QPushButton::clicked, this, &BulkRunPage::goOnRequested);
    connect(m_close, &QPushButton::clicked, this, &BulkRunPage::closeRequested);
}

void BulkRunPage::attach(BulkRun *run)
{
    detach();
    m_run = run;
    m_canary->clear();
    m_end->clear();
    m_message->clear();
    m_graph->clear();
    m_filter->setCurrentIndex(0);
    connect(run, &BulkRun::started, this, &BulkRunPage::showStarted);
    connect(run, &BulkRun::stateChanged, this, &BulkRunPage::showState);
    connect(run, &BulkRun::canaryFinished, this, &BulkRunPage::showCanary);
    connect(run, &BulkRun::finished, this, &BulkRunPage::showEnd);
    connect(run, &BulkRun::progressed, this, &BulkRunPage::showProgress);
    connect(run, &BulkRun::rowsChanged, this, [this](const QList<int> &rows) {
        m_model->updateRows(rows);
        if (!m_refilter.isActive())
            m_refilter.start();
    });
    showState(run->state());
    showProgress(run->progress());
}

void BulkRunPage::detach()
{
    if (m_run)
        m_run->disconnect(this);
    m_run = nullptr;
    m_second.stop();
    m_refilter.stop();
    m_model->setPlan(nullptr);
}

void BulkRunPage::showMessage(bool isError, const QString &text)
{
    m_message->showText(isError ? InlineMessage::Kind::Error : InlineMessage::Kind::Information, text);
}

void BulkRunPage::setExporting(bool exporting)
{
    m_exporting = exporting;
    updateButtons();
}

void BulkRunPage::showStarted()
{
    m_model->setPlan(m_run->plan());
    applyFilter();
    m_second.start();
}

void BulkRunPage::showState(BulkState state)
{
    m_heading->setText(headingOf(state, m_run->end()));
    announce(m_heading);
    if (state != BulkState::AtCanary)
        m_canary->clear();
    updateButtons();
}

void BulkRunPage::showCanary(bool allChanged)
{
    if (m_run->state() != BulkState::AtCanary) // nobody is left
        return;
    const QString left = QLocale().toString(m_run->progress().left);
    m_canary->showText(
        allChanged ? InlineMessage::Kind::Information : InlineMessage::Kind::Warning,
        allChanged ? tr("All of the first people were changed. Left: %1.").arg(left)
                   : tr("Not all of the first people were changed: look at why, below. Left: %1.").arg(left));
}

void BulkRunPage::showEnd(BulkEnd end)
{
    if (m_model->plan() != m_run->plan()) // it never started
        m_model->setPlan(m_run->plan());
    m_second.stop();
    m_model->refilter();
    const bool isFine = end == BulkEnd::AllDone || end == BulkEnd::ByUser;
    QString text = endText(end, m_run->endError());
    const BulkProgress progress = m_run->progress();
    if (end == BulkEnd::AllDone && progress.unknown > 0)
        text = tr("All rows have been worked off, but no answer came for some, twice. “Go on” sends the same "
                  "passwords once more, which tells whether they are set.");
    m_end->showText(isFine ? InlineMessage::Kind::Information : InlineMessage::Kind::Warning, text);
    showState(BulkState::Finished);
    m_close->setFocus();
}

void BulkRunPage::showProgress(const BulkProgress &progress)
{
    const QLocale locale;
    m_bar->setRange(0, std::max(1, progress.total));
    m_bar->setValue(progress.done());
    m_bar->setFormat(
        tr("%1 of %2", "people").arg(locale.toString(progress.done()), locale.toString(progress.total)));
    m_counts->setText(countsText(progress));
    QString pace;
    if (progress.state == BulkState::Running && progress.heldUntil) {
        pace =
            tr("There were too many requests: waiting until %1. The run goes on by itself.")
                .arg(locale.toString(progress.heldUntil->toLocalTime().time(), QStringLiteral("HH:mm:ss")));
    } else if (progress.state == BulkState::Running && progress.rate > 0) {
        const QString rate = locale.toString(progress.rate, 'f', 1);
        pace = progress.estimate ? tr("%1 a second, %2").arg(rate, timeLeftText(*progress.estimate))
                                 : tr("%1 a second").arg(rate);
    }
    m_pace->setText(pace);
    updateButtons();
}

void BulkRunPage::applyFilter()
{
    const int which = m_filter->currentData().toInt();
    if (which == AllRows) {
        m_model->setFilter(nullptr);
        return;
    }
    m_model->setFilter([which](const BulkPlan &plan, int row) {
        const BulkRowState state = plan.state(row);
        if (which == NotChangedRows)
            return state != BulkRowState::Changed && state != BulkRowState::Excluded;
        return state == static_cast<BulkRowState>(which);
    });
}

void BulkRunPage::updateButtons()
{
    if (!m_run)
        return;
    const BulkState state = m_run->state();
    const BulkProgress progress = m_run->progress();
    const bool finished = state == BulkState::Finished;
    const bool hasPlan = finished && m_run->plan() != nullptr;
    m_pause->setVisible(!finished);
    m_pause->setEnabled(state == BulkState::Running || state == BulkState::Paused);
    m_pause->setText(state == BulkState::Paused ? tr("&Go on") : tr("&Pause"));
    m_pause->setAccessibleName(m_pause->text().remove(u'&'));
    m_stop->setVisible(!finished);
    m_stop->setEnabled(state != BulkState::Stopping && state != BulkState::Idle);
    m_report->setVisible(hasPlan);
    m_report->setEnabled(!m_exporting);
    m_passwords->setVisible(hasPlan && progress.changed + progress.unknown > 0);
    m_passwords->setEnabled(!m_exporting);
    m_retry->setVisible(hasPlan && progress.refused + progress.notSent > 0);
    m_retry->setEnabled(!m_exporting);
    m_goOn->setVisible(hasPlan && progress.left + progress.unknown > 0);
    m_goOn->setEnabled(!m_exporting);
    m_close->setEnabled(!m_exporting);
    m_close->setVisible(finished);
}

void BulkRunPage::sample()
{
    if (m_run)
        m_graph->add(m_run->progress().rate);
}

} // namespace Keyturn
