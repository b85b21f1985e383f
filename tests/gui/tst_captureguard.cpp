#include "shell/captureguard.h"

#include "settings/options.h"
#include "settings/settings.h"
#include "widgets/screencapture.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QDialog>
#include <QMap>
#include <QTemporaryDir>
#include <QTest>
#include <QWindow>

using namespace Keyturn;
using namespace Qt::StringLiterals;

/// That no window is forgotten, whatever the platform then does.
class TestCaptureGuard final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_directory;
    QMap<QWindow *, bool> m_hidden; ///< what was last done to each

    CaptureGuard::Hide hide()
    {
        return [this](QWindow *window, bool hidden) {
            QVERIFY(window->handle()); // else there is nothing on the display to do it to
            m_hidden[window] = hidden;
        };
    }

private slots:
    void init()
    {
        m_hidden.clear();
        QFile::remove(m_directory.filePath(u"settings.ini"_s));
    }

    void hidesEveryWindow()
    {
        Settings settings(m_directory.filePath(u"settings.ini"_s), {});
        const CaptureGuard guard(&settings, hide());
        QWidget window;
        window.show();
        QVERIFY(m_hidden.value(window.windowHandle()));

        QDialog dialog(&window);
        dialog.open();
        QVERIFY(m_hidden.value(dialog.windowHandle()));
        QComboBox box(&window);
        box.addItems({u"one"_s, u"two"_s});
        box.show();
        box.showPopup();
        QVERIFY(m_hidden.value(box.view()->window()->windowHandle()));
        box.hidePopup();
        const QList<bool> all = m_hidden.values();
        QVERIFY(!all.contains(false));
    }

    void hidesItAgainWhenItIsMadeAnew()
    {
        Settings settings(m_directory.filePath(u"settings.ini"_s), {});
        const CaptureGuard guard(&settings, hide());
        QWidget window;
        window.show();
        m_hidden.clear();
        window.setWindowFlag(Qt::WindowStaysOnTopHint); // which takes another window of the display
        window.windowHandle()->destroy();
        window.show();
        QVERIFY(m_hidden.value(window.windowHandle()));
    }

    void followsTheSetting()
    {
        Settings settings(m_directory.filePath(u"settings.ini"_s), {});
        QWidget before;
        before.show();
        const CaptureGuard guard(&settings, hide());
        QVERIFY(m_hidden.value(before.windowHandle()));
        QVERIFY(settings.set(Options::hideFromCapture, false));
        QCOMPARE(m_hidden.value(before.windowHandle(), true), false);
        QWidget after;
        after.show();
        QVERIFY(!m_hidden.contains(after.windowHandle())); // it is as it came
        QVERIFY(settings.set(Options::hideFromCapture, true));
        QVERIFY(m_hidden.value(before.windowHandle()));
        QVERIFY(m_hidden.value(after.windowHandle()));
    }

    void doesNothingWhereThePlatformCannot()
    {
        Settings settings(m_directory.filePath(u"settings.ini"_s), {});
        const CaptureGuard guard(&settings);
#ifdef Q_OS_LINUX
        QVERIFY(!canHideFromCapture());
#endif
        QWidget window;
        window.show();
        QVERIFY(window.isVisible());
    }
};

QTEST_MAIN(TestCaptureGuard)
#include "tst_captureguard.moc"
