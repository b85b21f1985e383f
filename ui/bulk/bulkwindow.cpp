#include "bulkwindow.h"

#include "bulk/bulkimport.h"
#include "bulk/bulkwords.h"
#include "bulk/earlierruns.h"
#include "bulk/runlock.h"
#include "bulkcheckpage.h"
#include "bulkconfirmdialog.h"
#include "bulkexports.h"
#include "bulkgate.h"
#include "bulkquestions.h"
#include "bulkrunpage.h"
#include "bulksourcepage.h"
#include "core/whenready.h"
#include "history/runnotes.h"
#include "session/accountsession.h"
#include "session/bulkcheck.h"
#include "widgets/displaytext.h"
#include "widgets/spacing.h"
#include "words/errorwords.h"

#include <QFileDialog>
#include <QLocale>
#include <QSettings>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace Keyturn {

namespace {

constexpr auto geometryKey = "bulk/geometry";
constexpr auto canaryKey = "bulk/canary";
constexpr auto askKey = "bulk/askAfterCanary";

} // namespace

BulkWindow::BulkWindow(const Rooms &rooms, QWidget *parent)
    : QDialog(parent)
    , m_rooms(rooms)
    , m_pages(new QStackedWidget(this))
    , m_source(new BulkSourcePage(m_pages))
    , m_checkPage(new BulkCheckPage(m_pages))
    , m_runPage(new BulkRunPage(m_pages))
    , m_exports(new BulkExports(this, rooms.history != nullptr))
    , m_import(new BulkImport(this))
    , m_check(new BulkCheck(rooms.session, this))
    , m_gate(new BulkGate(this, rooms.journals, rooms.session->account().id, rooms.keychain))
{
    setObjectName(QStringLiteral("bulkWindow"));
    setWindowTitle(tr("Reset many passwords: %1 – Keyturn").arg(displayText(rooms.session->account().name)));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowFlag(Qt::WindowMaximizeButtonHint);
    setWindowFlag(Qt::WindowMinimizeButtonHint);
    build();
    connectSource();
    connectCheck();
    connectRun();
    resize(fontMetrics().averageCharWidth() * 130, fontMetrics().height() * 36);
    restore();
    lookForUnfinished();
    m_source->focusFirst();
}

BulkWindow::~BulkWindow()
{
    remember();
}

void BulkWindow::restore()
{
    if (!m_rooms.memory)
        return;
    restoreGeometry(m_rooms.memory->value(geometryKey).toByteArray());
    m_checkPage->setCanary(m_rooms.memory->value(canaryKey, m_checkPage->canary()).toInt(),
                           m_rooms.memory->value(askKey, m_checkPage->asksAfterCanary()).toBool());
}

void BulkWindow::remember() const
{
    if (!m_rooms.memory)
        return;
    m_rooms.memory->setValue(geometryKey, saveGeometry());
    m_rooms.memory->setValue(canaryKey, m_checkPage->canary());
    m_rooms.memory->setValue(askKey, m_checkPage->asksAfterCanary());
}

void BulkWindow::build()
{
    for (QWidget *page : std::initializer_list<QWidget *>{m_source, m_checkPage, m_runPage})
        m_pages->addWidget(page);
    auto *column = new QVBoxLayout(this);
    spaceOut(column, this);
    column->addWidget(m_pages);
}

void BulkWindow::connectSource()
{
    connect(m_source, &BulkSourcePage::selectionChosen, this, [this] { beginWith(m_selected); });
    connect(m_source, &BulkSourcePage::fileRequested, this, &BulkWindow::chooseFile);
    connect(m_source, &BulkSourcePage::fileDropped, this, &BulkWindow::read);
    connect(m_source, &BulkSourcePage::textChosen, this, &BulkWindow::readText);
    connect(m_source, &BulkSourcePage::cancelRequested, this, [this] {
        m_import->cancel();
        m_check->cancel();
        m_unfinished.reset();
        m_source->endProgress();
    });
    connect(m_source, &BulkSourcePage::openRequested, this, &BulkWindow::openUnfinished);
    connect(m_source, &BulkSourcePage::discardRequested, this, &BulkWindow::discardQuestion);
    connect(m_import, &BulkImport::progressed, this, [this](qint64 bytes, qint64 total) {
        m_source->showProgress(tr("Reading the file…"), bytes, total);
    });
    connect(m_import, &BulkImport::finished, this, &BulkWindow::takeImport);
    connect(m_import, &BulkImport::failed, this, [this](const Error &error) {
        m_unfinished.reset();
        if (error.kind == ErrorKind::Cancelled)
            m_source->endProgress();
        else
            m_source->showError(displayText(error.reply.message));
    });
}

