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

} // namespace

WindowMemory::WindowMemory(QSettings *settings, QMainWindow *window, QSplitter *splitter, UserPicker *picker)
    : m_settings(settings)
    , m_window(window)
    , m_splitter(splitter)
    , m_picker(picker)
{
}

void WindowMemory::restore()
{
    const QFontMetrics font = m_window->fontMetrics();
    const QSize comfortable(font.averageCharWidth() * 165, font.height() * 40);
    m_window->resize(comfortable.boundedTo(m_window->screen()->availableSize()));
    m_splitter->setSizes({3000, 2000}); // taken as shares
    if (!m_settings)
        return;
    m_window->restoreGeometry(m_settings->value(geometryKey()).toByteArray());
    m_splitter->restoreState(m_settings->value(splitterKey()).toByteArray());
    m_picker->restoreColumns(m_settings->value(columnsKey()).toByteArray());
}

void WindowMemory::remember()
{
    if (!m_settings)
        return;
    m_settings->setValue(geometryKey(), m_window->saveGeometry());
    m_settings->setValue(splitterKey(), m_splitter->saveState());
    m_settings->setValue(columnsKey(), m_picker->saveColumns());
}

} // namespace Keyturn
