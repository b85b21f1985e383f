#include "inifile.h"

#include "core/outputfile.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QSettings>
#include <QTemporaryDir>

#include <algorithm>
#include <optional>

namespace Keyturn::IniFile {

namespace {

constexpr int LockWaitMs = 500;

// QSettings writes an empty file when there is nothing left to write, which is what a full disk leaves, too.
constexpr QByteArrayView nothingLeft("; Keyturn keeps its settings here. There are none at the moment.\n");

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::IniFile)
};

struct Bytes
{
    State state = State::Fine;
    QByteArray bytes;
    QString problem;
};

/// Whether a file that cannot be opened is known not to be there: the nearest folder that exists was looked
/// into.
bool isKnownMissing(const QFileInfo &file)
{
    if (file.exists() || file.isSymLink())
        return false;
    QDir folder = file.absoluteDir();
    while (!folder.exists()) {
        const QString inner = folder.absolutePath();
        folder.setPath(QFileInfo(inner).absolutePath());
        if (folder.absolutePath() == inner)
            return false;
    }
    return folder.isReadable();
}

Bytes bytesOf(const QString &path)
{
    const auto unreadable = [](const QFile &file) {
        return Bytes{State::Unreadable, {}, file.errorString()};
    };
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        const QFileInfo info(path);
        return isKnownMissing(info) ? Bytes{State::Missing, {}, {}} : unreadable(file);
    }
    const QByteArray bytes = file.readAll();
    if (file.error() != QFile::NoError)
        return unreadable(file);
    return {State::Fine, bytes, {}};
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

Content contentOf(const QSettings &settings, const QByteArray &bytes)
{
    Content content;
    content.values = valuesOf(settings); // sections are parsed when they are needed
    content.endsInLineBreak = bytes.endsWith('\n');
    if (settings.status() != QSettings::NoError) {
        content.state = State::Unreadable;
        content.problem = Texts::tr("it holds lines that are no settings");
    }
    return content;
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
        return contentOf(QSettings(copy.fileName(), QSettings::IniFormat), bytes);
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
        const Bytes composed = bytesOf(path);
        const std::optional<Content> check = composed.state == State::Unreadable
            ? std::nullopt
            : parse(composed.bytes, QStringLiteral("check.ini"));
        if (!check || check->state != State::Fine || check->values != values)
            return std::nullopt;
        return composed.bytes.isEmpty() ? nothingLeft.toByteArray() : composed.bytes;
    }

private:
    QString pathOf(const QString &name) const { return m_dir.filePath(name); }

    QTemporaryDir m_dir;
};

} // namespace

Content read(const QString &path)
{
    const Bytes found = bytesOf(path);
    if (found.state != State::Fine)
        return {found.state, {}, found.problem, false, false};
    if (found.bytes.isEmpty()) {
        Content nothing;
        nothing.isEmpty = true;
        return nothing;
    }
    if (const std::optional<Content> content = Workshop().parse(found.bytes, QStringLiteral("read.ini")))
        return *content;
    // No room for a copy. What this gives may be a moment old.
    return contentOf(QSettings(path, QSettings::IniFormat), found.bytes);
}

QString doubtOf(const Content &content, const Values &known)
{
    if (content.state == State::Unreadable)
        return content.problem;
    if (known.isEmpty())
        return {};
    if (content.state == State::Missing)
        return Texts::tr("it is not there any more");
    // One that was emptied on purpose says so in a line of its own, which makes it end in a line break.
    if (content.endsInLineBreak && !content.isEmpty)
        return {};
    const auto isCut = [&content, &known](const QString &key) {
        const auto it = content.values.constFind(key);
        if (it == content.values.cend())
            return true;
        const QString before = known.value(key).toString();
        const QString now = it->toString();
        return now.size() < before.size() && before.startsWith(now);
    };
    if (std::none_of(known.keyBegin(), known.keyEnd(), isCut))
        return {};
    return content.isEmpty ? Texts::tr("it is empty") : Texts::tr("it ends in the middle of a line");
}

std::expected<Values, Failure> change(const QString &path, const Values &changes, const Values &known)
{
    const auto failed = [](Failure::Kind kind, const QString &problem = {}) {
        return std::unexpected(Failure{kind, problem});
    };
    // Before its folder is made: a folder that is gone may be a disk that is not mounted.
    if (const QString doubt = doubtOf(read(path), known); !doubt.isEmpty())
        return failed(Failure::Kind::Unreadable, doubt);
    if (!QDir().mkpath(QFileInfo(path).absolutePath()))
        return failed(Failure::Kind::NotWritten);
    // The name that QSettings gives its lock.
    QLockFile lock(path + QStringLiteral(".lock"));
    if (!lock.tryLock(LockWaitMs))
        return failed(Failure::Kind::NotWritten);

    const Content before = read(path);
    if (const QString doubt = doubtOf(before, known); !doubt.isEmpty())
        return failed(Failure::Kind::Unreadable, doubt);
    Values values = before.values;
    for (auto it = changes.cbegin(); it != changes.cend(); ++it) {
        if (it.value().isValid())
            values.insert(it.key(), it.value());
        else
            values.remove(it.key());
    }
    const std::optional<QByteArray> after = Workshop().compose(values);
    OutputFile file(path, OutputFile::Readers::Usual);
    if (!after || !file.open() || file.write(*after) != after->size() || !file.commit())
        return failed(Failure::Kind::NotWritten);
    return values;
}

} // namespace Keyturn::IniFile
