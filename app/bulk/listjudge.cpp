#include "listjudge.h"

#include "bulk/bulkplan.h"
#include "bulk/persontext.h"
#include "core/csvcell.h"
#include "core/secret.h"
#include "passwords/invisiblecharacters.h"

#include <QCoreApplication>

#include <algorithm>

namespace Keyturn {

namespace {

constexpr qsizetype longestTarget = 254;
constexpr qint64 progressEveryMs = 100;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::CsvReader)
};

std::unexpected<Error> invalid(const QString &words)
{
    return std::unexpected(Error::of(ErrorKind::InvalidInput, words));
}

bool isAscii(QByteArrayView cell)
{
    return std::ranges::all_of(cell, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool isReadable(QByteArrayView cell)
{
    return isAscii(cell) || (cell.isValidUtf8() && !cell.contains("\xEF\xBF\xBD"));
}

bool isPlain(QByteArrayView cell)
{
    return std::ranges::none_of(cell, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte <= 0x20 || byte == 0x7F;
    });
}

/// The way most addresses are written: nothing has to be taken off.
bool isBareAddress(QByteArrayView cell)
{
    const auto isWord = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    const bool isSimple = !cell.isEmpty() && isWord(cell.front()) && isWord(cell.back())
        && std::ranges::all_of(cell, [&](char c) {
               return isWord(c) || c == '@' || c == '.' || c == '-' || c == '_' || c == '+';
           });
    return isSimple && looksLikeAddress(QString::fromLatin1(cell));
}

QByteArray trimmedId(QByteArrayView cell)
{
    const QString text = QString::fromUtf8(cell);
    return withoutInvisibleAround(text).toUtf8();
}

QByteArray withoutDefusingUtf8(QByteArrayView cell)
{
    QString text = QString::fromUtf8(cell);
    QByteArray bare = withoutDefusing(text).toUtf8();
    wipe(text);
    return bare;
}

bool hasInvisible(QByteArrayView password)
{
    const bool isSimple = std::ranges::all_of(password, [](char c) { return c > 0x20 && c < 0x7F; });
    if (isSimple)
        return false;
    QString text = QString::fromUtf8(password);
    const bool found = invisibleCharacterIn(text).has_value();
    wipe(text);
    return found;
}

class Judge
{
public:
    Judge(const ListColumns &columns, const CsvOptions &options, BulkPlan &plan, CsvResult &result)
        : m_columns(columns)
        , m_options(options)
        , m_plan(plan)
        , m_result(result)
    {
    }
    ~Judge() { wipe(m_passwordCopy); }
    Judge(const Judge &) = delete;
    Judge &operator=(const Judge &) = delete;

    void take(const Record &record);
    const std::optional<Error> &error() const { return m_error; }

private:
    /// One row as it is understood.
    struct Row
    {
        QByteArray email; ///< empty: the ID alone names the person
        QByteArray id;
        QByteArrayView password;
        QByteArrayView shown; ///< for the list of bad lines

        QByteArrayView target() const { return email.isEmpty() ? id : email; }
    };

    std::optional<BadLineReason> understand(const Record &record, Row &row);
    std::optional<BadLineReason> understandPerson(QByteArrayView cell, Row &row) const;
    std::optional<BadLineReason> understandPassword(const Record &record, Row &row);
    void bad(quint32 line, BadLineReason reason, QByteArrayView shown);

    ListColumns m_columns;
    const CsvOptions &m_options;
    BulkPlan &m_plan;
    CsvResult &m_result;
    QByteArray m_passwordCopy; ///< where something was taken off
    std::optional<Error> m_error;
};

std::optional<BadLineReason> Judge::understandPerson(QByteArrayView given, Row &row) const
{
    if (given.isEmpty())
        return std::nullopt;
    if (isBareAddress(given)) {
        row.email = given.toByteArray();
        return std::nullopt;
    }
    const QByteArray whole = m_columns.isOurs ? withoutDefusingUtf8(given) : given.toByteArray();
    if (m_columns.personMayBeId && !whole.contains('@')) {
        QByteArray id = trimmedId(whole);
        if (!row.id.isEmpty() && row.id != id)
            return BadLineReason::NotAnAddress; // two IDs
        row.id = std::move(id);
        return std::nullopt;
    }
    const QString text = QString::fromUtf8(whole);
    if (looksLikeAddress(text)) {
        row.email = whole;
        return std::nullopt;
    }
    const std::optional<QString> address = addressIn(text);
    if (!address)
        return withoutInvisibleAround(text).isEmpty() ? std::nullopt
                                                      : std::optional(BadLineReason::NotAnAddress);
    row.email = address->toUtf8();
    return std::nullopt;
}

std::optional<BadLineReason> Judge::understandPassword(const Record &record, Row &row)
{
    if (m_columns.password < 0)
        return std::nullopt;
    row.password = record.cell(m_columns.password);
    if (m_columns.spaceBeforePasswords && row.password.startsWith(' '))
        row.password = row.password.sliced(1);
    if (m_columns.note >= 0 && withoutBlanksAround(record.cell(m_columns.note)) == "apostrophe-added"
        && row.password.startsWith('\'')) {
        wipe(m_passwordCopy);
        m_passwordCopy = withoutDefusingUtf8(row.password);
        row.password = m_passwordCopy;
    }
    if (row.password.isEmpty())
        return BadLineReason::NoPassword;
    if (row.password.size() > SecretPool::longest)
        return BadLineReason::TooLong;
    if (!m_options.keepInvisible && hasInvisible(row.password))
        return BadLineReason::InvisibleCharacters;
    return std::nullopt;
}

std::optional<BadLineReason> Judge::understand(const Record &record, Row &row)
{
    const QByteArrayView person = withoutBlanksAround(record.cell(m_columns.person));
    const QByteArrayView id = withoutBlanksAround(record.cell(m_columns.id));
    row.shown = person.isEmpty() ? id : person;
    if (record.isBroken)
        return m_columns.count > 0 ? BadLineReason::BrokenQuotes : BadLineReason::NotAnAddress;
    const auto isEmpty = [](QByteArrayView one) { return one.isEmpty(); };
    const auto named = std::ptrdiff_t(std::min(record.cells.size(), std::size_t(m_columns.count)));
    if (m_columns.count > 0 && !std::all_of(record.cells.begin() + named, record.cells.end(), isEmpty))
        return BadLineReason::TooManyCells;
    if (!std::ranges::all_of(record.cells, isReadable))
        return BadLineReason::BadCharacters;
    row.id = isAscii(id) ? id.toByteArray() : trimmedId(id);
    if (const auto reason = understandPerson(person, row))
        return reason;
    if (row.target().isEmpty() || row.id == "." || row.id == "..") // of a path they would be steps
        return BadLineReason::NoAddress;
    if (!isPlain(row.target()) || !isPlain(row.id))
        return BadLineReason::BadCharacters;
    if (row.target().size() > longestTarget || row.id.size() > longestTarget)
        return BadLineReason::TooLong;
    if (const auto reason = understandPassword(record, row))
        return reason;
    if (m_result.isGuessedEncoding && !(isAscii(row.target()) && isAscii(row.id) && isAscii(row.password)))
        return BadLineReason::UnsureCharacters;
    return std::nullopt;
}

void Judge::take(const Record &record)
{
    if (record.isEmpty())
        return;
    Row row;
    if (const auto reason = understand(record, row)) {
        bad(record.line, *reason, row.shown);
        return;
    }
    if (m_plan.count() >= BulkPlan::mostRows) {
        m_error = Error::of(ErrorKind::InvalidInput,
                            Texts::tr("There are more than %L1 people in it.").arg(BulkPlan::mostRows));
        return;
    }
    m_plan.add(row.target(), row.password, record.line, row.email.isEmpty() ? QByteArray() : row.id);
    ++(row.password.isEmpty() ? m_result.rowsWithout : m_result.rowsWithPassword);
}

void Judge::bad(quint32 line, BadLineReason reason, QByteArrayView shown)
{
    constexpr qsizetype longestShown = 100;
    ++m_result.badLineCount;
    if (m_result.badLines.size() < CsvResult::mostBadLines)
        m_result.badLines.append(
            {line, reason, QString::fromUtf8(shown.first(std::min(shown.size(), longestShown)))});
}

/// The people of a text without columns, one a row.
class PeopleRecords : public RecordSource
{
public:
    explicit PeopleRecords(QByteArrayView text)
        : m_text(text)
    {
    }
    std::optional<Error> each(const std::function<bool(const Record &)> &visit) const override;
    qint64 size() const override { return m_text.size(); }

private:
    static bool visitLine(QByteArrayView line, Record &record, bool &mayHoldPassword,
                          const std::function<bool(const Record &)> &visit);

    QByteArrayView m_text;
};

bool PeopleRecords::visitLine(QByteArrayView line, Record &record, bool &mayHoldPassword,
                              const std::function<bool(const Record &)> &visit)
{
    QByteArrayView cell = line;
    record.cells = std::span(&cell, 1);
    record.isBroken = false;
    if (!isReadable(line))
        return visit(record);
    const QString text = QString::fromUtf8(line);
    const PeopleLine people = peopleIn(text);
    mayHoldPassword = people.mayHoldPassword;
    if (mayHoldPassword)
        return false;
    for (const ListedPerson &one : people.entries) {
        const QByteArray target = one.target.toUtf8();
        cell = target;
        record.isBroken = !one.isPerson;
        if (!visit(record))
            return false;
    }
    return true;
}

std::optional<Error> PeopleRecords::each(const std::function<bool(const Record &)> &visit) const
{
    Record record;
    qsizetype at = 0;
    while (at < m_text.size()) {
        const auto begin = m_text.begin() + at;
        const auto end = std::find_if(begin, m_text.end(), [](char c) { return c == '\n' || c == '\r'; });
        const QByteArrayView line(begin, end);
        at += line.size();
        if (at < m_text.size())
            at += m_text.sliced(at).startsWith("\r\n") ? 2 : 1;
        ++record.line;
        record.end = at;
        bool mayHoldPassword = false;
        if (!visitLine(line, record, mayHoldPassword, visit))
            return mayHoldPassword
                ? std::optional(Error::of(
                      ErrorKind::InvalidInput,
                      Texts::tr(
                          "Line %1 holds something beside the person, perhaps a password. With more than "
                          "one column, the first line must name the columns, such as \"email\" and "
                          "\"password\".")
                          .arg(record.line)))
                : std::nullopt;
    }
    return std::nullopt;
}

} // namespace