void BulkWindow::connectCheck()
{
    connect(m_check, &BulkCheck::usersProgressed, this, [this](int count, int total) {
        m_source->showProgress(tr("The list of users is still being read…"), count, total);
    });
    connect(m_check, &BulkCheck::rowsProgressed, this, [this](int done, int total) {
        m_source->showProgress(tr("Checking each person…"), done, total);
    });
    connect(m_check, &BulkCheck::finished, this, &BulkWindow::showCheck);
    connect(m_check, &BulkCheck::failed, this, [this](const Error &error) {
        const ErrorWords words = wordsFor(error);
        showSource();
        m_source->showError(tr("Nobody can be checked, because the list of users could not be read. %1 %2")
                                .arg(words.happened, words.next));
    });
    connect(m_checkPage, &BulkCheckPage::backRequested, this, &BulkWindow::showSource);
    connect(m_checkPage, &BulkCheckPage::judgingRequested, this, [this] {
        m_checkPage->setJudging(true);
        m_check->start(m_plan);
    });
    connect(m_checkPage, &BulkCheckPage::dryRunRequested, this,
            [this] { m_exports->saveDryRun(m_plan, m_file.badLines); });
    connect(m_checkPage, &BulkCheckPage::badLinesRequested, this,
            [this] { m_exports->saveBadLines(m_file.badLines); });
    connect(m_checkPage, &BulkCheckPage::encodingChosen, this, [this](CsvEncoding encoding) {
        const QString path = m_path;
        showSource();
        CsvOptions options;
        options.encoding = encoding;
        readAs(path, options);
    });
    connect(m_checkPage, &BulkCheckPage::runRequested, this, &BulkWindow::askToRun);
    connect(m_gate, &BulkGate::passed, this, &BulkWindow::askToRunWith);
    connect(m_gate, &BulkGate::refused, this, [this](const QString &why) {
        m_checkPage->setJudging(false);
        if (!why.isEmpty())
            m_checkPage->showMessage(true, why);
    });
    connect(m_gate, &BulkGate::unfinishedWanted, this, &BulkWindow::showSource);
}

void BulkWindow::connectRun()
{
    connect(m_runPage, &BulkRunPage::reportRequested, this,
            [this] { m_exports->saveReport(m_run->plan(), m_file.badLines); });
    connect(m_runPage, &BulkRunPage::passwordsRequested, this,
            [this] { m_exports->savePasswords(m_run.get()); });
    connect(m_runPage, &BulkRunPage::slipsRequested, this, [this] { m_exports->saveSlips(m_run.get()); });
    connect(m_runPage, &BulkRunPage::summaryRequested, this, &BulkWindow::saveSummary);
    connect(m_runPage, &BulkRunPage::retryRequested, this, &BulkWindow::retry);
    connect(m_runPage, &BulkRunPage::goOnRequested, this, &BulkWindow::goOn);
    connect(m_runPage, &BulkRunPage::closeRequested, this, &BulkWindow::reject);
    connect(m_exports, &BulkExports::runningChanged, this, [this](bool running) {
        m_runPage->setExporting(running);
        m_checkPage->setJudging(running);
    });
    const auto tell = [this](bool isError, const QString &text) {
        if (m_pages->currentWidget() == m_runPage)
            m_runPage->showMessage(isError, text);
        else
            m_checkPage->showMessage(isError, text);
    };
    connect(m_exports, &BulkExports::succeeded, this, [tell](const QString &text) { tell(false, text); });
    connect(m_exports, &BulkExports::failed, this, [tell](const QString &text) { tell(true, text); });
    connect(m_exports, &BulkExports::passwordsWritten, this, &BulkWindow::noteExport);
}

