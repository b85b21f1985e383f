#pragma once

#include "bulk/bulkrun.h"
#include "bulk/csvreader.h"
#include "zoom/userdto.h"

#include <QDialog>
#include <QPointer>

#include <memory>
#include <optional>

class QSettings;
class QStackedWidget;

namespace Keyturn {

class AccountSession;
class BulkCheck;
class BulkCheckPage;
class BulkExports;
class BulkGate;
class BulkImport;
class BulkRunPage;
class BulkSourcePage;
class History;
class RunLock;
class RunNotes;
class SecretStore;

/// Bulk work for the open account, from the people to the report. Not modal: the main window can be used
/// meanwhile. Deletes itself once it is closed.
class BulkWindow : public QDialog
{
    Q_OBJECT

public:
    /// What it borrows; all of it outlives the window.
    struct Rooms
    {
        AccountSession *session = nullptr;
        SecretStore *keychain = nullptr; ///< for the runs' keys
        QString journals; ///< a folder
        History *history = nullptr; ///< null: nothing is written down
        QSettings *memory = nullptr; ///< of sizes and choices; null: nothing is remembered
    };

    explicit BulkWindow(const Rooms &rooms, QWidget *parent = nullptr);
    ~BulkWindow() override;

    /// Who is selected in the main window: offered as one way to begin.
    void setSelected(const QList<User> &users);
    /// Begins with them at once, unless something is under way.
    void beginWith(const QList<User> &users);
    /// A run is under way: its account cannot be left.
    bool isBusy() const;

    /// Asks first while something would be lost.
    void reject() override;

signals:
    void busyChanged(bool busy);
    /// A run that had begun has ended.
    void runEnded(const Keyturn::BulkProgress &progress);
    void progressed(const Keyturn::BulkProgress &progress);

private:
    void build();
    void restore();
    void remember() const;
    void connectSource();
    void connectCheck();
    void connectRun();

    void lookForUnfinished();
    void chooseFile();
    void read(const QString &path);
    void readAs(const QString &path, const CsvOptions &options);
    void readText(const QString &text);
    void takeImport();
    void check(std::shared_ptr<BulkPlan> plan, const CsvResult &file);
    void showCheck();
    void showSource();
    void askToRun();
    void askToRunWith(const std::shared_ptr<RunLock> &lock, const QStringList &warnings);
    void startRun();
    void openUnfinished(const RunSummary &run);
    void goOnWith(const QString &journal, std::shared_ptr<BulkPlan> file, bool waits);
    void makeRun();
    void handleEnd();
    void backFromRun();
    void goOn();
    void retry();
    void noteExport(const QString &path);
    void saveSummary();
    void askBeforeStopping();
    void askAboutPasswords();
    void discardQuestion(const RunSummary &run);
    void discard(const RunSummary &run);
    void finishRun(bool keep);
    void closeRun();

    Rooms m_rooms;
    QStackedWidget *m_pages;
    BulkSourcePage *m_source;
    BulkCheckPage *m_checkPage;
    BulkRunPage *m_runPage;
    BulkExports *m_exports;
    BulkImport *m_import;
    BulkCheck *m_check;
    BulkGate *m_gate;

    QList<User> m_selected;
    QString m_path; ///< of the file that was read last
    CsvResult m_file;
    std::shared_ptr<BulkPlan> m_plan;
    std::shared_ptr<BulkPlan> m_fileAgain; ///< with the passwords of the file with which the run began
    std::optional<RunSummary> m_unfinished; ///< whose file is read again
    bool m_passwordsWritten = false; ///< of this run
    bool m_closesWhenEnded = false;
    QPointer<QDialog> m_question;
    QPointer<RunNotes> m_notes; ///< of the run; null: nothing is written down
    std::shared_ptr<RunLock> m_lock; ///< for the run that is asked about
    std::unique_ptr<BulkRun> m_run; ///< dies before what it borrows
};

} // namespace Keyturn
