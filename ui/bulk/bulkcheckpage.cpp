#include "bulkcheckpage.h"

#include "bulk/bulkwords.h"
#include "bulkmodel.h"
#include "bulktable.h"
#include "widgets/inlinemessage.h"
#include "widgets/namedbutton.h"
#include "widgets/namedcombobox.h"
#include "widgets/taborder.h"
#include "widgets/wraplabel.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace Keyturn {

namespace {

constexpr int usualCanary = 5;
constexpr int mostCanary = 100;

// What the filter lets through beside single verdicts, which are counted from 0.
enum : int { AllRows = -1, IncludedRows = -2, ExcludedRows = -3 };

bool isFixedByGenerating(BulkVerdict verdict)
{
    return verdict == BulkVerdict::BreaksRule || verdict == BulkVerdict::RepeatedPassword;
}

} // namespace

BulkCheckPage::BulkCheckPage(QWidget *parent)
    : QWidget(parent)
    , m_model(new BulkModel(this))
    , m_table(new BulkTable(
          m_model,
          {BulkModel::Line, BulkModel::Person, BulkModel::Name, BulkModel::Password, BulkModel::Verdict},
          this))
    , m_radius(new WrapLabel(this))
    , m_list(new InlineMessage(this))
    , m_encodingRow(new QWidget(this))
    , m_encoding(new NamedComboBox(m_encodingRow))
    , m_badLines(new InlineMessage(this))
    , m_rules(new InlineMessage(this))
    , m_message(new InlineMessage(this))
    , m_filter(new NamedComboBox(this))
    , m_search(new QLineEdit(this))
    , m_canary(new QSpinBox(this))
    , m_ask(new QCheckBox(tr("and &ask before the others"), this))
{
    build();
    m_radiusTimer.setSingleShot(true);
    m_radiusTimer.setInterval(0);
    connect(&m_radiusTimer, &QTimer::timeout, this, &BulkCheckPage::showRadius);
    connect(m_filter, &QComboBox::currentIndexChanged, this, &BulkCheckPage::applyFilter);
    connect(m_search, &QLineEdit::textChanged, this, &BulkCheckPage::applyFilter);
    connect(m_model, &BulkModel::exclusionChanged, &m_radiusTimer, qOverload<>(&QTimer::start));
    connect(m_model, &BulkModel::targetCorrected, this, &BulkCheckPage::judgingRequested);
    connect(m_table, &BulkTable::selectedCountChanged, this, &BulkCheckPage::updateButtons);
    connect(m_exclude, &QPushButton::clicked, this,
            [this] { m_model->setExcluded(m_table->selectedPlanRows(), true); });
    connect(m_include, &QPushButton::clicked, this, [this] {
        if (!m_model->setExcluded(m_table->selectedPlanRows(), false))
            showMessage(false, tr("Some of these rows cannot be included: see what the check says of them."));
    });
    connect(m_correct, &QPushButton::clicked, this, [this] {
        m_table->setFocus();
        m_table->edit(m_table->currentIndex().siblingAtColumn(BulkModel::Person));
    });
    connect(m_generate, &QPushButton::clicked, this, &BulkCheckPage::dropPasswords);
    connect(m_back, &QPushButton::clicked, this, &BulkCheckPage::backRequested);
    connect(m_dryRun, &QPushButton::clicked, this, &BulkCheckPage::dryRunRequested);
    connect(m_run, &QPushButton::clicked, this, &BulkCheckPage::runRequested);
}

