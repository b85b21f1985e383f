#include "secret.h"

#include <QByteArray>
#include <QString>
#include <QStringEncoder>

#include <cstring>

#ifdef Q_OS_WIN
#include <qt_windows.h>
#endif

namespace Keyturn {

Secret::Secret(const char *bytes, qsizetype size)
    : m_bytes(size > 0 ? std::make_unique<char[]>(static_cast<std::size_t>(size)) : nullptr)
    , m_size(size)
{
    if (size > 0)
        std::memcpy(m_bytes.get(), bytes, static_cast<std::size_t>(size));
}

Secret::Secret(Secret &&other) noexcept
    : m_bytes(std::move(other.m_bytes))
    , m_size(std::exchange(other.m_size, 0))
{
}

Secret &Secret::operator=(Secret &&other) noexcept
{
    if (this != &other) {
        clear();
        m_bytes = std::move(other.m_bytes);
        m_size = std::exchange(other.m_size, 0);
    }
    return *this;
}

Secret::~Secret()
{
    clear();
}

void Secret::clear() noexcept
{
    if (m_bytes)
        wipe(m_bytes.get(), static_cast<std::size_t>(m_size));
    m_bytes.reset();
    m_size = 0;
}

Secret Secret::fromUtf8(QByteArrayView utf8)
{
    return {utf8.data(), utf8.size()};
}

Secret Secret::fromText(QStringView text)
{
    QStringEncoder encoder(QStringEncoder::Utf8);
    const qsizetype room = encoder.requiredSpace(text.size());
    const auto buffer = std::make_unique<char[]>(static_cast<std::size_t>(room) + 1);
    const char *end = encoder.appendToBuffer(buffer.get(), text);
    Secret secret(buffer.get(), end - buffer.get());
    wipe(buffer.get(), static_cast<std::size_t>(room) + 1);
    return secret;
}

Secret Secret::clone() const
{
    return {m_bytes.get(), m_size};
}

bool Secret::equals(const Secret &other) const
{
    if (m_size != other.m_size)
        return false;
    unsigned char difference = 0;
    for (qsizetype i = 0; i < m_size; ++i)
        difference |= static_cast<unsigned char>(m_bytes[static_cast<std::size_t>(i)]
                                                 ^ other.m_bytes[static_cast<std::size_t>(i)]);
    return difference == 0;
}

void wipe(void *bytes, std::size_t size) noexcept
{
    if (!bytes || size == 0)
        return;
#if defined(Q_OS_WIN)
    SecureZeroMemory(bytes, size);
#elif defined(Q_OS_LINUX)
    explicit_bzero(bytes, size);
#else
    volatile char *p = static_cast<volatile char *>(bytes);
    while (size--)
        *p++ = 0;
#endif
}

void wipe(QByteArray &bytes) noexcept
{
    if (bytes.isDetached())
        wipe(bytes.data(), static_cast<std::size_t>(bytes.size()));
    bytes.clear();
}

void wipe(QString &text) noexcept
{
    if (text.isDetached())
        wipe(text.data(), static_cast<std::size_t>(text.size()) * sizeof(QChar));
    text.clear();
}

} // namespace Keyturn
