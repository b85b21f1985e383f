#include "bulkimport.h"

#include "core/csvcell.h"

#include "bulk/bulkplan.h"
#include "bulk/bulkreport.h"
#include "core/secret.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFile>
#include <QPointer>
#include <QRegularExpression>
#include <QThreadPool>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::BulkImport)
};

bool separatesPeople(QChar c)
{
    return c == u',' || c == u';' || c.isSpace();
}

/// Zoom's IDs have 22 of these characters; those of pending users are addresses.
bool looksLikeId(QStringView piece)
{
    constexpr qsizetype shortest = 16;
    return piece.size() >= shortest && std::ranges::all_of(piece, [](QChar c) {
               return c.unicode() < 128 && (c.isLetterOrNumber() || u"-_=+/."_s.contains(c));
           });
}

/// "Ana Bo <ana@x.com>; Bo, Cy <cy@x.com>", as mail programs copy it: the addresses. Empty when it is not
/// that.
QString addressesOfMailboxes(const QString &pasted)
{
    static const QRegularExpression mailbox(u"<([^<>\\s]+@[^<>\\s]+)>"_s);
    QString lines;
    QString rest = pasted;
    rest.remove(mailbox);
    const bool isAll = !rest.contains(u'@') && !rest.contains(u'<');
    wipe(rest);
    if (!isAll)
        return {};
    for (auto match = mailbox.globalMatch(pasted); match.hasNext();) {
        lines += match.next().capturedView(1);
        lines += u'\n';
    }
    return lines;
}

/// A pasted list becomes one person a line: addresses; or, under a header, addresses and IDs. Text that has a
/// header of its own, or anything beside, stays as it is.
QString onePersonALine(const QString &pasted)
{
    if (QString lines = addressesOfMailboxes(pasted); !lines.isEmpty())
        return lines;
    QString lines;
    bool hasIds = false;
    qsizetype begin = 0;
    const auto take = [&](qsizetype end) {
        const QStringView piece = QStringView(pasted).sliced(begin, end - begin);
        begin = end + 1;
        if (piece.isEmpty())
            return true;
        const bool isAddress = piece.contains(u'@') && !piece.contains(u'"') && !piece.contains(u'<');
        if (!isAddress && !looksLikeId(piece))
            return false;
        hasIds = hasIds || !isAddress;
        lines += piece;
        lines += u'\n';
        return true;
    };
    bool isList = true;
    for (qsizetype i = 0; isList && i < pasted.size(); ++i)
        isList = !separatesPeople(pasted[i]) || take(i);
    if (!isList || !take(pasted.size())) {
        wipe(lines);
        return pasted;
    }
    return hasIds ? QString(u"id\n" + lines) : lines;
}

} // namespace

/// What the reading thread and the import share. The import may be gone first.
struct BulkImport::Job
{
    std::atomic<bool> cancelled = false;
    std::shared_ptr<BulkPlan> plan = std::make_shared<BulkPlan>();
};

BulkImport::BulkImport(QObject *parent)
    : QObject(parent)
{
}

BulkImport::~BulkImport()
{
    cancel();
}

void BulkImport::startFile(const QString &path)
{
    start(path, {});
}

void BulkImport::startText(const QString &pasted)
{
    QString lines = onePersonALine(pasted);
    QByteArray utf8 = lines.toUtf8();
    wipe(lines);
    start({}, std::move(utf8));
}

void BulkImport::start(const QString &path, QByteArray pasted)
{
    if (m_running)
        return;
    m_running = true;
    m_plan.reset();
    m_result = {};
    auto job = std::make_shared<Job>();
    m_job = job;
    // The receiver in the thread's answers; QPointer alone would race with the destructor.
    auto *answers = new QObject;
    QPointer<BulkImport> self(this);
    QThreadPool::globalInstance()->start([job, answers, self, path, pasted = std::move(pasted)]() mutable {
        QFile file(path);
        QBuffer buffer(&pasted);
        QIODevice &device = path.isEmpty() ? static_cast<QIODevice &>(buffer) : file;
        Result<CsvResult> result = std::unexpected(Error::of(ErrorKind::InvalidInput));
        if (device.open(QIODevice::ReadOnly)) {
            const qint64 total = device.size();
            result = readCsv(device, *job->plan, job->cancelled, [&](qint64 bytes) {
                QMetaObject::invokeMethod(
                    answers,
                    [self, job, bytes, total] {
                        if (self && self->m_job == job && !job->cancelled)
                            emit self->progressed(bytes, total);
                    },
                    Qt::QueuedConnection);
            });
        } else {
            result.error().reply.message = device.errorString();
        }
        buffer.close();
        wipe(pasted);
        QMetaObject::invokeMethod(
            answers,
            [self, job, answers, result] {
                answers->deleteLater();
                if (!self || self->m_job != job)
                    return;
                self->m_running = false;
                self->m_job.reset();
                if (!result) {
                    emit self->failed(result.error());
                    return;
                }
                self->m_result = *result;
                self->m_plan = job->plan;
                emit self->finished();
            },
            Qt::QueuedConnection);
    });
}

void BulkImport::cancel()
{
    if (m_job)
        m_job->cancelled = true;
}

std::shared_ptr<BulkPlan> BulkImport::takePlan()
{
    return std::exchange(m_plan, nullptr);
}

QString wordsOf(BadLineReason reason)
{
    switch (reason) {
    case BadLineReason::NoAddress:
        return Texts::tr("There is no e-mail address and no ID.");
    case BadLineReason::NotAnAddress:
        return Texts::tr("This is no e-mail address.");
    case BadLineReason::TooLong:
        return Texts::tr("The address or the password is too long.");
    case BadLineReason::NoPassword:
        return Texts::tr("The password is missing.");
    case BadLineReason::BadCharacters:
        return Texts::tr("It has characters that cannot be read.");
    case BadLineReason::BrokenQuotes:
        return Texts::tr("A quotation mark is in the wrong place.");
    case BadLineReason::TooManyCells:
        return Texts::tr("It has more cells than the first line names.");
    }
    return {};
}

QByteArray badLinesCsv(const QList<BadLine> &lines)
{
    QByteArray csv = "\xEF\xBB\xBFline,reason,text\r\n";
    for (const BadLine &line : lines)
        csv += QByteArray::number(line.line) + ',' + csvCell(wordsOf(line.reason)) + ','
            + csvCell(line.target) + "\r\n";
    return csv;
}

} // namespace Keyturn
