#pragma once

#include "outcome/confirmdialog.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QTest>
#include <QWidget>

/// Page objects find widgets by objectName and never by their words, which are translated.
namespace Keyturn::Pages {

/// Ends the test program when there is none: a page without its widget is a broken test.
template<typename T = QWidget>
T *find(const QWidget *root, const char *objectName)
{
    T *widget = root->findChild<T *>(QLatin1String(objectName));
    if (!widget)
        qFatal("There is no \"%s\" in \"%s\"", objectName, qPrintable(root->objectName()));
    return widget;
}

inline QString textOf(const QWidget *root, const char *objectName)
{
    return find<QLabel>(root, objectName)->text();
}

inline bool isShown(const QWidget *root, const char *objectName)
{
    return find(root, objectName)->isVisible();
}

/// Null when no such window is open.
inline QWidget *openWindow(const char *objectName)
{
    const QWidgetList windows = QApplication::topLevelWidgets();
    for (QWidget *window : windows) {
        if (window->isVisible() && window->objectName() == QLatin1String(objectName))
            return window;
    }
    return nullptr;
}

/// Waits for it; null, and a failed test, when it does not come.
inline QWidget *awaitWindow(const char *objectName)
{
    QWidget *window = nullptr;
    if (!QTest::qWaitFor([&] { return (window = openWindow(objectName)) != nullptr; }, 30'000))
        QTest::qFail(qPrintable(QStringLiteral("no window \"%1\" came").arg(QLatin1String(objectName))),
                     __FILE__, __LINE__);
    // On the screen, too: what the display tells of a new window can come between a press and its release.
    else if (!QTest::qWaitForWindowExposed(window, 30'000))
        QTest::qFail(qPrintable(QStringLiteral("\"%1\" is not shown").arg(QLatin1String(objectName))),
                     __FILE__, __LINE__);
    return window;
}

inline void click(const QWidget *root, const char *objectName)
{
    // As a person, who clicks on what can be seen: a window that opens may still take its place, and lets go
    // of a button that is pressed meanwhile.
    (void)QTest::qWaitForWindowExposed(root->window());
    QTest::mouseClick(find<QAbstractButton>(root, objectName), Qt::LeftButton);
}

/// Says yes to "Update password?", once the person has been checked and what that brought can have been read.
inline void confirmReset(QWidget *question)
{
    if (!question)
        return;
    const auto *dialog = qobject_cast<ConfirmDialog *>(question);
    const auto *send = find<QAbstractButton>(question, "confirmUpdate");
    if (!QTest::qWaitFor([&] { return !dialog->isChecking() && send->isEnabled(); }, 30'000))
        QTest::qFail("the person was not checked", __FILE__, __LINE__);
    click(question, "confirmUpdate");
}

/// Where a key goes that a person presses now: also without a window manager that gives out the focus.
inline QWidget *keyTarget(QWidget *mainWindow)
{
    QWidget *top = QApplication::activeModalWidget();
    if (!top)
        top = mainWindow;
    return top->focusWidget() ? top->focusWidget() : top;
}

} // namespace Keyturn::Pages