void BulkCheckPage::build()
{
    m_radius->setObjectName(QStringLiteral("bulkRadius"));
    QFont bold;
    bold.setBold(true);
    m_radius->setFont(bold);
    m_badLines->setObjectName(QStringLiteral("bulkBadLines"));
    QPushButton *save = m_badLines->addButton(tr("Save these &lines…"), QStringLiteral("saveBadLines"));
    save->setAccessibleName(tr("Save these lines…"));
    connect(save, &QPushButton::clicked, this, &BulkCheckPage::badLinesRequested);
    m_list->setObjectName(QStringLiteral("bulkListNotes"));
    buildEncodings();
    m_rules->setObjectName(QStringLiteral("bulkRules"));
    m_message->setObjectName(QStringLiteral("bulkCheckMessage"));
    m_filter->setObjectName(QStringLiteral("bulkFilter"));
    m_filter->setAccessibleName(tr("Which rows are shown"));
    m_search->setObjectName(QStringLiteral("bulkSearch"));
    m_search->setAccessibleName(tr("Find a row"));
    m_search->setPlaceholderText(tr("E-mail, ID or name"));
    m_search->setClearButtonEnabled(true);
    m_table->setObjectName(QStringLiteral("bulkRows"));
    m_table->setAccessibleName(tr("Rows"));
    m_table->setEmptyText(tr("No row matches."));
    m_model->setEditable(true);

    m_exclude =
        namedButton(tr("E&xclude"), "bulkExclude", tr("Leave the selected rows out (space bar)"), this);
    m_include = namedButton(tr("&Include"), "bulkInclude", tr("Take the selected rows in (space bar)"), this);
    m_correct = namedButton(tr("&Correct…"), "bulkCorrect",
                            tr("Correct the e-mail address or ID of the current row (F2)"), this);
    m_generate = namedButton(tr("&Generate passwords"), "bulkGenerate",
                             tr("Generate passwords in place of those that break a rule or repeat"), this);
    m_canary->setObjectName(QStringLiteral("bulkCanary"));
    m_canary->setAccessibleName(tr("How many people are tried first"));
    m_canary->setToolTip(
        tr("The run waits for their outcomes. Unless all were changed, it asks before it goes "
           "on. 0: nobody is tried first."));
    m_canary->setRange(0, mostCanary);
    m_canary->setValue(usualCanary);
    m_ask->setObjectName(QStringLiteral("bulkAsk"));
    m_ask->setAccessibleName(tr("Ask before the others"));
    m_ask->setToolTip(tr("Also when all of the first people were changed"));
    connect(m_canary, &QSpinBox::valueChanged, this, [this](int people) { m_ask->setEnabled(people > 0); });
    auto *canaryLabel = new QLabel(tr("&Try this many people first:"), this);
    canaryLabel->setBuddy(m_canary);
    m_back = namedButton(tr("&Back"), "bulkBack", tr("Choose other people"), this);
    m_dryRun =
        namedButton(tr("&Dry run…"), "bulkDryRun", tr("Writes the report without sending anything"), this);
    m_run = namedButton({}, "bulkRun", tr("Asks once more before anything is sent"), this);

    Keyturn::setTabOrder({m_encoding, save, m_filter, m_search, m_table, m_exclude, m_include, m_correct,
                          m_generate, m_canary, m_ask, m_back, m_dryRun, m_run});
    auto *filters = new QHBoxLayout;
    filters->addWidget(m_filter);
    filters->addWidget(m_search, 1);
    auto *edits = new QHBoxLayout;
    for (QPushButton *button : {m_exclude, m_include, m_correct, m_generate})
        edits->addWidget(button);
    edits->addStretch();
    auto *canary = new QHBoxLayout;
    canary->addWidget(canaryLabel);
    canary->addWidget(m_canary);
    canary->addWidget(m_ask);
    canary->addStretch();
    auto *end = new QHBoxLayout;
    end->addWidget(m_back);
    end->addStretch();
    end->addWidget(m_dryRun);
    end->addWidget(m_run);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    for (QWidget *widget :
         std::initializer_list<QWidget *>{m_radius, m_list, m_encodingRow, m_badLines, m_rules, m_message})
        column->addWidget(widget);
    column->addLayout(filters);
    column->addWidget(m_table, 1);
    column->addLayout(edits);
    column->addLayout(canary);
    column->addLayout(end);
}

void BulkCheckPage::buildEncodings()
{
    m_encoding->setObjectName(QStringLiteral("bulkEncoding"));
    m_encoding->setAccessibleName(tr("Characters of the file"));
    m_encoding->setToolTip(tr("Reads the file again. Look whether names with accents are right."));
    auto *label = new QLabel(tr("C&haracters of the file:"), m_encodingRow);
    label->setBuddy(m_encoding);
    auto *row = new QHBoxLayout(m_encodingRow);
    row->setContentsMargins({});
    row->addWidget(label);
    row->addWidget(m_encoding);
    row->addStretch();
    m_encodingRow->hide();
    connect(m_encoding, &QComboBox::activated, this,
            [this] { emit encodingChosen(m_encoding->currentData().value<CsvEncoding>()); });
}

void BulkCheckPage::showList(const CsvResult &file)
{
    QStringList notes = listText(file);
    if (file.rows > 0)
        notes.append(passwordSourcesText(*m_plan));
    m_list->showText(file.isGuessedEncoding ? InlineMessage::Kind::Warning : InlineMessage::Kind::Information,
                     notes.join(u'\n'));
    // Once there was a choice, it can be made again.
    if (file.isGuessedEncoding) {
        m_encoding->clear();
        for (const CsvEncoding encoding : file.possibleEncodings)
            m_encoding->addItem(nameOf(encoding), QVariant::fromValue(encoding));
    }
    const int chosen = m_encoding->findData(QVariant::fromValue(file.encoding));
    m_encodingRow->setVisible(chosen >= 0);
    m_encoding->setCurrentIndex(chosen);
}

void BulkCheckPage::show(std::shared_ptr<BulkPlan> plan, const CsvResult &file, bool basicRulesOnly)
{
    const bool isNew = plan != m_plan;
    m_plan = std::move(plan);
    m_judging = false;
    if (isNew) {
        m_search->clear();
        m_filter->setCurrentIndex(0);
        m_model->setPlan(m_plan);
        m_table->setCurrentIndex(m_model->index(0, BulkModel::Person)); // for the keyboard
    }
    showList(file);
    const QString lines = QLocale().toString(file.badLineCount);
    m_badLines->showText(
        InlineMessage::Kind::Warning,
        file.badLineCount == 0
            ? QString()
            : tr("Lines of the file that could not be read, and are left out: %1").arg(lines));
    m_rules->showText(
        InlineMessage::Kind::Information,
        basicRulesOnly && m_plan->hasAnyPassword()
            // [RULE-basic] [RULE-scope] [RULE-paid]
            ? tr("Zoom did not tell the account's password rules: the passwords were checked by "
                 "Zoom's basic rules only.")
            : QString());
    m_message->clear();
    fillFilters();
    applyFilter();
    showRadius();
    m_table->setFocus();
}

