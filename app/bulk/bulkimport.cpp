#include "bulkimport.h"

#include "core/csvcell.h"

#include "bulk/bulkplan.h"
#include "bulk/bulkreport.h"
#include "core/secret.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFile>
#include <QPointer>
#include <QThreadPool>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::BulkImport)
};

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

void BulkImport::startFile(const QString &path, const CsvOptions &options)
{
    start(path, {}, options);
}

void BulkImport::startText(const QString &pasted)
{
    start({}, pasted.toUtf8(), {});
}

void BulkImport::start(const QString &path, QByteArray pasted, const CsvOptions &options)
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
    QThreadPool::globalInstance()->start(
        [job, answers, self, path, options, pasted = std::move(pasted)]() mutable {
            QFile file(path);
            QBuffer buffer(&pasted);
            QIODevice &device = path.isEmpty() ? static_cast<QIODevice &>(buffer) : file;
            Result<CsvResult> result = std::unexpected(Error::of(ErrorKind::InvalidInput));
            if (device.open(QIODevice::ReadOnly)) {
                const qint64 total = device.size();
                result = readCsv(
                    device, *job->plan, job->cancelled,
                    [&](qint64 bytes) {
                        QMetaObject::invokeMethod(
                            answers,
                            [self, job, bytes, total] {
                                if (self && self->m_job == job && !job->cancelled)
                                    emit self->progressed(bytes, total);
                            },
                            Qt::QueuedConnection);
                    },
                    options);
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
    case BadLineReason::UnsureCharacters:
        return Texts::tr(
            "It has letters that differ with the encoding of the file, which is not known for sure. "
            "Choose the encoding, or save the file as UTF-8.");
    case BadLineReason::InvisibleCharacters:
        return Texts::tr("The password has a blank at an edge, or invisible characters.");
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
