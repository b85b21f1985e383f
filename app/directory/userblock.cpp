#include "userblock.h"

#include <optional>

namespace Keyturn {

namespace {

void putNumber(std::uint64_t number, std::string &out)
{
    while (number >= 0x80) {
        out += static_cast<char>(number | 0x80);
        number >>= 7;
    }
    out += static_cast<char>(number);
}

void putText(std::string_view text, std::string &out)
{
    putNumber(text.size(), out);
    out += text;
}

// A sign in the lowest bit, so that small numbers of either sign are short.
std::uint64_t unsignedOf(int number)
{
    return (static_cast<std::uint64_t>(number) << 1) ^ (number < 0 ? ~std::uint64_t(0) : 0);
}

int signedOf(std::uint64_t number)
{
    return static_cast<int>((number >> 1) ^ (number & 1 ? ~std::uint64_t(0) : 0));
}

class Reader
{
public:
    explicit Reader(QByteArrayView bytes)
        : m_at(bytes.data())
        , m_end(bytes.data() + bytes.size())
    {
    }

    bool isBroken() const { return m_broken; }
    bool isAtEnd() const { return m_at == m_end; }

    std::uint64_t number()
    {
        std::uint64_t number = 0;
        for (unsigned shift = 0; m_at != m_end && shift < 64; shift += 7) {
            const auto byte = static_cast<unsigned char>(*m_at++);
            number |= std::uint64_t(byte & 0x7FU) << shift;
            if (byte < 0x80)
                return number;
        }
        m_broken = true;
        return 0;
    }

    std::string_view text()
    {
        const std::uint64_t size = number();
        if (m_broken || size > static_cast<std::uint64_t>(m_end - m_at)) {
            m_broken = true;
            return {};
        }
        const std::string_view text(m_at, size);
        m_at += size;
        return text;
    }

private:
    const char *m_at;
    const char *m_end;
    bool m_broken = false;
};

} // namespace

std::uint64_t UserBlockWriter::shared(std::string_view text)
{
    const auto key = QByteArray::fromRawData(text.data(), qsizetype(text.size()));
    const auto known = m_places.constFind(key);
    if (known != m_places.cend())
        return *known;
    m_places.insert(QByteArray(text.data(), qsizetype(text.size())), m_shared.size());
    m_shared.emplace_back(text);
    return m_shared.size() - 1;
}

void UserBlockWriter::add(const PackedUser &user)
{
    for (const std::string_view text : {user.id, user.email, user.first, user.last, user.display})
        putText(text, m_users);
    for (const std::string_view text : {user.department, user.status, user.role})
        putNumber(shared(text), m_users);
    putNumber(unsignedOf(user.type), m_users);
    ++m_count;
}

QByteArray UserBlockWriter::take()
{
    std::string head;
    putNumber(m_shared.size(), head);
    for (const std::string &text : m_shared)
        putText(text, head);
    putNumber(static_cast<std::uint64_t>(m_count), head);
    QByteArray block;
    block.reserve(qsizetype(head.size() + m_users.size()));
    block.append(head.data(), qsizetype(head.size())).append(m_users.data(), qsizetype(m_users.size()));
    m_users.clear();
    m_shared.clear();
    m_places.clear();
    m_count = 0;
    return block;
}

bool readUserBlock(QByteArrayView block, const std::function<void(const PackedUser &)> &take)
{
    Reader reader(block);
    std::vector<std::string_view> shared;
    // No reserve() with a number that is not proved yet.
    for (std::uint64_t left = reader.number(); left > 0 && !reader.isBroken(); --left)
        shared.push_back(reader.text());
    const auto sharedText = [&] {
        const std::uint64_t place = reader.number();
        return place < shared.size() ? std::optional(shared[place]) : std::nullopt;
    };
    for (std::uint64_t left = reader.number(); left > 0 && !reader.isBroken(); --left) {
        PackedUser user;
        for (std::string_view *text : {&user.id, &user.email, &user.first, &user.last, &user.display})
            *text = reader.text();
        for (std::string_view *text : {&user.department, &user.status, &user.role}) {
            const std::optional<std::string_view> known = sharedText();
            if (!known)
                return false;
            *text = *known;
        }
        user.type = signedOf(reader.number());
        if (reader.isBroken())
            return false;
        take(user);
    }
    return !reader.isBroken() && reader.isAtEnd();
}

} // namespace Keyturn
