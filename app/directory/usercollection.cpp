#include "usercollection.h"

#include <QStringView>

#include <algorithm>
#include <functional>

namespace Keyturn {

namespace {

bool isAscii(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// An e-mail as it is compared: without case, and however its accents are written. Put into `out`.
void makeEmailKey(std::string_view local, std::string_view domain, std::string &out)
{
    out.assign(local).append(domain);
    if (isAscii(out)) {
        for (char &c : out)
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
        return;
    }
    const QString text = QString::fromUtf8(out.data(), static_cast<qsizetype>(out.size()));
    out = text.normalized(QString::NormalizationForm_C).toCaseFolded().toStdString();
}

std::uint64_t hashOf(std::string_view key)
{
    return std::hash<std::string_view>()(key);
}

/// A user's texts in UTF-8, as long as this lives.
class Packer
{
public:
    explicit Packer(const User &user)
        : m_id(user.id.toUtf8())
        , m_email(user.email.toUtf8())
        , m_first(user.firstName.toUtf8())
        , m_last(user.lastName.toUtf8())
        , m_department(user.department.toUtf8())
        , m_status(user.status.toUtf8())
        , m_role(user.roleId.toUtf8())
        , m_type(user.type)
    {
        if (!user.displayName.isEmpty()
            && user.displayName != QString(user.firstName % u' ' % user.lastName).trimmed())
            m_display = user.displayName.toUtf8();
    }

    PackedUser packed() const
    {
        return {view(m_id),         view(m_email),  view(m_first), view(m_last), view(m_display),
                view(m_department), view(m_status), view(m_role),  m_type};
    }

private:
    static std::string_view view(const QByteArray &text)
    {
        return {text.constData(), static_cast<std::size_t>(text.size())};
    }

    QByteArray m_id, m_email, m_first, m_last, m_display, m_department, m_status, m_role;
    int m_type;
};

bool isSame(const PackedUser &a, const PackedUser &b)
{
    return a.id == b.id && a.email == b.email && a.first == b.first && a.last == b.last
        && a.display == b.display && a.department == b.department && a.status == b.status && a.role == b.role
        && a.type == b.type;
}

} // namespace

UserCollection::UserCollection()
    : m_store(std::make_shared<UserStore>())
    , m_readStore(m_store)
{
}

UserCollection::Changes UserCollection::add(const QList<User> &users)
{
    Changes changes;
    changes.firstAdded = rowEnd();
    for (const User &user : users) {
        const Packer packer(user);
        const PackedUser packed = packer.packed();
        const std::size_t before = changes.changed.size();
        add(packed, changes);
        if (user.loginTypes.isEmpty())
            continue;
        const std::uint32_t row = rowOf(packed);
        if (row == RowHash::none)
            continue;
        QList<int> &known = m_loginTypes[static_cast<int>(row)];
        if (known != user.loginTypes && changes.changed.size() == before
            && static_cast<int>(row) < changes.firstAdded)
            changes.changed.push_back(static_cast<int>(row));
        known = user.loginTypes;
    }
    std::ranges::sort(changes.changed);
    changes.changed.erase(std::ranges::unique(changes.changed).begin(), changes.changed.end());
    publish();
    return changes;
}

void UserCollection::add(const PackedUser &user, Changes &changes)
{
    if (!m_store->takes(user))
        return;
    std::uint32_t row = rowOf(user);
    if (row == RowHash::none) {
        row = m_versions.size();
        m_versions.append(m_store->append(user, row));
        index(row, user.id, user.email);
        ++changes.added;
    } else if (update(row, user) && static_cast<int>(row) < changes.firstAdded) {
        changes.changed.push_back(static_cast<int>(row));
    }
}

void UserCollection::expectDistinct(int count)
{
    m_byId.reserve(static_cast<std::size_t>(count));
    m_byEmail.reserve(static_cast<std::size_t>(count));
}

void UserCollection::addDistinct(std::span<const PackedUser> users)
{
    struct Keys
    {
        std::uint64_t id = 0;
        std::uint64_t email = 0;
        std::string emailKey;
    };
    // All of them first: the tables are far larger than any cache, and waiting for one place after the other
    // would take most of the time.
    std::vector<Keys> keys(users.size());
    for (std::size_t i = 0; i < users.size(); ++i) {
        keys[i].id = hashOf(users[i].id);
        makeEmailKey(users[i].email, {}, keys[i].emailKey);
        keys[i].email = hashOf(keys[i].emailKey);
        m_byId.prefetch(keys[i].id);
        m_byEmail.prefetch(keys[i].email);
    }
    for (std::size_t i = 0; i < users.size(); ++i) {
        if (!m_store->takes(users[i]))
            continue;
        const std::uint32_t row = m_versions.size();
        m_versions.append(m_store->append(users[i], row));
        indexId(row, users[i].id, keys[i].id);
        indexEmail(row, keys[i].emailKey, keys[i].email);
    }
}

bool UserCollection::update(std::uint32_t row, const PackedUser &user)
{
    std::string knownEmail;
    const PackedUser known = m_store->packed(m_versions[row], knownEmail);
    PackedUser latest = user;
    if (latest.id.empty())
        latest.id = known.id;
    if (latest.email.empty())
        latest.email = known.email;
    if (isSame(latest, known))
        return false;
    unindex(row);
    m_outdated.push_back(m_versions[row]);
    m_versions[row] = m_store->append(latest, row);
    index(row, latest.id, latest.email);
    return true;
}

void UserCollection::remove(const std::vector<int> &rows)
{
    for (const int removed : rows) {
        const auto row = static_cast<std::uint32_t>(removed);
        if (isRemoved(removed))
            continue;
        unindex(row);
        m_outdated.push_back(m_versions[row]);
        m_versions[row] = removedVersion;
        m_loginTypes.remove(removed);
        ++m_removedCount;
    }
}

UserSnapshot UserCollection::snapshot() const
{
    UserSnapshot snapshot{m_readStore, {}};
    snapshot.versions.reserve(static_cast<std::size_t>(count()));
    for (std::uint32_t row = 0; row < m_versions.size(); ++row) {
        if (m_versions[row] != removedVersion)
            snapshot.versions.push_back(m_versions[row]);
    }
    return snapshot;
}

User UserCollection::at(int row) const
{
    if (isRemoved(row))
        return {};
    User user = m_store->user(versionOf(row));
    user.loginTypes = m_loginTypes.value(row);
    return user;
}

int UserCollection::find(const QString &idOrEmail) const
{
    const QByteArray wanted = idOrEmail.trimmed().toUtf8();
    if (wanted.isEmpty())
        return -1;
    const std::string_view key(wanted.constData(), static_cast<std::size_t>(wanted.size()));
    const std::uint32_t row = rowById(key);
    return static_cast<int>(row != RowHash::none ? row : rowByEmail(key)); // none is -1
}

std::uint64_t UserCollection::idHash(std::uint32_t row) const
{
    return hashOf(m_store->id(m_versions[row]));
}

std::uint64_t UserCollection::emailHash(std::uint32_t row) const
{
    std::string key;
    makeEmailKey(m_store->localPart(m_versions[row]), m_store->domain(m_versions[row]), key);
    return hashOf(key);
}

std::uint32_t UserCollection::rowById(std::string_view id) const
{
    return m_byId.find(hashOf(id), [&](std::uint32_t row) { return m_store->id(m_versions[row]) == id; });
}

std::uint32_t UserCollection::rowByEmail(std::string_view email) const
{
    std::string wanted;
    makeEmailKey(email, {}, wanted);
    std::string key;
    return m_byEmail.find(hashOf(wanted), [&](std::uint32_t row) {
        makeEmailKey(m_store->localPart(m_versions[row]), m_store->domain(m_versions[row]), key);
        return key == wanted;
    });
}

std::uint32_t UserCollection::rowOf(const PackedUser &user) const
{
    const std::uint32_t byId = user.id.empty() ? RowHash::none : rowById(user.id);
    if (byId != RowHash::none || user.email.empty())
        return byId;
    const std::uint32_t byEmail = rowByEmail(user.email);
    // Two IDs are two people, though one may have inherited the other's address.
    const bool samePerson =
        byEmail != RowHash::none && (user.id.empty() || m_store->id(m_versions[byEmail]).empty());
    return samePerson ? byEmail : RowHash::none;
}

void UserCollection::index(std::uint32_t row, std::string_view id, std::string_view email)
{
    indexId(row, id, hashOf(id));
    std::string key;
    makeEmailKey(email, {}, key);
    indexEmail(row, key, hashOf(key));
}

void UserCollection::indexId(std::uint32_t row, std::string_view id, std::uint64_t hash)
{
    if (id.empty())
        return;
    m_byId.insert(
        hash, row, [&](std::uint32_t other) { return m_store->id(m_versions[other]) == id; },
        [this](std::uint32_t other) { return idHash(other); });
}

void UserCollection::indexEmail(std::uint32_t row, std::string_view key, std::uint64_t hash)
{
    if (key.empty())
        return;
    std::string known;
    m_byEmail.insert(
        hash, row,
        [&](std::uint32_t other) {
            makeEmailKey(m_store->localPart(m_versions[other]), m_store->domain(m_versions[other]), known);
            return known == key;
        },
        [this](std::uint32_t other) { return emailHash(other); });
}

void UserCollection::unindex(std::uint32_t row)
{
    m_byId.remove(idHash(row), row, [this](std::uint32_t other) { return idHash(other); });
    m_byEmail.remove(emailHash(row), row, [this](std::uint32_t other) { return emailHash(other); });
}

} // namespace Keyturn
