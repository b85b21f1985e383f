#include "historywindow.h"

#include "core/whenready.h"
#include "history/history.h"
#include "history/historycheckwords.h"
#include "historymodel.h"
#include "widgets/announce.h"
#include "widgets/inlinemessage.h"
#include "widgets/namedcombobox.h"
#include "widgets/rowtable.h"
#include "words/displaytext.h"

#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <array>

namespace Keyturn {

namespace {

constexpr int typingMs = 200;

QDateTime daysAgo(int days)
{
    return QDate::currentDate().addDays(-days).startOfDay().toUTC();
}

} // namespace

HistoryWindow::HistoryWindow(History *history, QWidget *parent)
    : QDialog(parent)
    , m_history(history)
    , m_model(new HistoryModel(history, this))
    , m_search(new QLineEdit(this))
    , m_time(new NamedComboBox(this))
    , m_outcome(new NamedComboBox(this))
    , m_table(new QTableView(this))
    , m_count(new QLabel(this))
    , m_message(new InlineMessage(this))
    , m_check(new QPushButton(tr("Check for &gaps and changes"), this))
    , m_export(new QPushButton(tr("&Export…"), this))
{
    setObjectName(QStringLiteral("historyWindow"));
    setWindowTitle(tr("History – Keyturn"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowFlag(Qt::WindowMaximizeButtonHint);
    build();
    m_typing.setSingleShot(true);
    m_typing.setInterval(typingMs);
    connect(&m_typing, &QTimer::timeout, this, &HistoryWindow::search);
    connect(m_search, &QLineEdit::textChanged, this, [this] { m_typing.start(); });
    connect(m_time, &QComboBox::currentIndexChanged, this, &HistoryWindow::search);
    connect(m_outcome, &QComboBox::currentIndexChanged, this, &HistoryWindow::search);
    connect(m_model, &HistoryModel::shown, this, &HistoryWindow::showCount);
    connect(m_model, &HistoryModel::notRead, this, [this](const QString &reason) {
        m_count->clear();
        m_message->showText(InlineMessage::Kind::Warning,
                            tr("The history cannot be read: %1.").arg(displayText(reason)));
    });
    connect(m_history, &History::appended, this, &HistoryWindow::search);
    connect(m_check, &QPushButton::clicked, this, &HistoryWindow::check);
    connect(m_export, &QPushButton::clicked, this, &HistoryWindow::exportShown);
    resize(fontMetrics().averageCharWidth() * 130, fontMetrics().height() * 30);
    search();
}

void HistoryWindow::build()
{
    auto *label = new QLabel(tr("&Find in the history"), this);
    label->setBuddy(m_search);
    m_search->setObjectName(QStringLiteral("findHistory"));
    m_search->setAccessibleName(tr("Find in the history"));
    m_search->setPlaceholderText(tr("Name, e-mail, user ID, account, operator or tracking ID"));
    m_search->setClearButtonEnabled(true);
    m_time->setObjectName(QStringLiteral("historyTime"));
    m_time->setAccessibleName(tr("Time"));
    m_time->addItem(tr("Any time"), -1);
    m_time->addItem(tr("Today"), 0);
    m_time->addItem(tr("The last 7 days"), 7);
    m_time->addItem(tr("The last 30 days"), 30);
    m_time->addItem(tr("The last year"), 365);
    m_outcome->setObjectName(QStringLiteral("historyOutcome"));
    m_outcome->setAccessibleName(tr("Outcome"));
    m_outcome->addItem(tr("All outcomes"), -1);
    m_outcome->addItem(tr("Changed"), static_cast<int>(HistoryEntry::Result::Changed));
    m_outcome->addItem(tr("Refused"), static_cast<int>(HistoryEntry::Result::Refused));
    m_outcome->addItem(tr("Not sent"), static_cast<int>(HistoryEntry::Result::NotSent));
    m_outcome->addItem(tr("Unknown"), static_cast<int>(HistoryEntry::Result::Unknown));
    buildTable();
    m_count->setObjectName(QStringLiteral("historyCount"));
    m_message->setObjectName(QStringLiteral("historyMessage"));
    m_check->setObjectName(QStringLiteral("checkHistory"));
    m_check->setAccessibleName(tr("Check for gaps and changes"));
    m_check->setToolTip(tr("Whether an entry was altered or taken out since it was written"));
    m_check->setAutoDefault(false);
    m_export->setObjectName(QStringLiteral("exportHistory"));
    m_export->setAccessibleName(tr("Export…"));
    m_export->setToolTip(tr("Writes what is found to a CSV or JSON file"));
    m_export->setAutoDefault(false);

    auto *filters = new QHBoxLayout;
    filters->addWidget(m_search, 1);
    filters->addWidget(m_time);
    filters->addWidget(m_outcome);
    auto *end = new QHBoxLayout;
    end->addWidget(m_count, 1);
    end->addWidget(m_check);
    end->addWidget(m_export);
    auto *column = new QVBoxLayout(this);
    column->addWidget(label);
    column->addLayout(filters);
    column->addWidget(m_message);
    column->addWidget(m_table, 1);
    column->addLayout(end);
}

void HistoryWindow::buildTable()
{
    m_table->setObjectName(QStringLiteral("history"));
    m_table->setAccessibleName(tr("History"));
    m_table->setModel(m_model);
    showWholeRows(m_table);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->horizontalHeader()->setStretchLastSection(true);
    // In letters, by column; the last one has what is left.
    constexpr std::array<int, HistoryModel::ColumnCount - 1> widths{18, 38, 36, 14, 16};
    for (int column = 0; column < static_cast<int>(widths.size()); ++column)
        m_table->setColumnWidth(column, fontMetrics().averageCharWidth() * widths[std::size_t(column)]);
}

void HistoryWindow::search()
{
    HistoryQuery query;
    query.text = m_search->text();
    if (const int days = m_time->currentData().toInt(); days >= 0)
        query.since = daysAgo(days);
    if (const int result = m_outcome->currentData().toInt(); result >= 0)
        query.result = static_cast<HistoryEntry::Result>(result);
    m_model->show(query);
}

void HistoryWindow::showCount()
{
    const int count = m_model->rowCount();
    const bool isAll =
        m_search->text().trimmed().isEmpty() && m_time->currentIndex() == 0 && m_outcome->currentIndex() == 0;
    QString text;
    if (count == 0)
        text = isAll ? tr("Nothing yet. Every password change is written down here, without the password.")
                     : tr("Nothing in the history matches.");
    else if (m_model->canFetchMore({}))
        text = tr("More than %1 entries").arg(QLocale().toString(count));
    else
        text = count == 1 ? tr("1 entry") : tr("%1 entries").arg(QLocale().toString(count));
    m_count->setText(text);
    m_export->setEnabled(count > 0);
}

void HistoryWindow::check()
{
    m_check->setEnabled(false);
    m_message->showText(InlineMessage::Kind::Information, tr("Checking…"));
    whenReady(m_history->check(), this, [this](const HistoryCheck &check) {
        m_check->setEnabled(true);
        showCheck(check);
    });
}

void HistoryWindow::showCheck(const HistoryCheck &check)
{
    const bool isSound = check.finding == HistoryCheck::Finding::Sound;
    m_message->showText(isSound ? InlineMessage::Kind::Information : InlineMessage::Kind::Warning,
                        historyCheckText(check));
    announce(m_message);
}

void HistoryWindow::exportShown()
{
    const QString csv = tr("CSV, for spreadsheets (*.csv)");
    const QString json = tr("JSON, for programs (*.json)");
    QString chosen;
    const QString file =
        QFileDialog::getSaveFileName(this, tr("Export the history"), QStringLiteral("history.csv"),
                                     csv + QStringLiteral(";;") + json, &chosen);
    if (file.isEmpty())
        return;
    const bool isJson = chosen == json || file.endsWith(QStringLiteral(".json"), Qt::CaseInsensitive);
    HistoryQuery query = m_model->query();
    query.limit = 0;
    m_export->setEnabled(false);
    whenReady(m_history->exportTo(file, isJson ? HistoryFormat::Json : HistoryFormat::Csv, query), this,
              [this, file](bool isWritten) {
                  m_export->setEnabled(true);
                  m_message->showText(
                      isWritten ? InlineMessage::Kind::Information : InlineMessage::Kind::Error,
                      isWritten ? tr("Written to %1.").arg(file)
                                : tr("%1 could not be written. Choose another place.").arg(file));
                  announce(m_message);
              });
}

} // namespace Keyturn
