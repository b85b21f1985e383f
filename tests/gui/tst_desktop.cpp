#include "desktop/sleepinhibitor.h"
#include "widgets/desktopnotification.h"
#include "widgets/taskbarprogress.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusUnixFileDescriptor>
#include <QSignalSpy>
#include <QTest>
#include <QVariantMap>
#include <QWidget>

#include <array>
#include <fcntl.h>
#include <memory>
#include <unistd.h>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

/// As much of logind as is asked. What it gives is the end of a pipe: it is let go when the other end is read
/// to its end.
class FakeLogin final : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.login1.Manager")

public:
    QStringList asked;
    bool isHeld() const
    {
        char byte = 0;
        return m_ours >= 0 && read(m_ours, &byte, 1) < 0; // EAGAIN: somebody has the other end
    }
    ~FakeLogin() override { close(m_ours); }

public slots:
    QDBusUnixFileDescriptor Inhibit(const QString &what, const QString &who, const QString &why,
                                    const QString &mode)
    {
        asked = {what, who, why, mode};
        std::array<int, 2> ends = {};
        if (pipe(ends.data()) != 0)
            return {};
        m_ours = ends[0];
        fcntl(m_ours, F_SETFL, O_NONBLOCK);
        QDBusUnixFileDescriptor given;
        given.giveFileDescriptor(ends[1]);
        return given;
    }

private:
    int m_ours = -1;
};

/// GNOME's session manager.
class FakeSession final : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.gnome.SessionManager")

public:
    QList<uint> held;
    uint flags = 0;

public slots:
    uint Inhibit(const QString & /*app*/, uint /*window*/, const QString & /*why*/, uint what)
    {
        flags = what;
        held.append(++m_last);
        return m_last;
    }
    void Uninhibit(uint cookie) { held.removeAll(cookie); }

private:
    uint m_last = 40;
};

class FakeNotifications final : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    QList<uint> replaced;
    QStringList shown;
    QStringList actions;

public slots:
    uint Notify(const QString & /*app*/, uint replaces, const QString & /*icon*/, const QString &title,
                const QString &text, const QStringList &offered, const QVariantMap & /*hints*/,
                int /*timeout*/)
    {
        replaced.append(replaces);
        shown.append(title + u'|' + text);
        actions = offered;
        return 7;
    }
};

/// What docks hear.
class Dock final : public QObject
{
    Q_OBJECT

public:
    QStringList uris;
    QList<QVariantMap> heard;

public slots:
    void handleUpdate(const QString &uri, const QVariantMap &properties)
    {
        uris.append(uri);
        heard.append(properties);
    }
};

} // namespace

