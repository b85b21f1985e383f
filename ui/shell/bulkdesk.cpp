#include "bulkdesk.h"

#include "bulk/bulkwindow.h"
#include "bulk/bulkwords.h"
#include "bulk/earlierruns.h"
#include "core/whenready.h"
#include "secrets/memorystore.h"
#include "session/accountsession.h"
#include "widgets/desktopnotification.h"
#include "widgets/inlinemessage.h"
#include "widgets/taskbarprogress.h"

#include <QApplication>
#include <QPushButton>

namespace Keyturn {

BulkDesk::BulkDesk(const Rooms &rooms, InlineMessage *reminder, QWidget *window)
    : QObject(window)
    , m_rooms(rooms)
    , m_reminder(reminder)
    , m_window(window)
{
    QPushButton *show = m_reminder->addButton(tr("&Show the run…"), QStringLiteral("showUnfinished"));
    show->setAccessibleName(tr("Show the run…"));
    connect(show, &QPushButton::clicked, this, [this] { open({}, false); });
    QPushButton *later = m_reminder->addButton(tr("&Later"), QStringLiteral("remindLater"));
    later->setAccessibleName(tr("Later"));
    connect(later, &QPushButton::clicked, m_reminder, &InlineMessage::clear);
}

BulkDesk::~BulkDesk()
{
    delete m_bulk;
}

void BulkDesk::setSession(AccountSession *session)
{
    delete m_bulk;
    m_awake.release();
    m_reminder->clear();
    m_session = session;
    if (!m_session || m_session->account().kind == Account::Kind::Practice)
        return;
    whenReady(findRuns(m_rooms.journals, m_session->account().id), this,
              [this](const AccountRuns &found) { remind(found.unfinished()); });
}

void BulkDesk::remind(const QList<RunSummary> &runs)
{
    if (!m_session || m_bulk)
        return;
    if (!runs.isEmpty())
        m_reminder->showText(
            InlineMessage::Kind::Warning,
            tr("A run of many passwords has not been finished. %1").arg(unfinishedText(runs.first())));
}

void BulkDesk::open(const QList<User> &selected, bool begins)
{
    const bool isPractice = m_session && m_session->account().kind == Account::Kind::Practice;
    if (!m_session || (!isPractice && !m_rooms.keychain))
        return;
    m_reminder->clear();
    if (m_bulk && !m_bulk->isVisible()) { // it was closed, and is about to go
        BulkWindow *closed = m_bulk;
        m_bulk.clear();
        delete closed;
    }
    if (!m_bulk) {
        BulkWindow::Rooms rooms{m_session, m_rooms.keychain, m_rooms.journals, m_rooms.history,
                                m_rooms.memory};
        if (isPractice) {
            if (!m_practiceKeys) {
                m_practiceKeys = std::make_unique<MemoryStore>();
                m_practiceJournals = std::make_unique<QTemporaryDir>();
            }
            rooms.keychain = m_practiceKeys.get();
            rooms.journals = m_practiceJournals->path();
            rooms.history = nullptr; // nothing happened to anybody
        }
        m_bulk = new BulkWindow(rooms, m_window);
        connectWindow();
        m_bulk->setSelected(selected);
        m_bulk->show();
    } else {
        m_bulk->setSelected(selected);
    }
    m_bulk->setWindowState(m_bulk->windowState() & ~Qt::WindowMinimized);
    m_bulk->raise();
    m_bulk->activateWindow();
    if (begins)
        m_bulk->beginWith(selected);
}

void BulkDesk::connectWindow()
{
    auto *taskbar = new TaskbarProgress(m_bulk);
    auto *notification = new DesktopNotification(m_bulk);
    connect(m_bulk, &BulkWindow::busyChanged, this, [this, taskbar](bool busy) {
        if (busy) {
            m_awake.hold(tr("Passwords are being reset"));
        } else {
            m_awake.release();
            taskbar->clear();
        }
        emit busyChanged(busy);
    });
    connect(m_bulk, &BulkWindow::progressed, taskbar, [taskbar](const BulkProgress &progress) {
        const bool stands = progress.state == BulkState::AtCanary || progress.state == BulkState::Paused;
        if (progress.total > 0 && progress.state != BulkState::Finished)
            taskbar->set(double(progress.done()) / progress.total, stands);
    });
    connect(m_bulk, &BulkWindow::runEnded, notification, [notification](const BulkProgress &progress) {
        // Numbers only: it may be shown on a locked screen.
        const bool isDone = progress.left == 0 && progress.unknown == 0;
        notification->show(isDone ? tr("Keyturn has reset the passwords") : tr("Keyturn has stopped the run"),
                           countsText(progress));
    });
}

bool BulkDesk::isBusy() const
{
    return m_bulk && m_bulk->isBusy();
}

void BulkDesk::askToStop()
{
    if (!m_bulk)
        return;
    m_bulk->setWindowState(m_bulk->windowState() & ~Qt::WindowMinimized);
    m_bulk->raise();
    m_bulk->activateWindow();
    m_bulk->reject();
}

} // namespace Keyturn
