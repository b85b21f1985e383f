#include "windowmemory.h"

#include "picker/userpicker.h"

#include <QMainWindow>
#include <QScreen>
#include <QSettings>
#include <QSplitter>

namespace Keyturn {

namespace {

QString geometryKey()
{
    return QStringLiteral("window/geometry");
}

QString splitterKey()
{
    return QStringLiteral("window/splitter");
}

QString columnsKey()
{
    return QStringLiteral("window/userColumns");
}

// Guessed, since measuring loads the fonts, for which the window would have to wait.
QSize comfortableSize(const QWidget *window)
{
    const QFont &font = window->font();
    const qreal em = font.pixelSize() > 0 ? font.pixelSize()
                                          : font.pointSizeF() * window->screen()->logicalDotsPerInchY() / 72;
    return QSizeF(em * 80, em * 50).toSize();
}

} // namespace

WindowMemory::WindowMemory(QSettings *settings, QMainWindow *window)
    : m_settings(settings)
    , m_window(window)
{
}

void WindowMemory::restoreGeometry()
{
    m_window->resize(comfortableSize(m_window).boundedTo(m_window->screen()->availableSize()));
    if (m_settings)
        m_window->restoreGeometry(m_settings->value(geometryKey()).toByteArray());
}

void WindowMemory::restoreParts(QSplitter *splitter, UserPicker *picker)
{
    m_splitter = splitter;
    m_picker = picker;
    m_splitter->setSizes({3000, 2000}); // taken as shares
    if (!m_settings)
        return;
    m_splitter->restoreState(m_settings->value(splitterKey()).toByteArray());
    m_picker->restoreColumns(m_settings->value(columnsKey()).toByteArray());
}

void WindowMemory::remember()
{
    if (!m_settings || !m_splitter)
        return;
    m_settings->setValue(geometryKey(), m_window->saveGeometry());
    m_settings->setValue(splitterKey(), m_splitter->saveState());
    m_settings->setValue(columnsKey(), m_picker->saveColumns());
}

} // namespace Keyturn