void BulkWindow::setSelected(const QList<User> &users)
{
    m_selected = users;
    m_source->setSelected(int(users.size()));
}

void BulkWindow::lookForUnfinished()
{
    whenReady(findRuns(m_rooms.journals, m_rooms.session->account().id), this,
              [this](const AccountRuns &found) {
                  m_source->setUnfinished(found.unfinished());
                  if (found.unreadable.isEmpty())
                      return;
                  // A run that is under way holds its journal.
                  const auto lock = RunLock::take(m_rooms.journals, m_rooms.session->account().id);
                  m_source->showError(!lock && lock.error().kind == ErrorKind::RunUnderWay
                                          ? runUnderWayText(lock.error())
                                          : displayText(unreadableText(found.unreadable.first())));
              });
}

void BulkWindow::showSource()
{
    m_plan.reset();
    m_checkPage->clear();
    m_source->endProgress();
    m_pages->setCurrentWidget(m_source);
    lookForUnfinished();
    m_source->focusFirst();
}

void BulkWindow::beginWith(const QList<User> &users)
{
    if (m_run || m_import->isRunning() || m_check->isRunning() || users.isEmpty())
        return;
    auto plan = std::make_shared<BulkPlan>();
    for (const User &user : users)
        plan->add((user.email.isEmpty() ? user.pathId() : user.email).toUtf8(), {}, 0, user.id.toUtf8());
    check(std::move(plan), {});
}

void BulkWindow::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Choose a file of people"),
                                   QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation),
                                   tr("CSV and text files (*.csv *.tsv *.txt)") + QStringLiteral(";;")
                                       + tr("All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("bulkOpenDialog"));
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &BulkWindow::read);
    connect(dialog, &QDialog::rejected, this, [this] { m_unfinished.reset(); });
    dialog->open();
}

void BulkWindow::read(const QString &path)
{
    readAs(path, {});
}

void BulkWindow::readAs(const QString &path, const CsvOptions &options)
{
    m_path = path;
    m_source->showProgress(tr("Reading the file…"), 0, 0);
    m_import->startFile(path, options);
}

void BulkWindow::readText(const QString &text)
{
    m_source->showProgress(tr("Reading the list…"), 0, 0);
    m_import->startText(text);
}

void BulkWindow::takeImport()
{
    std::shared_ptr<BulkPlan> plan = m_import->takePlan();
    if (m_unfinished) {
        const QString journal = std::exchange(m_unfinished, {})->path;
        goOnWith(journal, std::move(plan), true);
        return;
    }
    check(std::move(plan), m_import->result());
}

void BulkWindow::check(std::shared_ptr<BulkPlan> plan, const CsvResult &file)
{
    m_plan = std::move(plan);
    m_file = file;
    m_source->showProgress(tr("Checking each person…"), 0, 0);
    m_check->start(m_plan);
}

void BulkWindow::showCheck()
{
    m_source->endProgress();
    m_checkPage->show(m_plan, m_file, m_check->hasBasicRulesOnly());
    m_pages->setCurrentWidget(m_checkPage);
}

void BulkWindow::askToRun()
{
    m_checkPage->setJudging(true);
    m_gate->ask(m_plan);
}

void BulkWindow::askToRunWith(const std::shared_ptr<RunLock> &lock, const QStringList &warnings)
{
    m_checkPage->setJudging(false);
    m_lock = lock;
    BulkConfirmDialog::Question question;
    question.radius = m_plan->blastRadius();
    question.accountName = m_rooms.session->account().name;
    for (int row = 0; row < m_plan->count(); ++row) {
        if (!m_plan->isExcluded(row) && !m_plan->hasPassword(row))
            ++question.generated;
    }
    question.warnings = warnings + bulkWarnings(*m_plan);
    auto *dialog = new BulkConfirmDialog(question, this);
    m_question = dialog;
    connect(dialog, &QDialog::accepted, this, &BulkWindow::startRun);
    connect(dialog, &QDialog::rejected, this, [this] { m_lock.reset(); });
    dialog->open();
}

} // namespace Keyturn
