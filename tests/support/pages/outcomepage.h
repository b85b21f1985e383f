#pragma once

#include "page.h"

#include <QPlainTextEdit>

namespace Keyturn::Pages {

/// Any of the four outcome dialogs.
class OutcomePage
{
public:
    explicit OutcomePage(QWidget *dialog)
        : m_dialog(dialog)
    {
    }

    QString title() const { return textOf(m_dialog, "outcomeTitle"); }
    QString person() const { return textOf(m_dialog, "outcomePerson"); }
    QString happened() const { return textOf(m_dialog, "outcomeHappened"); }
    QString change() const { return textOf(m_dialog, "outcomeChange"); }
    QString next() const { return textOf(m_dialog, "outcomeNext"); }
    QPlainTextEdit *details() const { return find<QPlainTextEdit>(m_dialog, "detailsText"); }
    bool hasHandOver() const { return m_dialog->findChild<QWidget *>(QStringLiteral("copyPassword")); }
    bool offersCheck() const { return m_dialog->findChild<QWidget *>(QStringLiteral("checkAgain")); }
    void close() const { click(m_dialog, "closeOutcome"); }

private:
    QWidget *m_dialog;
};

} // namespace Keyturn::Pages
