#pragma once

#include "settings/inifile.h"

#include <QDateTime>
#include <QObject>
#include <QString>
#include <QThreadPool>

#include <optional>

namespace Keyturn {

/// Tells whether somebody else has changed a settings file. It looks when it is asked to, and in a thread of
/// its own, because a home folder on a network may take its time; a notification of the file system would not
/// come from there at all. A file that has not changed is not read.
///
/// Dies with what is under way: on a disk that hangs that takes as long as the disk. Thread: GUI.
class IniFileWatch final : public QObject
{
    Q_OBJECT

public:
    explicit IniFileWatch(QString path, QObject *parent = nullptr);
    ~IniFileWatch() override;

    /// changed() follows when there is something new, or when the file cannot be read. Asked again while it
    /// looks, it looks once more.
    void look();
    /// What the file holds is not known: the next look() reads it, changed or not.
    void forget() { m_seen.reset(); }

signals:
    void changed(const Keyturn::IniFile::Content &content);

private:
    /// By what a changed file is known without being read.
    struct Stamp
    {
        bool exists = false;
        qint64 size = 0;
        QDateTime written;
        QDateTime replaced; ///< also of a file that was renamed to this, with its former times
        QDateTime made;
        bool operator==(const Stamp &) const = default;
    };
    struct Found
    {
        std::optional<Stamp> stamp; ///< nothing when it must be read again the next time
        std::optional<IniFile::Content> content; ///< nothing when it is as it was
    };

    static Stamp stampOf(const QString &path);
    static Found lookAt(const QString &path, const std::optional<Stamp> &seen);
    void handle(Found found);

    const QString m_path;
    std::optional<Stamp> m_seen;
    bool m_looking = false;
    bool m_again = false;
    QThreadPool m_thread;
};

} // namespace Keyturn
