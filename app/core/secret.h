#pragma once

#include <QByteArrayView>
#include <QDebug>
#include <QStringView>

#include <cstddef>
#include <memory>

namespace Keyturn {

/// A password or token: UTF-8 bytes that are wiped when the value dies.
///
/// Moves, and copies only through clone(), so that every copy is written down in the code. It cannot be
/// streamed to a log. Wiping is best effort: buffers that Qt's multipart, TLS and sockets make on the way
/// out are not ours to wipe.
///
/// Thread: a plain value; guard it yourself when it is shared.
class Secret
{
public:
    Secret() = default;
    Secret(Secret &&other) noexcept;
    Secret &operator=(Secret &&other) noexcept;
    Secret(const Secret &) = delete;
    Secret &operator=(const Secret &) = delete;
    ~Secret();

    /// Copies the bytes; the caller's buffer is untouched (wipe it with wipe() when it is yours).
    static Secret fromUtf8(QByteArrayView utf8);
    /// Converts to UTF-8 straight into the wiped buffer.
    static Secret fromText(QStringView text);

    Secret clone() const;

    bool isEmpty() const { return m_size == 0; }
    /// In bytes of UTF-8.
    qsizetype size() const { return m_size; }

    /// The bytes themselves, valid while this object lives unchanged.
    QByteArrayView exposeUtf8() const { return {m_bytes.get(), m_size}; }

    /// Takes a time that depends on the sizes only.
    bool equals(const Secret &other) const;

private:
    Secret(const char *bytes, qsizetype size);
    void clear() noexcept;

    std::unique_ptr<char[]> m_bytes;
    qsizetype m_size = 0;
};

QDebug operator<<(QDebug, const Secret &) = delete;

/// Overwrites the bytes in a way that the optimiser must keep. A QByteArray or QString that shares its data
/// is left alone: wiping it would wipe somebody else's value.
void wipe(void *bytes, std::size_t size) noexcept;
void wipe(QByteArray &bytes) noexcept;
void wipe(QString &text) noexcept;

} // namespace Keyturn