/// Under dbus-run-session: its bus stands for the system's, too.
class TestDesktop final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        const QByteArray address = qgetenv("DBUS_SESSION_BUS_ADDRESS");
        qputenv("DBUS_SYSTEM_BUS_ADDRESS", address);
        QGuiApplication::setDesktopFileName(u"io.github.keyturn.Keyturn"_s);
        m_others = std::make_unique<QDBusConnection>(
            QDBusConnection::connectToBus(QString::fromLocal8Bit(address), u"others"_s));
    }

    void keepsTheComputerAwake()
    {
        FakeLogin login;
        FakeSession session;
        serve(u"org.freedesktop.login1"_s, u"/org/freedesktop/login1"_s, &login);
        serve(u"org.gnome.SessionManager"_s, u"/org/gnome/SessionManager"_s, &session);
        {
            SleepInhibitor awake;
            awake.hold(u"Passwords are being reset"_s);
            awake.hold(u"once more"_s); // which does nothing
            QTRY_VERIFY(login.isHeld());
            QCOMPARE(login.asked.value(0), u"sleep:idle"_s);
            QCOMPARE(login.asked.value(2), u"Passwords are being reset"_s);
            QCOMPARE(login.asked.value(3), u"block"_s);
            QTRY_COMPARE(session.held.size(), 1);
            QCOMPARE(session.flags, 4U);
            awake.release();
            QTRY_VERIFY(!login.isHeld());
            QTRY_COMPARE(session.held.size(), 0);

            awake.hold(u"again"_s);
            QTRY_VERIFY(login.isHeld());
            QTRY_COMPARE(session.held.size(), 1);
        }
        QTRY_VERIFY(!login.isHeld());
        QTRY_COMPARE(session.held.size(), 0);

        // Let go before the answers have come.
        SleepInhibitor hasty;
        login.asked.clear();
        hasty.hold(u"for a moment"_s);
        hasty.release();
        QTRY_VERIFY(!login.asked.isEmpty());
        QTRY_VERIFY(!login.isHeld());
        QTRY_COMPARE(session.held.size(), 0);
        leave(u"org.freedesktop.login1"_s, u"/org/freedesktop/login1"_s);
        leave(u"org.gnome.SessionManager"_s, u"/org/gnome/SessionManager"_s);
    }

    void nobodyThereIsNoHarm()
    {
        SleepInhibitor awake;
        awake.hold(u"nobody hears"_s);
        QVERIFY(awake.isHeld());
        QTest::qWait(50);
        awake.release();
        QVERIFY(!awake.isHeld());
    }

    void tellsTheTaskbar()
    {
        Dock dock;
        QVERIFY(m_others->connect({}, {}, u"com.canonical.Unity.LauncherEntry"_s, u"Update"_s, &dock,
                                  SLOT(handleUpdate(QString, QVariantMap))));
        QWidget window;
        {
            TaskbarProgress progress(&window);
            progress.set(0.25);
            QTRY_COMPARE(dock.heard.size(), 1);
            QCOMPARE(dock.uris.last(), u"application://io.github.keyturn.Keyturn.desktop"_s);
            QCOMPARE(dock.heard.last().value(u"progress"_s).toDouble(), 0.25);
            QCOMPARE(dock.heard.last().value(u"progress-visible"_s).toBool(), true);
            QCOMPARE(dock.heard.last().value(u"urgent"_s).toBool(), false);
            progress.set(0.2504); // not another percent
            progress.set(0.5, true);
            QTRY_COMPARE(dock.heard.size(), 2);
            QCOMPARE(dock.heard.last().value(u"urgent"_s).toBool(), true);
        }
        QTRY_COMPARE(dock.heard.size(), 3);
        QCOMPARE(dock.heard.last().value(u"progress-visible"_s).toBool(), false);
    }

    void notifies()
    {
        FakeNotifications notifications;
        serve(u"org.freedesktop.Notifications"_s, u"/org/freedesktop/Notifications"_s, &notifications);
        QWidget window;
        DesktopNotification notification(&window);
        notification.show(u"Done"_s, u"3 < 5 changed"_s);
        QTRY_COMPARE(notifications.shown.size(), 1);
        QCOMPARE(notifications.shown.last(), u"Done|3 &lt; 5 changed"_s);
        QCOMPARE(notifications.actions.value(0), u"default"_s);
        QTest::qWait(50); // for the answer
        notification.show(u"Done"_s, u"again"_s);
        QTRY_COMPARE(notifications.shown.size(), 2);
        QCOMPARE(notifications.replaced, (QList<uint>{0, 7}));

        // A click brings the window back; one on somebody else's does not.
        window.showMinimized();
        QVERIFY(window.isMinimized());
        act(8);
        QTest::qWait(50);
        QVERIFY(window.isMinimized());
        act(7);
        QTRY_VERIFY(!window.isMinimized());

        // Who looks at the window sees it there.
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        notification.show(u"Done"_s, u"not needed"_s);
        QTest::qWait(50);
        QCOMPARE(notifications.shown.size(), 2);
        leave(u"org.freedesktop.Notifications"_s, u"/org/freedesktop/Notifications"_s);
    }

private:
    void serve(const QString &name, const QString &path, QObject *object)
    {
        QVERIFY(m_others->registerObject(path, object, QDBusConnection::ExportAllSlots));
        QVERIFY(m_others->registerService(name));
    }
    void leave(const QString &name, const QString &path)
    {
        m_others->unregisterService(name);
        m_others->unregisterObject(path);
    }
    void act(uint id)
    {
        QDBusMessage clicked = QDBusMessage::createSignal(
            u"/org/freedesktop/Notifications"_s, u"org.freedesktop.Notifications"_s, u"ActionInvoked"_s);
        clicked << id << u"default"_s;
        QVERIFY(m_others->send(clicked));
    }

    std::unique_ptr<QDBusConnection> m_others;
};

QTEST_MAIN(TestDesktop)
#include "tst_desktop.moc"