void BulkCheckPage::clear()
{
    m_plan.reset();
    m_blast = {};
    m_model->setPlan(nullptr);
}

void BulkCheckPage::setJudging(bool judging)
{
    m_judging = judging;
    updateButtons();
}

void BulkCheckPage::showMessage(bool isError, const QString &text)
{
    m_message->showText(isError ? InlineMessage::Kind::Error : InlineMessage::Kind::Information, text);
}

void BulkCheckPage::focusTable()
{
    m_table->setFocus();
}

int BulkCheckPage::canary() const
{
    return m_canary->value();
}

bool BulkCheckPage::asksAfterCanary() const
{
    return m_ask->isChecked();
}

void BulkCheckPage::setCanary(int people, bool asks)
{
    m_canary->setValue(people);
    m_ask->setChecked(asks);
}

void BulkCheckPage::fillFilters()
{
    const int shown = m_filter->count() > 0 ? m_filter->currentData().toInt() : AllRows;
    const BlastRadius radius = m_plan->blastRadius();
    const QLocale locale;
    const QSignalBlocker blocker(m_filter);
    m_filter->clear();
    const auto add = [&](const QString &text, int count, int which) {
        m_filter->addItem(tr("%1 (%2)").arg(text, locale.toString(count)), which);
    };
    add(tr("All rows"), m_plan->count(), AllRows);
    m_filter->addItem(tr("Included"), IncludedRows);
    m_filter->addItem(tr("Excluded"), ExcludedRows);
    for (int verdict = 0; verdict < bulkVerdictCount; ++verdict) {
        if (const int count = radius.byVerdict[std::size_t(verdict)]; count > 0)
            add(verdictText(static_cast<BulkVerdict>(verdict)), count, verdict);
    }
    m_filter->setCurrentIndex(std::max(0, m_filter->findData(shown)));
}

void BulkCheckPage::applyFilter()
{
    if (!m_plan)
        return;
    const int which = m_filter->currentData().toInt();
    const QString text = m_search->text().trimmed();
    if (which == AllRows && text.isEmpty()) {
        m_model->setFilter(nullptr);
        return;
    }
    m_model->setFilter([which, text](const BulkPlan &plan, int row) {
        if (which >= 0 && plan.verdict(row) != static_cast<BulkVerdict>(which))
            return false;
        if ((which == IncludedRows && plan.isExcluded(row))
            || (which == ExcludedRows && !plan.isExcluded(row)))
            return false;
        if (text.isEmpty())
            return true;
        const BulkRow found = plan.row(row);
        return found.target.contains(text, Qt::CaseInsensitive)
            || found.name.contains(text, Qt::CaseInsensitive)
            || found.userId.contains(text, Qt::CaseInsensitive);
    });
}

void BulkCheckPage::showRadius()
{
    if (!m_plan)
        return;
    m_blast = m_plan->blastRadius();
    m_radius->setText(blastText(m_blast));
    m_run->setText(m_blast.people == 1 ? tr("&Reset 1 password…")
                                       : tr("&Reset %1 passwords…").arg(QLocale().toString(m_blast.people)));
    m_run->setAccessibleName(m_run->text().remove(u'&'));
    updateButtons();
}

void BulkCheckPage::updateButtons()
{
    const bool ready = m_plan && !m_judging;
    const bool selected = ready && m_table->selectionModel()->hasSelection();
    m_table->setEnabled(ready);
    m_exclude->setEnabled(selected);
    m_include->setEnabled(selected);
    m_correct->setEnabled(selected && m_table->currentIndex().isValid());
    const bool canGenerate = m_blast.byVerdict[std::size_t(BulkVerdict::BreaksRule)]
            + m_blast.byVerdict[std::size_t(BulkVerdict::RepeatedPassword)]
        > 0;
    m_generate->setVisible(canGenerate);
    m_generate->setEnabled(ready);
    m_dryRun->setEnabled(ready);
    m_run->setEnabled(ready && m_blast.people > 0);
}

/// Of the selected rows that need it; of all that need it, when none of them is selected.
void BulkCheckPage::dropPasswords()
{
    const auto needsIt = [this](int row) { return isFixedByGenerating(m_plan->verdict(row)); };
    QList<int> rows = m_table->selectedPlanRows();
    rows.removeIf([&](int row) { return !needsIt(row); });
    if (rows.isEmpty()) {
        for (int row = 0; row < m_plan->count(); ++row) {
            if (needsIt(row))
                rows.append(row);
        }
    }
    for (const int row : rows)
        m_plan->dropPassword(row);
    emit judgingRequested();
}

} // namespace Keyturn
