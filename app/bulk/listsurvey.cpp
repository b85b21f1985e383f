#include "listjudge.h"

#include "bulk/passwordlook.h"
#include "bulk/persontext.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace Keyturn {

namespace {

constexpr int mostRowsBeforeHeader = 12;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::CsvReader)
};

std::unexpected<Error> bad(const QString &words)
{
    return std::unexpected(Error::of(ErrorKind::InvalidInput, words));
}

QString shown(const QString &header)
{
    constexpr qsizetype longestShown = 100;
    return header.left(longestShown);
}

/// Two columns of one meaning: one of them may be empty, or they say the same in each row.
struct Pair
{
    int first = -1;
    int second = -1;
    bool firstIsEmpty = true;
    bool secondIsEmpty = true;
    bool isSame = true;

    void take(const Record &record)
    {
        const QString one = QString::fromUtf8(withoutBlanksAround(record.cell(first)));
        const QString two = QString::fromUtf8(withoutBlanksAround(record.cell(second)));
        firstIsEmpty = firstIsEmpty && one.isEmpty();
        secondIsEmpty = secondIsEmpty && two.isEmpty();
        isSame = isSame && one.compare(two, Qt::CaseInsensitive) == 0;
    }
    /// The one that counts; -1: they contradict each other.
    int chosen() const
    {
        if (isSame || secondIsEmpty)
            return first;
        return firstIsEmpty ? second : -1;
    }
};

class Survey
{
public:
    Survey(const ListHead &head, CsvResult &result)
        : m_header(head.header)
        , m_result(result)
    {
    }

    std::optional<QString> begin();
    void take(const Record &record);
    std::optional<QString> end();
    const ListColumns &columns() const { return m_columns; }

private:
    std::optional<QString> pairUp(const std::vector<int> &columns, Pair &pair) const;
    std::optional<QString> decide(const Pair &pair, int &column);
    std::optional<QString> decideUserName();
    std::optional<QString> findOtherPasswords() const;
    QString nameOf(int column) const;
    void ignore(int column, const QString &note = {});
    void listIgnored();

    const CsvHeader &m_header;
    CsvResult &m_result;
    ListColumns m_columns;
    std::vector<int> m_persons;
    Pair m_personPair;
    Pair m_idPair;
    int m_userName = -1;
    bool m_userNamesAreAddresses = true;
    bool m_idsAreNumbers = true;
    bool m_anyPassword = false;
    bool m_spaceBefore = true;
    std::vector<std::pair<int, PasswordLook>> m_looks;
    std::vector<int> m_hashes;
    std::optional<int> m_filledHash;
};

QString Survey::nameOf(int column) const
{
    const QString text = m_header.texts[column];
    return text.isEmpty() ? Texts::tr("column %1, which has no name").arg(column + 1)
                          : Texts::tr("\"%1\"").arg(shown(text));
}

std::optional<QString> Survey::pairUp(const std::vector<int> &columns, Pair &pair) const
{
    if (columns.size() > 2)
        return Texts::tr("Three columns name the person: %1, %2 and %3. Keep one of them.")
            .arg(nameOf(columns[0]), nameOf(columns[1]), nameOf(columns[2]));
    if (!columns.empty())
        pair.first = columns.front();
    if (columns.size() == 2)
        pair.second = columns.back();
    return std::nullopt;
}