ListWatch::ListWatch(const std::atomic<bool> &cancelled, const std::function<void(qint64)> &progress,
                     qint64 total)
    : m_cancelled(cancelled)
    , m_progress(progress)
    , m_total(total)
{
    m_sinceProgress.start();
}

bool ListWatch::goesOn(qint64 done, qint64 all)
{
    constexpr int callsBetweenLooks = 256;
    if (++m_calls % callsBetweenLooks != 0)
        return true;
    if (m_sinceProgress.hasExpired(progressEveryMs)) {
        tell(all > 0 ? qint64(double(done) / double(all) * double(m_total)) : 0);
        m_sinceProgress.restart();
    }
    return !m_cancelled;
}

void ListWatch::tell(qint64 bytes) const
{
    if (m_progress)
        m_progress(bytes);
}

Result<void> judgeList(const RecordSource &source, const ListHead *head, const ListColumns &columns,
                       const CsvOptions &options, BulkPlan &plan, CsvResult &result, ListWatch &watch)
{
    Judge judge(columns, options, plan, result);
    int index = 0;
    const std::optional<Error> error = source.each([&](const Record &record) {
        if (!head || index++ > head->recordsBefore)
            judge.take(record);
        return !judge.error()
            && (head ? watch.goesOn(record.end + source.size(), source.size() * 2)
                     : watch.goesOn(record.end, source.size()));
    });
    if (error)
        return std::unexpected(*error);
    if (judge.error())
        return std::unexpected(*judge.error());
    if (watch.isCancelled())
        return std::unexpected(Error::of(ErrorKind::Cancelled));
    result.rows = plan.count();
    if (plan.count() == 0 && result.badLineCount == 0)
        return invalid(Texts::tr("There is nobody in it."));
    return {};
}

Result<void> takeList(const RecordSource &source, const ListHead &head, const CsvOptions &options,
                      BulkPlan &plan, CsvResult &result, ListWatch &watch)
{
    result.hasHeader = true;
    const Result<ListColumns> columns = surveyList(source, head, result, watch);
    if (!columns)
        return std::unexpected(columns.error());
    return judgeList(source, &head, *columns, options, plan, result, watch);
}

Result<void> takePeople(QByteArrayView text, const CsvOptions &options, BulkPlan &plan, CsvResult &result,
                        ListWatch &watch)
{
    ListColumns columns;
    columns.person = 0;
    columns.personMayBeId = true;
    return judgeList(PeopleRecords(text), nullptr, columns, options, plan, result, watch);
}

} // namespace Keyturn
