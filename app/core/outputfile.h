#pragma once

#include "core/error.h"

#include <QCryptographicHash>
#include <QFile>
#include <QIODevice>

namespace Keyturn {

/// A file that is written whole or not at all, and known to be on the disk: for all that a person keeps, and
/// for what a password can be lost with. QSaveFile passes over what fails in its last flush and in its sync.
///
/// What is written goes into a file beside the target, under a name of its own. commit() flushes, syncs,
/// reads it back, and only then gives it the target's name; without it nothing is left. A link is followed; a
/// folder, a device and a pipe are refused. Any thread that blocks nobody; one at a time.
class OutputFile final : public QIODevice
{
    Q_OBJECT

public:
    enum class Readers {
        Usual, ///< as the file that it replaces, or as usual for new ones
        OwnerOnly, ///< nobody but this user, from the first byte on
    };

    OutputFile(const QString &path, Readers readers);
    ~OutputFile() override;

    /// False: see error(). Nothing but WriteOnly makes sense.
    bool open(OpenMode mode = WriteOnly) override;
    bool isSequential() const override { return true; }
    void close() override;

    /// What was written so far is on the disk; nothing has the target's name yet. With no commit() after it:
    /// whether there is room.
    Result<void> sync();
    /// The file is on the disk, and nothing can be written any more.
    Result<void> commit();
    /// SettingsFailed; names the file, and says why.
    Error error() const;

protected:
    qint64 readData(char *data, qint64 size) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    bool fail(const QString &why);
    bool refuseTarget();
    bool put(QByteArrayView bytes);
    bool putBuffer();
    bool isAsWritten();

    QString m_target;
    Readers m_readers;
    QFile m_file;
    QCryptographicHash m_written{QCryptographicHash::Sha256};
    qint64 m_size = 0;
    QByteArray m_buffer; ///< not in the file yet
    QString m_why; ///< what failed first; empty: nothing
};

/// Windows: takes the rights to a file from everybody but this user. Qt's permissions are no more there than
/// whether it may be written.
bool keepForOwner(const QFile &file);

} // namespace Keyturn
