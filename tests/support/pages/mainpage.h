#pragma once

#include "page.h"
#include "password/passwordedit.h"
#include "picker/userpicker.h"
#include "picker/usertable.h"

#include <QCheckBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>

namespace Keyturn::Pages {

/// The main window, as a person uses it.
class MainPage
{
public:
    explicit MainPage(QWidget *window)
        : m_window(window)
    {
    }

    QWidget *window() const { return m_window; }

    QComboBox *account() const { return find<QComboBox>(m_window, "account"); }
    QLineEdit *search() const { return find<QLineEdit>(m_window, "findUser"); }
    UserTable *users() const { return find<UserTable>(m_window, "users"); }
    PasswordEdit *password() const { return find<PasswordEdit>(m_window, "newPassword"); }
    PasswordEdit *repeat() const { return find<PasswordEdit>(m_window, "repeatPassword"); }
    QCheckBox *show() const { return find<QCheckBox>(m_window, "showPassword"); }
    QPushButton *generate() const { return find<QPushButton>(m_window, "generate"); }
    QPushButton *update() const { return find<QPushButton>(m_window, "updatePassword"); }
    QPushButton *cancel() const { return find<QPushButton>(m_window, "cancelReset"); }
    QString selected() const { return textOf(m_window, "selectedUser"); }
    QString missing() const { return textOf(m_window, "missing"); }
    QString stage() const { return textOf(m_window, "stage"); }
    QString lastOutcome() const { return textOf(m_window, "lastOutcome"); }
    QString count() const { return textOf(m_window, "userCount"); }

    /// The list is searched in another thread: waits until it shows what was typed.
    void settle() const
    {
        const auto *picker = m_window->findChild<UserPicker *>();
        if (!QTest::qWaitFor([picker] { return picker->isAnswered(); }, 30'000))
            QTest::qFail("the list did not answer", __FILE__, __LINE__);
    }
    int rows() const
    {
        settle();
        return users()->model()->rowCount();
    }
    QString cell(int row, int column) const { return users()->model()->index(row, column).data().toString(); }

    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const
    {
        QTest::keyClick(keyTarget(m_window), key, modifiers);
    }
    /// Any text; QTest::keyClicks() knows ASCII only.
    void type(const QString &text) const
    {
        for (const QChar unit : text) {
            QKeyEvent key(QEvent::KeyPress, 0, Qt::NoModifier, unit);
            QCoreApplication::sendEvent(keyTarget(m_window), &key);
        }
        if (keyTarget(m_window) == search())
            settle();
    }

    /// Filters down to this person and picks them, by keyboard.
    void pick(const QString &email) const
    {
        search()->setFocus();
        search()->clear();
        type(email);
        press(Qt::Key_Return);
    }
    /// Twice, as it is hidden.
    void typePassword(const QString &text) const
    {
        password()->setFocus();
        type(text);
        repeat()->setFocus();
        type(text);
    }

private:
    QWidget *m_window;
};

} // namespace Keyturn::Pages
