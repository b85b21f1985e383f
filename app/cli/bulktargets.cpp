#include "bulktargets.h"

#include "bulk/bulkreport.h"
#include "bulk/bulkrun.h"
#include "cli/bulkcommand.h"
#include "core/outputfile.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QStringList>

#include <array>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::BulkTargets)
};

Error badTarget(const QString &words)
{
    return Error::of(ErrorKind::InvalidInput, words);
}

Error exists(const QString &path)
{
    return badTarget(Texts::tr("\"%1\" is there already. Name another file, or add --overwrite if it may be "
                               "written over. Nothing was sent.")
                         .arg(path));
}

/// Writes as much as will be needed, and takes it away again.
Result<void> hasRoom(const QString &path, OutputFile::Readers readers, qint64 bytes)
{
    OutputFile file(path, readers);
    if (!file.open())
        return std::unexpected(file.error());
    constexpr qsizetype pieceSize = 64 * 1024;
    const QByteArray piece(pieceSize, ' ');
    for (qint64 left = bytes; left > 0; left -= pieceSize) {
        if (file.write(piece.constData(), std::min(left, qint64(pieceSize))) < 0)
            return std::unexpected(file.error());
    }
    return file.sync();
}

Result<void> checkRoom(const BulkOptions &options, int people)
{
    // A row of either is seldom longer; a guess on the safe side costs a moment.
    constexpr qint64 reportRow = 300;
    constexpr qint64 passwordsRow = 150;
    struct Target
    {
        QString path;
        OutputFile::Readers readers;
        qint64 bytes;
    };
    const std::array targets = {
        Target{options.report, OutputFile::Readers::Usual, people * reportRow},
        Target{options.passwords, OutputFile::Readers::OwnerOnly, people * passwordsRow}};
    for (const auto &[path, readers, bytes] : targets) {
        const Result<void> room = path.isEmpty() ? Result<void>() : hasRoom(path, readers, bytes);
        if (!room)
            return std::unexpected(
                badTarget(room.error().reply.message + u' ' + Texts::tr("Nothing was sent.")));
    }
    return {};
}

} // namespace

Result<void> checkTargetsDiffer(const BulkOptions &options)
{
    QStringList known;
    for (const QString &path : {options.file, options.report, options.passwords}) {
        if (path.isEmpty())
            continue;
        const QFileInfo file(path);
        const QString place = file.exists()
            ? file.canonicalFilePath()
            : QFileInfo(file.path()).canonicalFilePath() + u'/' + file.fileName();
        if (known.contains(place))
            return std::unexpected(badTarget(
                Texts::tr("\"%1\" is named twice: the list, the report and the passwords each need a "
                          "file of their own. Nothing was sent.")
                    .arg(path)));
        known += place;
    }
    return {};
}

Result<void> checkTargets(const BulkOptions &options, int people)
{
    for (const QString &path : {options.report, options.passwords}) {
        const QFileInfo file(path);
        if (!path.isEmpty() && !options.overwrite && (file.exists() || file.isSymLink()))
            return std::unexpected(exists(path));
    }
    return checkRoom(options, people);
}

Result<void> checkTargetsAgain(const BulkOptions &options, const BulkRun &run)
{
    if (!options.overwrite && QFileInfo::exists(options.report) && !isBulkReport(options.report))
        return std::unexpected(exists(options.report));
    if (!options.overwrite && QFileInfo::exists(options.passwords)) {
        const Result<bool> kept = holdsOnlyPasswordsOf(options.passwords, run);
        if (!kept)
            return std::unexpected(badTarget(kept.error().reply.message));
        if (!*kept)
            return std::unexpected(badTarget(
                Texts::tr("\"%1\" is there already, and holds passwords that this run did not make. "
                          "Name another file, or add --overwrite if they are not needed any more. "
                          "Nothing was sent.")
                    .arg(options.passwords)));
    }
    return checkRoom(options, run.plan()->count());
}

bool isBulkReport(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) && file.readLine(bulkReportHeader.size() + 1) == bulkReportHeader;
}

} // namespace Keyturn
