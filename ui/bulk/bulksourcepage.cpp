#include "bulksourcepage.h"

#include "bulk/bulkwords.h"
#include "widgets/inlinemessage.h"
#include "widgets/namedbutton.h"
#include "widgets/taborder.h"
#include "widgets/wraplabel.h"

#include <QDragEnterEvent>
#include <QGroupBox>
#include <QLabel>
#include <QLocale>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace Keyturn {

namespace {

/// Empty when it is no local file.
QString fileOf(const QMimeData *data)
{
    const QList<QUrl> urls = data->urls();
    return urls.size() == 1 ? urls.first().toLocalFile() : QString();
}

} // namespace

BulkSourcePage::BulkSourcePage(QWidget *parent)
    : QWidget(parent)
    , m_message(new InlineMessage(this))
    , m_unfinished(new QGroupBox(tr("Runs that were not finished"), this))
    , m_unfinishedRows(new QVBoxLayout(m_unfinished))
    , m_text(new QPlainTextEdit(this))
    , m_ways(new QWidget(this))
    , m_reading(new QWidget(this))
    , m_what(new QLabel(m_reading))
    , m_progress(new QProgressBar(m_reading))
{
    setAcceptDrops(true);
    m_selection = namedButton({}, "bulkSelection", {}, m_ways);
    m_file = namedButton(tr("Choose a &file…"), "bulkFile", {}, m_ways);
    m_useText = namedButton(tr("&Use this list"), "bulkUseText", {}, m_ways);
    m_cancel = namedButton(tr("&Cancel"), "bulkCancelReading", {}, m_reading);
    build();
    connect(m_selection, &QPushButton::clicked, this, &BulkSourcePage::selectionChosen);
    connect(m_file, &QPushButton::clicked, this, &BulkSourcePage::fileRequested);
    connect(m_useText, &QPushButton::clicked, this, [this] {
        QString text = m_text->toPlainText();
        m_text->clear(); // it may have held passwords
        emit textChosen(text);
    });
    connect(m_text, &QPlainTextEdit::textChanged, this,
            [this] { m_useText->setEnabled(!m_text->document()->isEmpty()); });
    connect(m_cancel, &QPushButton::clicked, this, &BulkSourcePage::cancelRequested);
    setSelected(0);
    setUnfinished({});
    endProgress();
}

void BulkSourcePage::build()
{
    auto *heading = new WrapLabel(tr("Whose passwords are to be reset?"), this);
    QFont bold;
    bold.setBold(true);
    heading->setFont(bold);
    m_message->setObjectName(QStringLiteral("bulkSourceMessage"));
    m_unfinished->setObjectName(QStringLiteral("unfinishedRuns"));
    m_file->setToolTip(tr("CSV, as spreadsheets save it. It can also be dropped onto this window."));
    auto *fileHint = new WrapLabel(
        tr("A CSV file whose first line names its columns: e-mail or id, and, if you have chosen the "
           "passwords "
           "yourself, password. Without that column Keyturn generates a password for each person."),
        m_ways);
    auto *textLabel = new QLabel(tr("Or &paste a list of e-mail addresses or IDs, one a line:"), m_ways);
    textLabel->setBuddy(m_text);
    m_text->setObjectName(QStringLiteral("bulkText"));
    m_text->setAccessibleName(tr("List of e-mail addresses or IDs"));
    m_text->setPlaceholderText(QStringLiteral("ana@example.com\nbo@example.com"));
    m_text->setTabChangesFocus(true);
    m_text->setUndoRedoEnabled(false); // what is taken out of it is not kept
    m_useText->setEnabled(false);

    Keyturn::setTabOrder({m_selection, m_file, m_text, m_useText, m_cancel});
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_selection);
    buttons->addWidget(m_file);
    buttons->addStretch();
    auto *textEnd = new QHBoxLayout;
    textEnd->addStretch();
    textEnd->addWidget(m_useText);
    auto *ways = new QVBoxLayout(m_ways);
    ways->setContentsMargins({});
    ways->addLayout(buttons);
    ways->addWidget(fileHint);
    ways->addSpacing(fontMetrics().height() / 2);
    ways->addWidget(textLabel);
    ways->addWidget(m_text, 1);
    ways->addLayout(textEnd);

    m_what->setObjectName(QStringLiteral("bulkReading"));
    m_progress->setObjectName(QStringLiteral("bulkReadingProgress"));
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->setTextVisible(false);
    auto *reading = new QHBoxLayout(m_reading);
    reading->setContentsMargins({});
    reading->addWidget(m_what);
    reading->addWidget(m_progress, 1);
    reading->addWidget(m_cancel);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(heading);
    column->addWidget(m_message);
    column->addWidget(m_unfinished);
    column->addWidget(m_ways, 1);
    column->addWidget(m_reading);
}

void BulkSourcePage::setSelected(int people)
{
    m_selection->setVisible(people > 0);
    m_selection->setText(people == 1
                             ? tr("The &1 person selected in the list")
                             : tr("The %1 people &selected in the list").arg(QLocale().toString(people)));
    m_selection->setAccessibleName(m_selection->text().remove(u'&'));
}

void BulkSourcePage::setUnfinished(const QList<RunSummary> &runs)
{
    while (QLayoutItem *item = m_unfinishedRows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (int i = 0; i < runs.size(); ++i)
        m_unfinishedRows->addWidget(unfinishedRow(runs[i], i));
    m_unfinished->setVisible(!runs.isEmpty());
}

QWidget *BulkSourcePage::unfinishedRow(const RunSummary &run, int index)
{
    auto *row = new QWidget(m_unfinished);
    row->setObjectName(QStringLiteral("unfinishedRun%1").arg(index));
    auto *text = new WrapLabel(unfinishedText(run), row);
    text->setObjectName(QStringLiteral("unfinishedText"));
    QPushButton *open = namedButton(tr("&Open"), "openUnfinished", {}, row);
    open->setToolTip(tr("Shows the run. Nothing is sent before you say so."));
    QPushButton *discard = namedButton(tr("&Discard…"), "discardUnfinished", {}, row);
    connect(open, &QPushButton::clicked, this, [this, run] { emit openRequested(run); });
    connect(discard, &QPushButton::clicked, this, [this, run] { emit discardRequested(run); });
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins({});
    layout->addWidget(text, 1);
    layout->addWidget(open);
    layout->addWidget(discard);
    return row;
}

void BulkSourcePage::showProgress(const QString &what, qint64 done, qint64 total)
{
    constexpr int steps = 1000;
    m_message->clear();
    m_what->setText(what);
    m_progress->setRange(0, total > 0 ? steps : 0);
    m_progress->setValue(total > 0 ? int(std::min(done, total) * steps / total) : 0);
    m_ways->setEnabled(false);
    m_unfinished->setEnabled(false);
    m_reading->show();
}

void BulkSourcePage::endProgress()
{
    m_reading->hide();
    m_ways->setEnabled(true);
    m_unfinished->setEnabled(true);
}

void BulkSourcePage::showError(const QString &text)
{
    endProgress();
    m_message->showText(InlineMessage::Kind::Error, text);
}

void BulkSourcePage::focusFirst()
{
    if (m_selection->isVisibleTo(this))
        m_selection->setFocus();
    else
        m_file->setFocus();
}

void BulkSourcePage::dragEnterEvent(QDragEnterEvent *event)
{
    if (m_ways->isEnabled() && !fileOf(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void BulkSourcePage::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    emit fileDropped(fileOf(event->mimeData()));
}

} // namespace Keyturn
