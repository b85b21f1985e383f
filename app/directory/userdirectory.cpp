#include "userdirectory.h"

#include "searchfold.h"

#include <algorithm>

namespace Keyturn {

namespace {

QString emailKey(const QString &email)
{
    return email.normalized(QString::NormalizationForm_C).toCaseFolded();
}

/// People paste "Doe, Jane <jane@example.com>"; those signs part words like a space.
bool partsWords(QChar c)
{
    return c.isSpace() || QStringView(u",;<>\"()").contains(c);
}

std::vector<std::string> wordsOf(const QString &text)
{
    std::vector<std::string> words;
    const QString folded = searchFolded(text);
    QStringView rest(folded);
    while (!rest.isEmpty()) {
        const auto end = std::ranges::find_if(rest, partsWords);
        const qsizetype size = end - rest.begin();
        if (size > 0)
            words.push_back(rest.first(size).toUtf8().toStdString());
        rest = rest.mid(size + 1);
    }
    return words;
}

} // namespace

UserDirectory::UserDirectory(QObject *parent)
    : QObject(parent)
{
}

void UserDirectory::add(const QList<User> &users)
{
    const int first = count();
    std::vector<int> changed;
    for (const User &user : users) {
        if (user.pathId().isEmpty())
            continue;
        const int known = rowOf(user);
        if (known < 0) {
            m_users.push_back(user);
            m_spans.emplace_back();
            index(count() - 1);
        } else if (update(known, user) && known < first) {
            changed.push_back(known);
        }
    }
    std::ranges::sort(changed);
    changed.erase(std::ranges::unique(changed).begin(), changed.end());

    takeOutOfOrder(changed);
    std::vector<int> rows = changed;
    for (int row = first; row < count(); ++row)
        rows.push_back(row);
    for (const int row : rows)
        storeText(row);
    packText();
    mergeIntoOrder(std::move(rows));

    const int added = count() - first;
    if (added > 0)
        emit usersAdded(first, added);
    for (const int row : changed)
        emit userChanged(row);
}

void UserDirectory::clear()
{
    m_users.clear();
    m_text.clear();
    m_spans.clear();
    m_unusedText = 0;
    m_order.clear();
    m_byId.clear();
    m_byEmail.clear();
    emit cleared();
}

std::vector<int> UserDirectory::filter(const QString &text) const
{
    const std::vector<std::string> words = wordsOf(text);
    if (words.empty())
        return m_order;
    // The text is read from front to back, as it lies, and not in the order of names.
    std::vector<char> matches(m_users.size());
    for (int row = 0; row < count(); ++row) {
        const std::string_view searched = searchText(row);
        matches[static_cast<std::size_t>(row)] = std::ranges::all_of(
            words, [searched](const std::string &word) { return searched.contains(word); });
    }
    std::vector<int> rows;
    std::ranges::copy_if(m_order, std::back_inserter(rows),
                         [&matches](int row) { return matches[static_cast<std::size_t>(row)]; });
    return rows;
}

int UserDirectory::find(const QString &idOrEmail) const
{
    const QString wanted = idOrEmail.trimmed();
    if (wanted.isEmpty())
        return -1;
    return m_byId.value(wanted, m_byEmail.value(emailKey(wanted), -1));
}

int UserDirectory::rowOf(const User &user) const
{
    const int byId = user.id.isEmpty() ? -1 : m_byId.value(user.id, -1);
    if (byId >= 0 || user.email.isEmpty())
        return byId;
    const int byEmail = m_byEmail.value(emailKey(user.email), -1);
    // Two IDs are two people, though one may have inherited the other's address.
    const bool samePerson = byEmail >= 0 && (user.id.isEmpty() || at(byEmail).id.isEmpty());
    return samePerson ? byEmail : -1;
}

bool UserDirectory::update(int row, User user)
{
    User &known = m_users[static_cast<std::size_t>(row)];
    if (user.id.isEmpty())
        user.id = known.id;
    if (user.email.isEmpty())
        user.email = known.email;
    if (user.loginTypes.isEmpty())
        user.loginTypes = known.loginTypes;
    if (user == known)
        return false;
    unindex(row);
    known = std::move(user);
    index(row);
    return true;
}

void UserDirectory::index(int row)
{
    const User &user = at(row);
    if (!user.id.isEmpty())
        m_byId.insert(user.id, row);
    if (!user.email.isEmpty())
        m_byEmail.insert(emailKey(user.email), row);
}

void UserDirectory::unindex(int row)
{
    const User &user = at(row);
    if (m_byId.value(user.id, -1) == row)
        m_byId.remove(user.id);
    const QString email = emailKey(user.email);
    if (m_byEmail.value(email, -1) == row)
        m_byEmail.remove(email);
}

void UserDirectory::storeText(int row)
{
    const User &user = at(row);
    // One by one: mostly only the name is not ASCII and takes the long way.
    const QByteArray folded = QString(searchFolded(user.name()) % u'\n' % searchFolded(user.email) % u'\n'
                                      % searchFolded(user.department) % u'\n' % searchFolded(user.id))
                                  .toUtf8();
    Span &span = m_spans[static_cast<std::size_t>(row)];
    m_unusedText += span.size;
    span = {m_text.size(), static_cast<std::size_t>(folded.size())};
    m_text.append(folded.constData(), span.size);
}

void UserDirectory::packText()
{
    if (m_unusedText <= m_text.size() / 2)
        return;
    std::string packed;
    packed.reserve(m_text.size() - m_unusedText);
    for (Span &span : m_spans) {
        const std::size_t begin = packed.size();
        packed.append(m_text, span.begin, span.size);
        span.begin = begin;
    }
    m_text = std::move(packed);
    m_unusedText = 0;
}

std::string_view UserDirectory::searchText(int row) const
{
    const Span &span = m_spans[static_cast<std::size_t>(row)];
    return std::string_view(m_text).substr(span.begin, span.size);
}

bool UserDirectory::sortsBefore(int a, int b) const
{
    const int comparison = searchText(a).compare(searchText(b));
    return comparison != 0 ? comparison < 0 : a < b;
}

void UserDirectory::takeOutOfOrder(const std::vector<int> &rows)
{
    if (rows.empty())
        return;
    std::vector<bool> taken(m_users.size(), false);
    for (const int row : rows)
        taken[static_cast<std::size_t>(row)] = true;
    std::erase_if(m_order, [&](int row) { return taken[static_cast<std::size_t>(row)]; });
}

/// A page is small against the directory: each of its rows finds its place by bisection, and what lies
/// between two of them moves as one block, from the last to the first.
void UserDirectory::mergeIntoOrder(std::vector<int> rows)
{
    const auto before = [this](int a, int b) { return sortsBefore(a, b); };
    std::ranges::sort(rows, before);
    auto unmovedEnd = static_cast<std::ptrdiff_t>(m_order.size());
    m_order.resize(m_order.size() + rows.size());
    auto out = m_order.end();
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
        const auto end = m_order.begin() + unmovedEnd;
        const auto place = std::upper_bound(m_order.begin(), end, *row, before);
        out = std::move_backward(place, end, out);
        *--out = *row;
        unmovedEnd = place - m_order.begin();
    }
}

} // namespace Keyturn
