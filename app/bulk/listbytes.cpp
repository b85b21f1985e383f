#include "listbytes.h"

#include "core/secret.h"

#include <QCoreApplication>
#include <QIODevice>

#include <algorithm>
#include <cstring>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::CsvReader)
};

constexpr qsizetype pieceSize = 256 * 1024;

} // namespace

ListBytes::~ListBytes()
{
    wipe(m_bytes);
}

/// As QByteArray grows by itself, but leaves no copy behind.
void ListBytes::growTo(qsizetype capacity)
{
    QByteArray larger;
    larger.reserve(capacity);
    larger.append(m_bytes);
    wipe(m_bytes);
    m_bytes = std::move(larger);
}

std::optional<Error> ListBytes::load(QIODevice &device, const std::atomic<bool> &cancelled)
{
    growTo(std::clamp<qint64>(device.isSequential() ? 0 : device.size() + 1, pieceSize, largestList));
    while (!cancelled) {
        if (m_bytes.capacity() - m_bytes.size() < 1)
            growTo(m_bytes.capacity() * 2);
        const qsizetype held = m_bytes.size();
        const qsizetype room = std::min(m_bytes.capacity() - held, pieceSize);
        m_bytes.resize(held + room);
        const qint64 size = device.read(m_bytes.data() + held, room);
        m_bytes.resize(held + std::max<qint64>(size, 0));
        if (size < 0)
            return Error::of(ErrorKind::InvalidInput, device.errorString());
        if (m_bytes.size() >= largestList)
            return Error::of(ErrorKind::InvalidInput, Texts::tr("It is too large for a list of people."));
        if (size == 0)
            return std::nullopt;
    }
    return Error::of(ErrorKind::Cancelled);
}

} // namespace Keyturn
