#include "lock/screenwatch.h"

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace Keyturn;

namespace {

const auto Login = QStringLiteral("org.freedesktop.login1");
const auto LoginPath = QStringLiteral("/org/freedesktop/login1");
const auto OwnSession = QStringLiteral("/org/freedesktop/login1/session/_31");
const auto OtherSession = QStringLiteral("/org/freedesktop/login1/session/_32");

/// As much of logind as is asked.
class FakeLogin final : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.login1.Manager")

public slots:
    QDBusObjectPath GetSession(const QString &id)
    {
        asked.append(id);
        return QDBusObjectPath(OwnSession);
    }

public:
    QStringList asked;
};

} // namespace

/// Under dbus-run-session: its bus stands for the system's, too.
class TestScreenWatch final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        const QByteArray address = qgetenv("DBUS_SESSION_BUS_ADDRESS");
        qputenv("DBUS_SYSTEM_BUS_ADDRESS", address);
        m_others = std::make_unique<QDBusConnection>(
            QDBusConnection::connectToBus(QString::fromLocal8Bit(address), QStringLiteral("others")));
    }

    void screenSavers_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("interface");
        QTest::newRow("freedesktop.org") << QStringLiteral("/org/freedesktop/ScreenSaver")
                                         << QStringLiteral("org.freedesktop.ScreenSaver");
        QTest::newRow("KDE") << QStringLiteral("/ScreenSaver")
                             << QStringLiteral("org.freedesktop.ScreenSaver");
        QTest::newRow("GNOME") << QStringLiteral("/org/gnome/ScreenSaver")
                               << QStringLiteral("org.gnome.ScreenSaver");
    }
    void screenSavers()
    {
        QFETCH(QString, path);
        QFETCH(QString, interface);
        ScreenWatch watch;
        QSignalSpy locked(&watch, &ScreenWatch::screenLocked);
        watch.start();
        watch.start(); // a second time does nothing
        QVERIFY(isListening());
        say(path, interface, QStringLiteral("ActiveChanged"), {false});
        say(path, interface, QStringLiteral("ActiveChanged"), {true});
        QTRY_COMPARE_WITH_TIMEOUT(locked.count(), 1, 30'000);
        say(path, interface, QStringLiteral("ActiveChanged"), {false});
        say(path, interface, QStringLiteral("ActiveChanged"), {true});
        QTRY_COMPARE_WITH_TIMEOUT(locked.count(), 2, 30'000); // and not three, since signals keep their order
    }

    void loginManager()
    {
        FakeLogin login;
        QVERIFY(m_others->registerObject(LoginPath, &login, QDBusConnection::ExportAllSlots));
        QVERIFY(m_others->registerService(Login));
        ScreenWatch watch;
        QSignalSpy locked(&watch, &ScreenWatch::screenLocked);
        QSignalSpy sleeping(&watch, &ScreenWatch::goingToSleep);
        watch.start();
        QTRY_COMPARE_WITH_TIMEOUT(login.asked, QStringList{QStringLiteral("auto")}, 30'000);

        const auto manager = QStringLiteral("org.freedesktop.login1.Manager");
        const auto session = QStringLiteral("org.freedesktop.login1.Session");
        const auto prepare = QStringLiteral("PrepareForSleep");
        say(LoginPath, manager, prepare, {false});
        say(LoginPath, manager, prepare, {true});
        QTRY_COMPARE_WITH_TIMEOUT(sleeping.count(), 1, 30'000);
        // It listens some time after it has its answer.
        QTRY_VERIFY_WITH_TIMEOUT((say(OwnSession, session, QStringLiteral("Lock"), {}), locked.count() > 0),
                                 30'000);
        say(LoginPath, manager, prepare, {true});
        QTRY_COMPARE_WITH_TIMEOUT(sleeping.count(), 2, 30'000); // signals keep their order: all have arrived
        const auto before = locked.count();
        say(OtherSession, session, QStringLiteral("Lock"), {});
        say(OwnSession, session, QStringLiteral("Unlock"), {});
        say(OwnSession, session, QStringLiteral("Lock"), {});
        say(LoginPath, manager, prepare, {true});
        QTRY_COMPARE_WITH_TIMEOUT(sleeping.count(), 3, 30'000);
        QCOMPARE(locked.count(), before + 1);
        QVERIFY(m_others->unregisterService(Login));
        m_others->unregisterObject(LoginPath);
    }

    void anAnswerAfterItsDeathIsHarmless()
    {
        auto watch = std::make_unique<ScreenWatch>();
        watch->start();
        watch.reset();
        say(QStringLiteral("/ScreenSaver"), QStringLiteral("org.freedesktop.ScreenSaver"),
            QStringLiteral("ActiveChanged"), {true});
        ScreenWatch other; // what it hears came after the answer
        QSignalSpy heard(&other, &ScreenWatch::screenLocked);
        other.start();
        QVERIFY(isListening());
        say(QStringLiteral("/ScreenSaver"), QStringLiteral("org.freedesktop.ScreenSaver"),
            QStringLiteral("ActiveChanged"), {true});
        QTRY_VERIFY_WITH_TIMEOUT(heard.count() > 0, 30'000);
    }

    void cleanupTestCase()
    {
        m_others.reset();
        QDBusConnection::disconnectFromBus(QStringLiteral("others"));
    }

private:
    void say(const QString &path, const QString &interface, const QString &name,
             const QVariantList &arguments)
    {
        QDBusMessage signal = QDBusMessage::createSignal(path, interface, name);
        signal.setArguments(arguments);
        QVERIFY(m_others->send(signal));
    }

    /// The bus takes the messages of one connection in their order: once it has answered, it knows what is
    /// listened for. A signal that another connection sends before that reaches nobody.
    static bool isListening()
    {
        return QDBusConnection::sessionBus().interface()->isServiceRegistered(
            QStringLiteral("org.freedesktop.DBus"));
    }

    std::unique_ptr<QDBusConnection> m_others;
};

QTEST_GUILESS_MAIN(TestScreenWatch)
#include "tst_screenwatch.moc"
