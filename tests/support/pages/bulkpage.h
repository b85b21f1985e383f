#pragma once

#include "page.h"

#include <QComboBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>

namespace Keyturn::Pages {

/// The window of bulk work, as a person uses it.
class BulkPage
{
public:
    explicit BulkPage(QWidget *window)
        : m_window(window)
    {
    }

    QWidget *window() const { return m_window; }

    void paste(const QStringList &lines) const
    {
        find<QPlainTextEdit>(m_window, "bulkText")->setPlainText(lines.join(u'\n'));
        click(m_window, "bulkUseText");
        awaitCheck();
    }
    void open(const QString &path) const
    {
        click(m_window, "bulkFile");
        chooseFile(path);
    }
    static void chooseFile(const QString &path)
    {
        auto *dialog = qobject_cast<QFileDialog *>(awaitWindow("bulkOpenDialog"));
        if (!dialog)
            return;
        dialog->selectFile(path);
        dialog->findChild<QLineEdit *>(QStringLiteral("fileNameEdit"))->setText(path);
        QMetaObject::invokeMethod(dialog, "accept");
    }
    /// In the dialog that asks where to.
    static void saveTo(const QString &path)
    {
        auto *dialog = qobject_cast<QFileDialog *>(awaitWindow("bulkSaveDialog"));
        if (!dialog)
            return;
        dialog->findChild<QLineEdit *>(QStringLiteral("fileNameEdit"))->setText(path);
        QMetaObject::invokeMethod(dialog, "accept");
    }
    void awaitCheck() const
    {
        if (!QTest::qWaitFor([this] { return isShown(m_window, "bulkRows"); }, 30'000))
            QTest::qFail("the rows were not checked", __FILE__, __LINE__);
    }

    QTableView *rows() const { return find<QTableView>(m_window, "bulkRows"); }
    QTableView *outcomes() const { return find<QTableView>(m_window, "bulkOutcomes"); }
    QString radius() const { return textOf(m_window, "bulkRadius"); }
    QString state() const { return textOf(m_window, "bulkState"); }
    QString counts() const { return textOf(m_window, "bulkCounts"); }
    int done() const { return find<QProgressBar>(m_window, "bulkBar")->value(); }
    bool canRun() const { return find<QPushButton>(m_window, "bulkRun")->isEnabled(); }

    /// Through the question, of whichever kind.
    void run(int people) const
    {
        click(m_window, "bulkRun");
        QWidget *question = awaitWindow("bulkConfirm");
        if (!question)
            return;
        if (auto *tick = question->findChild<QAbstractButton *>(QStringLiteral("confirmTick")))
            tick->setChecked(true);
        if (auto *number = question->findChild<QLineEdit *>(QStringLiteral("confirmNumber")))
            number->setText(QString::number(people));
        click(question, "confirmRun");
    }
    void awaitEnd() const
    {
        if (!QTest::qWaitFor([this] { return isShown(m_window, "bulkClose"); }, 60'000))
            QTest::qFail("the run did not end", __FILE__, __LINE__);
    }
    void trigger(const char *action) const
    {
        auto *found = m_window->findChild<QAction *>(QLatin1String(action));
        if (!found)
            qFatal("There is no \"%s\"", action);
        found->trigger();
    }

private:
    QWidget *m_window;
};

} // namespace Keyturn::Pages
