#pragma once

#include "directory/bits.h"

#include <QDateTime>
#include <QObject>

#include <optional>

namespace Keyturn {

class UserDirectory;
class UserLoader;
struct User;

/// Follows how a list that was kept from before is loaded anew: who was added, who changed, and, once every
/// page has come, who is no more; these leave the directory. A load that did not come to its end removes
/// nobody. Owned by AccountSession. Thread: GUI.
class UserRefresh : public QObject
{
    Q_OBJECT

public:
    UserRefresh(UserDirectory *directory, UserLoader *loader, QObject *parent = nullptr);

    struct Changes
    {
        int added = 0;
        int changed = 0;
        int vanished = 0;
    };

    /// The directory holds a list of that time, and the loader is about to begin.
    void begin(const QDateTime &listedAt);
    /// Of when the list is that is on the screen, until it is loaded anew.
    const std::optional<QDateTime> &listedAt() const { return m_listedAt; }
    /// What the last load that came to its end found out about the list that was there before.
    const std::optional<Changes> &changes() const { return m_changes; }

signals:
    void changed();

private:
    void noteSeen(const QList<User> &users);
    void finish();

    UserDirectory *m_directory;
    Bits m_seen; ///< by row, of those who were there before
    int m_rowEnd = 0; ///< of those
    Changes m_counted;
    std::optional<QDateTime> m_listedAt;
    std::optional<Changes> m_changes;
};

} // namespace Keyturn
