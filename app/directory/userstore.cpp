#include "userstore.h"

#include "rowhash.h"

#include "zoom/userdto.h"

namespace Keyturn {

namespace {

QString fromUtf8(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// What is only shown is cut, where a character ends: a page may hold names of any length. None of them
/// holds a NUL by the time it comes here.
std::string_view cut(std::string_view text)
{
    text = text.substr(0, text.find('\0'));
    constexpr std::size_t longestName = TextPool::longest / 4;
    if (text.size() <= longestName)
        return text;
    std::size_t size = longestName;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U)
        --size;
    return text.substr(0, size);
}

bool isKey(std::string_view text)
{
    // Longer than anything that fits into a path, let alone Zoom's 128 characters.
    return text.size() < 4096 && !text.contains('\0');
}

} // namespace

TextDictionary::TextDictionary()
{
    numberOf({});
}

std::uint32_t TextDictionary::numberOf(std::string_view text, std::uint32_t most)
{
    if (count() > 0 && text == this->text(m_last)) // as with most, who come sorted or from one company
        return m_last;
    const auto key = QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size()));
    const auto known = m_numbers.constFind(key);
    if (known != m_numbers.cend())
        return m_last = *known;
    if (count() >= most)
        return 0;
    const std::uint32_t number = count();
    m_offsets.append(m_texts.append({text}));
    const std::string_view kept = this->text(number); // lives as long as we do
    m_numbers.insert(QByteArray::fromRawData(kept.data(), static_cast<qsizetype>(kept.size())), number);
    return m_last = number;
}

bool UserStore::takes(const PackedUser &user) const
{
    return (!user.id.empty() || !user.email.empty()) && isKey(user.id) && isKey(user.email)
        && m_rows.size() < RowHash::capacity && m_ids.hasRoom() && m_locals.hasRoom() && m_names.hasRoom();
}

std::uint32_t UserStore::append(const PackedUser &user, std::uint32_t row)
{
    const std::uint32_t version = m_rows.size();
    const std::size_t at = user.email.rfind('@');
    const std::string_view local = user.email.substr(0, at);
    const std::string_view domain = at == std::string_view::npos ? std::string_view() : user.email.substr(at);

    m_idOffsets.append(m_ids.append({user.id}));
    m_localOffsets.append(m_locals.append({local}));
    m_nameOffsets.append(m_names.append({cut(user.first), cut(user.last), cut(user.display)}));
    m_domain.append(m_domains.numberOf(domain));
    m_department.append(m_departments.numberOf(cut(user.department)));
    // There are three statuses and dozens of roles. A server that makes up more of them than these has the
    // rest shown as unknown.
    m_status.append(static_cast<std::uint8_t>(m_statuses.numberOf(cut(user.status), 256)));
    m_role.append(static_cast<std::uint16_t>(m_roles.numberOf(cut(user.role), 65'536)));
    m_type.append(numberOfType(user.type));
    m_rows.append(row);
    return version;
}

std::uint8_t UserStore::numberOfType(int type)
{
    if (m_types.size() == 0)
        m_types.append(0);
    for (std::uint32_t number = 0; number < m_types.size(); ++number) {
        if (m_types[number] == type)
            return static_cast<std::uint8_t>(number);
    }
    if (m_types.size() == decltype(m_types)::capacity)
        return 0;
    m_types.append(type);
    return static_cast<std::uint8_t>(m_types.size() - 1);
}

PackedUser UserStore::packed(std::uint32_t version, std::string &email) const
{
    email.assign(localPart(version)).append(domain(version));
    PackedUser user;
    user.id = id(version);
    user.email = email;
    const auto [first, last, display] = names(version);
    user.first = first;
    user.last = last;
    user.display = display;
    user.department = m_departments.text(m_department[version]);
    user.status = m_statuses.text(m_status[version]);
    user.role = m_roles.text(m_role[version]);
    user.type = m_types[m_type[version]];
    return user;
}

User UserStore::user(std::uint32_t version) const
{
    std::string email;
    const PackedUser packed = this->packed(version, email);
    User user;
    user.id = fromUtf8(packed.id);
    user.email = fromUtf8(packed.email);
    user.firstName = fromUtf8(packed.first);
    user.lastName = fromUtf8(packed.last);
    user.displayName = fromUtf8(packed.display);
    user.department = fromUtf8(packed.department);
    user.status = fromUtf8(packed.status);
    user.roleId = fromUtf8(packed.role);
    user.type = packed.type;
    return user;
}

std::size_t UserStore::textBytes() const
{
    return m_ids.usedBytes() + m_locals.usedBytes() + m_names.usedBytes() + m_domains.textBytes()
        + m_departments.textBytes();
}

} // namespace Keyturn
