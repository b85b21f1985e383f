#include "inifile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QSaveFile>
#include <QSettings>
#include <QTemporaryDir>

#include <optional>

namespace Keyturn::IniFile {

namespace {

constexpr int LockWaitMs = 500;

/// Nothing when there is a file that cannot be read.
std::optional<QByteArray> bytesOf(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return QByteArray();
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    QByteArray bytes = file.readAll();
    if (file.error() != QFile::NoError)
        return std::nullopt;
    return bytes;
}

bool putBytes(QFileDevice &file, const QByteArray &bytes)
{
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.flush();
}

Values valuesOf(const QSettings &settings)
{
    Values values;
    for (const QString &key : settings.allKeys())
        values.insert(key, settings.value(key));
    return values;
}

/// A folder in which QSettings does its work on copies. Each copy has a name of its own, because QSettings
/// objects of one path share what they have parsed, and only the first of them hears of an error.
class Workshop
{
public:
    /// Nothing when the copy cannot be made.
    std::optional<Content> parse(const QByteArray &bytes, const QString &name)
    {
        QFile copy(pathOf(name));
        if (!m_dir.isValid() || !putBytes(copy, bytes))
            return std::nullopt;
        copy.close();
        const QSettings settings(copy.fileName(), QSettings::IniFormat);
        Content content;
        content.values = valuesOf(settings); // sections are parsed when they are needed
        content.state = settings.status() == QSettings::NoError ? State::Fine : State::Unreadable;
        return content;
    }

    /// The bytes of a file that holds these values; nothing when there is no room for it.
    std::optional<QByteArray> compose(const Values &values)
    {
        const QString path = pathOf(QStringLiteral("composed.ini"));
        {
            QSettings settings(path, QSettings::IniFormat);
            for (auto it = values.cbegin(); it != values.cend(); ++it)
                settings.setValue(it.key(), it.value());
        }
        const std::optional<QByteArray> bytes = bytesOf(path);
        const std::optional<Content> check =
            bytes ? parse(*bytes, QStringLiteral("check.ini")) : std::nullopt;
        if (!check || check->state != State::Fine || check->values != values)
            return std::nullopt;
        return bytes;
    }

private:
    QString pathOf(const QString &name) const { return m_dir.filePath(name); }

    QTemporaryDir m_dir;
};

} // namespace

Content read(const QString &path)
{
    const std::optional<QByteArray> bytes = bytesOf(path);
    if (!bytes)
        return {State::Unreadable, {}};
    if (bytes->isEmpty())
        return {};
    if (const std::optional<Content> content = Workshop().parse(*bytes, QStringLiteral("read.ini")))
        return *content;
    // No room for a copy. What this gives may be a moment old.
    return {State::Fine, valuesOf(QSettings(path, QSettings::IniFormat))};
}

Change change(const QString &path, const Values &changes)
{
    if (!QDir().mkpath(QFileInfo(path).absolutePath()))
        return Change::NotWritten;
    // The name that QSettings gives its lock.
    QLockFile lock(path + QStringLiteral(".lock"));
    if (!lock.tryLock(LockWaitMs))
        return Change::NotWritten;

    const std::optional<QByteArray> before = bytesOf(path);
    if (!before)
        return Change::Unreadable;
    Workshop workshop;
    const std::optional<Content> content = workshop.parse(*before, QStringLiteral("before.ini"));
    if (!content)
        return Change::NotWritten;
    if (content->state != State::Fine)
        return Change::Unreadable;

    Values values = content->values;
    for (auto it = changes.cbegin(); it != changes.cend(); ++it) {
        if (it.value().isValid())
            values.insert(it.key(), it.value());
        else
            values.remove(it.key());
    }
    const std::optional<QByteArray> after = workshop.compose(values);
    QSaveFile file(path);
    if (!after || !putBytes(file, *after) || !file.commit())
        return Change::NotWritten;
    return Change::Made;
}

} // namespace Keyturn::IniFile