std::optional<QString> Survey::begin()
{
    if (const std::vector<int> unclear = m_header.columnsOf(CsvColumn::UnclearPassword); !unclear.empty())
        return Texts::tr("By its name, %1 may hold passwords, and may hold something else. If these are the "
                         "passwords to be set, name it \"password\"; if not, remove it.")
            .arg(nameOf(unclear.front()));
    const std::vector<int> passwords = m_header.columnsOf(CsvColumn::Password);
    if (passwords.size() > 1)
        return Texts::tr("Two columns hold passwords: %1 and %2. Keep the one with the passwords to be set.")
            .arg(nameOf(passwords[0]), nameOf(passwords[1]));
    if (!passwords.empty())
        m_columns.password = passwords.front();
    for (std::size_t i = 0; i < m_header.kinds.size(); ++i) {
        const CsvColumn kind = m_header.kinds[i];
        if (kind == CsvColumn::Email || kind == CsvColumn::Person)
            m_persons.push_back(int(i));
        else if (kind == CsvColumn::PasswordHash)
            m_hashes.push_back(int(i));
        else if (kind == CsvColumn::Other && passwords.empty())
            m_looks.emplace_back(int(i), PasswordLook());
    }
    if (auto words = pairUp(m_persons, m_personPair))
        return words;
    if (auto words = pairUp(m_header.columnsOf(CsvColumn::Id), m_idPair))
        return words;
    if (const std::vector<int> names = m_header.columnsOf(CsvColumn::UserName); !names.empty())
        m_userName = names.front();
    m_columns.isOurs = m_header.isOurPasswordsFile();
    m_columns.note = m_header.columnCalled(u"note");
    m_columns.count = int(m_header.kinds.size());
    return std::nullopt;
}

bool isNumber(QByteArrayView cell)
{
    constexpr qsizetype longestNumber = 9;
    return cell.size() <= longestNumber
        && std::ranges::all_of(cell, [](char c) { return c >= '0' && c <= '9'; });
}

void Survey::take(const Record &record)
{
    if (record.isBroken)
        return;
    if (m_personPair.second >= 0)
        m_personPair.take(record);
    if (m_idPair.first >= 0) {
        if (m_idPair.second >= 0)
            m_idPair.take(record);
        m_idsAreNumbers = m_idsAreNumbers && isNumber(withoutBlanksAround(record.cell(m_idPair.first)));
    }
    if (m_userName >= 0 && m_persons.empty()) {
        const QByteArrayView name = withoutBlanksAround(record.cell(m_userName));
        m_userNamesAreAddresses =
            m_userNamesAreAddresses && (name.isEmpty() || addressIn(QString::fromUtf8(name)).has_value());
    }
    if (const QByteArrayView password = record.cell(m_columns.password); !password.isEmpty()) {
        m_anyPassword = true;
        m_spaceBefore = m_spaceBefore && password.front() == ' ';
    }
    for (auto &[column, look] : m_looks) {
        if (look.isFull())
            continue;
        QString text = QString::fromUtf8(record.cell(column));
        look.take(text);
    }
    for (const int column : m_hashes) {
        if (!withoutBlanksAround(record.cell(column)).isEmpty())
            m_filledHash = column;
    }
}

std::optional<QString> Survey::decide(const Pair &pair, int &column)
{
    if (pair.second < 0) {
        column = pair.first;
        return std::nullopt;
    }
    column = pair.chosen();
    if (column >= 0)
        return std::nullopt;
    return Texts::tr("Two columns name the person, and do not say the same: %1 and %2. Keep one of them.")
        .arg(nameOf(pair.first), nameOf(pair.second));
}

std::optional<QString> Survey::findOtherPasswords() const
{
    if (m_filledHash)
        return Texts::tr("By %1, the passwords are not what people type, but encoded. They cannot be set.")
            .arg(nameOf(*m_filledHash));
    for (const auto &[column, look] : m_looks) {
        if (look.isLikely())
            return Texts::tr("What stands in %1 looks like passwords, and its name does not say so. If these "
                             "are the passwords to be set, name it \"password\"; if not, remove it.")
                .arg(nameOf(column));
    }
    return std::nullopt;
}

