#include "oneshotdevice.h"

#include <cstring>

namespace Keyturn {

OneShotDevice::OneShotDevice(Secret bytes, QObject *parent)
    : QIODevice(parent)
    , m_bytes(std::move(bytes))
{
    // Unbuffered: QIODevice's own buffer would be one more copy of the secret, and one that is not wiped.
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

bool OneShotDevice::reset()
{
    return !m_read;
}

bool OneShotDevice::seek(qint64 position)
{
    return position == m_position && QIODevice::seek(position);
}

qint64 OneShotDevice::readData(char *data, qint64 maximum)
{
    const qint64 count = qMin(maximum, m_bytes.size() - m_position);
    if (count <= 0)
        return 0;
    std::memcpy(data, m_bytes.exposeUtf8().data() + m_position, static_cast<std::size_t>(count));
    m_position += count;
    if (!m_read) {
        m_read = true;
        emit firstRead();
    }
    return count;
}

} // namespace Keyturn
