#pragma once

#include "page.h"

#include <QPushButton>

namespace Keyturn::Pages {

/// The strip that says that outcomes are open, and the list that it leads to.
class OpenOutcomesPage
{
public:
    explicit OpenOutcomesPage(QWidget *window)
        : m_window(window)
    {
    }

    bool isShown() const { return Pages::isShown(m_window, "openOutcomes"); }
    QString strip() const { return textOf(find(m_window, "openOutcomes"), "messageText"); }
    QWidget *open() const
    {
        click(m_window, "showOpenOutcomes");
        return awaitWindow("openOutcomesDialog");
    }
    /// The row about this person; null: there is none.
    static QWidget *row(QWidget *dialog, const QString &person)
    {
        const QList<QLabel *> titles = dialog->findChildren<QLabel *>(QStringLiteral("openAttemptTitle"));
        for (const QLabel *title : titles) {
            if (title->text().contains(person) && title->isVisible())
                return title->parentWidget();
        }
        return nullptr;
    }
    static bool offers(const QWidget *row, const char *button)
    {
        return row->findChild<QPushButton *>(QLatin1String(button)) != nullptr;
    }
    static QString advice(const QWidget *row) { return textOf(row, "openAttemptAdvice"); }

private:
    QWidget *m_window;
};

} // namespace Keyturn::Pages
