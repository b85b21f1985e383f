#include "outputfile.h"

#include "core/randomkey.h"
#include "core/secret.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <array>
#include <cerrno>
#include <filesystem>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <unistd.h>
#else
#include <io.h>
#endif

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

constexpr qsizetype bufferSize = 64 * 1024;

#ifdef Q_OS_UNIX
/// True, too, where the file system knows no such thing: then no more can be known.
bool syncFile(int descriptor)
{
    int result = 0;
    do
        result = ::fsync(descriptor);
    while (result != 0 && errno == EINTR);
    return result == 0 || errno == EINVAL || errno == ENOTSUP || errno == ENOSYS;
}

/// So that the new name outlives a power cut; what the file holds is on the disk already.
void syncFolder(const QString &path)
{
    const int folder = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return;
    syncFile(folder);
    ::close(folder);
}

QString systemError()
{
    return qt_error_string(errno);
}
#else
bool syncFile(int descriptor)
{
    return ::_commit(descriptor) == 0;
}

void syncFolder(const QString &) { }

QString systemError()
{
    return QString::fromLocal8Bit(std::strerror(errno));
}
#endif

} // namespace

OutputFile::OutputFile(const QString &path, Readers readers)
    : m_target(path)
    , m_readers(readers)
{
}

OutputFile::~OutputFile()
{
    close();
}

/// Without commit() nothing stays.
void OutputFile::close()
{
    if (isOpen())
        QIODevice::close();
    wipe(m_buffer);
    if (m_file.fileName().isEmpty())
        return;
    m_file.close();
    m_file.remove();
    m_file.setFileName({});
}

bool OutputFile::fail(const QString &why)
{
    if (m_why.isEmpty())
        m_why = why;
    setErrorString(m_why);
    return false;
}

Error OutputFile::error() const
{
    return Error::of(ErrorKind::SettingsFailed, tr("\"%1\" cannot be written: %2").arg(m_target, m_why));
}

bool OutputFile::refuseTarget()
{
    const QFileInfo target(m_target);
    if (m_target.isEmpty() || target.fileName().isEmpty())
        fail(tr("it has no name"));
    else if (target.isDir())
        fail(tr("it is a folder"));
    else if (target.exists() && !target.isFile())
        fail(tr("it is no file, but a device or a pipe"));
    return !m_why.isEmpty();
}

bool OutputFile::open(OpenMode mode)
{
    if (refuseTarget())
        return false;
    if (const QFileInfo target(m_target); target.isSymLink() && target.exists())
        m_target = target.canonicalFilePath(); // the link stays
    const QFileInfo target(m_target);
    // Not made from the target's: it may have no room for more.
    const QString name = u".keyturn-"_s
        + QString::fromLatin1(randomKey().exposeUtf8().first(6).toByteArray().toHex()) + u".tmp"_s;
    m_file.setFileName(target.absolutePath() + u'/' + name);
    constexpr auto owner = QFile::ReadOwner | QFile::WriteOwner;
    const bool isOwnersAlone = m_readers == Readers::OwnerOnly;
    const auto flags = QIODevice::WriteOnly | QIODevice::NewOnly | QIODevice::Unbuffered;
    if (!(isOwnersAlone ? m_file.open(flags, owner) : m_file.open(flags))) {
        fail(m_file.errorString());
        m_file.setFileName({});
        return false;
    }
    if (isOwnersAlone && !keepForOwner(m_file)) {
        fail(m_file.errorString());
        close();
        return false;
    }
    if (!isOwnersAlone && target.exists())
        m_file.setPermissions(target.permissions());
    m_buffer.reserve(bufferSize); // it never grows: growing leaves a copy behind
    return QIODevice::open((mode & ~ReadOnly) | WriteOnly | Unbuffered);
}

qint64 OutputFile::readData(char *, qint64)
{
    return -1;
}

qint64 OutputFile::writeData(const char *data, qint64 size)
{
    const QByteArrayView bytes(data, size);
    m_written.addData(bytes);
    m_size += size;
    if (m_buffer.size() + size > bufferSize && !putBuffer())
        return -1;
    if (size <= bufferSize)
        m_buffer.append(bytes);
    else if (!put(bytes))
        return -1;
    return m_why.isEmpty() ? size : -1;
}

bool OutputFile::putBuffer()
{
    const bool isPut = put(m_buffer);
    wipe(m_buffer.data(), std::size_t(m_buffer.size())); // its room stays, and may have held passwords
    m_buffer.resize(0);
    return isPut;
}

/// QFile takes a part of the bytes for no error, and says why only when it takes none.
bool OutputFile::put(QByteArrayView bytes)
{
    while (m_why.isEmpty() && !bytes.isEmpty()) {
        const qint64 count = m_file.write(bytes.data(), bytes.size());
        if (count <= 0)
            return fail(m_file.errorString());
        bytes = bytes.sliced(count);
    }
    return m_why.isEmpty();
}

bool OutputFile::isAsWritten()
{
    QFile file(m_file.fileName());
    QCryptographicHash found(QCryptographicHash::Sha256);
    if (!file.open(QIODevice::ReadOnly))
        return fail(file.errorString());
    qint64 size = 0;
    std::array<char, 64 * 1024> piece{};
    for (;;) {
        const qint64 count = file.read(piece.data(), qint64(piece.size()));
        if (count < 0)
            fail(file.errorString());
        if (count <= 0)
            break;
        found.addData(QByteArrayView(piece.data(), count));
        size += count;
    }
    wipe(piece.data(), piece.size()); // it may have been passwords
    if (m_why.isEmpty() && (size != m_size || found.result() != m_written.result()))
        return fail(tr("what was written is not what stands there"));
    return m_why.isEmpty();
}

Result<void> OutputFile::sync()
{
    if (!isOpen())
        fail(tr("it was not opened"));
    if (putBuffer() && !syncFile(m_file.handle()))
        fail(systemError());
    if (!m_why.isEmpty())
        return std::unexpected(error());
    return {};
}

Result<void> OutputFile::commit()
{
    (void)sync(); // what it says is kept
    m_file.close();
    if (m_why.isEmpty() && m_file.error() != QFileDevice::NoError)
        fail(m_file.errorString());
    if (!m_why.isEmpty() || !isAsWritten()) {
        close();
        return std::unexpected(error());
    }
    std::error_code failed;
    std::filesystem::rename(QFileInfo(m_file.fileName()).filesystemFilePath(),
                            QFileInfo(m_target).filesystemFilePath(), failed);
    if (failed) {
        fail(QString::fromStdString(failed.message()));
        close();
        return std::unexpected(error());
    }
    m_file.setFileName({});
    close();
    syncFolder(QFileInfo(m_target).absolutePath());
    return {};
}

#ifndef Q_OS_WIN
bool keepForOwner(const QFile &)
{
    return true; // it was made so
}
#endif

} // namespace Keyturn

#include "moc_outputfile.cpp"
