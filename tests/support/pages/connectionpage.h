#pragma once

#include "page.h"
#include "session/connectionreport.h"

#include <array>

namespace Keyturn::Pages {

/// What "Test connection" shows.
class ConnectionPage
{
public:
    explicit ConnectionPage(QWidget *root)
        : m_root(root)
    {
    }

    /// What a screen reader says of the row: all of it.
    QString row(ConnectionStep step) const { return find(m_root, nameOf(step))->accessibleName(); }
    /// What stands below its heading.
    QString text(ConnectionStep step) const { return textOf(m_root, nameOf(step)); }
    QLabel *label(ConnectionStep step) const { return find<QLabel>(m_root, nameOf(step)); }
    QString summary() const { return textOf(m_root, "testSummary"); }
    bool isBusy() const { return isShown(m_root, "testProgress"); }
    bool canStop() const { return isShown(m_root, "stopTest"); }
    void stop() const { click(m_root, "stopTest"); }
    bool hasDetails() const { return isShown(m_root, "testDetails"); }
    void copyDetails() const { click(m_root, "copyDetails"); }

private:
    static const char *nameOf(ConnectionStep step)
    {
        static constexpr std::array names{"testTokenRow", "testSelfRow", "testUsersRow", "testRulesRow",
                                          "testChangeRow"};
        return names[std::size_t(step)];
    }

    QWidget *m_root;
};

} // namespace Keyturn::Pages