std::optional<QString> Survey::end()
{
    if (auto words = findOtherPasswords())
        return words;
    if (auto words = decide(m_personPair, m_columns.person))
        return words;
    if (auto words = decide(m_idPair, m_columns.id))
        return words;
    if (m_columns.person < 0 && m_userName >= 0 && (m_columns.id < 0 || m_userNamesAreAddresses))
        m_columns.person = m_userName;
    m_columns.personMayBeId =
        m_columns.person >= 0 && m_header.kinds[std::size_t(m_columns.person)] == CsvColumn::Person;
    m_columns.spaceBeforePasswords = m_anyPassword && m_spaceBefore;
    m_result.isSpaceRemoved = m_columns.spaceBeforePasswords;
    m_result.hasPasswords = m_columns.password >= 0;
    if (m_result.hasPasswords)
        m_result.passwordHeader = m_header.texts[m_columns.password];
    listIgnored();
    return std::nullopt;
}

void Survey::ignore(int column, const QString &note)
{
    const QString text = shown(m_header.texts[column]);
    if (text.isEmpty() || m_result.ignoredHeaders.size() >= CsvResult::mostIgnoredHeaders)
        return;
    m_result.ignoredHeaders.append(note.isEmpty() ? text : Texts::tr("%1 (%2)").arg(text, note));
}

void Survey::listIgnored()
{
    // An ID that only counts the rows would hide people whom their addresses find.
    const int numbers = m_columns.person >= 0 && m_columns.id >= 0 && m_idsAreNumbers ? m_columns.id : -1;
    if (numbers >= 0)
        m_columns.id = -1;
    for (int i = 0; i < m_columns.count; ++i) {
        if (i == numbers)
            ignore(i, Texts::tr("plain numbers, not Zoom's IDs"));
        else if (i != m_columns.person && i != m_columns.id && i != m_columns.password
                 && !(i == m_columns.note && m_columns.isOurs))
            ignore(i);
    }
}

/// A header has neither an address in it nor a quotation mark in the wrong place.
bool mayStandBeforeHeader(const Record &record)
{
    return !record.isBroken
        && std::ranges::none_of(record.cells, [](QByteArrayView cell) { return cell.contains('@'); });
}

} // namespace

std::optional<ListHead> findListHead(const RecordSource &source)
{
    std::optional<ListHead> found;
    ListHead head;
    (void)source.each([&](const Record &record) {
        if (record.isEmpty()) {
            ++head.recordsBefore;
            return true;
        }
        if (!mayStandBeforeHeader(record))
            return false;
        head.header = CsvHeader::of(record.cells);
        if (head.header.namesPerson()) {
            found = head;
            return false;
        }
        ++head.recordsBefore;
        return ++head.linesBefore < mostRowsBeforeHeader;
    });
    return found;
}

QString quotableLine(const Record &record)
{
    constexpr qsizetype longestShown = 100;
    QStringList texts;
    for (const QByteArrayView cell : record.cells)
        texts.append(QString::fromUtf8(cell).simplified());
    const QString line = texts.join(u", ");
    const auto mayBeSecret = [](const QString &word) {
        constexpr qsizetype shortestPassword = 6;
        const auto isAny = [&word](auto test) { return std::ranges::any_of(word, test); };
        return word.contains(u'@')
            || (word.size() >= shortestPassword && isAny([](QChar c) { return c.isLetter(); })
                && isAny([](QChar c) { return c.isDigit(); }));
    };
    return std::ranges::any_of(line.split(u' '), mayBeSecret) ? QString() : line.left(longestShown);
}

Result<ListColumns> surveyList(const RecordSource &source, const ListHead &head, CsvResult &result,
                               ListWatch &watch)
{
    Survey survey(head, result);
    if (const auto words = survey.begin())
        return bad(*words);
    int index = 0;
    const std::optional<Error> error = source.each([&](const Record &record) {
        if (index++ > head.recordsBefore)
            survey.take(record);
        return watch.goesOn(record.end, source.size() * 2);
    });
    if (error)
        return std::unexpected(*error);
    if (watch.isCancelled())
        return std::unexpected(Error::of(ErrorKind::Cancelled));
    if (const auto words = survey.end())
        return bad(*words);
    return survey.columns();
}

} // namespace Keyturn
