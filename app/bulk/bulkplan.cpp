#include "bulkplan.h"

#include <algorithm>

namespace Keyturn {

namespace {

constexpr std::size_t mostKeptMessages = 64;
constexpr qsizetype longestMessage = 300;

std::string_view stdView(QByteArrayView view)
{
    return {view.data(), static_cast<std::size_t>(view.size())};
}

QByteArrayView byteView(std::string_view view)
{
    return {view.data(), static_cast<qsizetype>(view.size())};
}

} // namespace

quint32 BulkPlan::keep(QByteArrayView utf8)
{
    if (utf8.isEmpty())
        return 0;
    if (m_texts.usedBytes() == 0)
        m_texts.append({std::string_view()}); // so that no text has the offset 0
    return m_texts.append({stdView(utf8)});
}

quint32 BulkPlan::keepMessage(const QString &message)
{
    QByteArray utf8 = message.left(longestMessage).toUtf8();
    utf8.replace('\0', ' ');
    const auto known =
        std::ranges::find_if(m_messages, [&utf8](const auto &one) { return one.first == utf8; });
    if (known != m_messages.end())
        return known->second;
    const quint32 offset = keep(utf8);
    if (m_messages.size() < mostKeptMessages)
        m_messages.emplace_back(utf8, offset);
    return offset;
}

int BulkPlan::add(QByteArrayView target, QByteArrayView password, quint32 line, QByteArrayView id)
{
    Row row;
    row.line = line;
    row.target = keep(target);
    row.userId = keep(id);
    row.givenId = !id.isEmpty();
    if (!password.isEmpty()) {
        row.password = m_passwords.append(password);
        m_anyPassword = true;
    }
    m_rows.append(row);
    return count() - 1;
}

QByteArrayView BulkPlan::targetUtf8(int row) const
{
    return byteView(m_texts.text(at(row).target));
}

QByteArrayView BulkPlan::userIdUtf8(int row) const
{
    const Row &found = at(row);
    return byteView(m_texts.text(found.userId != 0 ? found.userId : found.target));
}

void BulkPlan::setPassword(int row, QByteArrayView utf8)
{
    at(row).password = m_passwords.append(utf8);
    at(row).passwordMissing = false;
    m_anyPassword = true;
}

void BulkPlan::correctTarget(int row, QByteArrayView target)
{
    Row &found = at(row);
    if (found.inputTarget == 0)
        found.inputTarget = found.target;
    found.target = keep(target);
    found.userId = 0;
    found.givenId = false;
    found.name = 0;
    found.verdict = BulkVerdict::Unchecked;
}

void BulkPlan::dropPassword(int row)
{
    at(row).passwordDropped = true;
}

QByteArrayView BulkPlan::inputTargetUtf8(int row) const
{
    const Row &found = at(row);
    return byteView(m_texts.text(found.inputTarget != 0 ? found.inputTarget : found.target));
}

void BulkPlan::setInputTarget(int row, QByteArrayView target)
{
    at(row).inputTarget = keep(target);
}

void BulkPlan::setVerdict(int row, BulkVerdict verdict, const QString &userId, const QString &name)
{
    Row &found = at(row);
    // Judged again as before: what a person chose meanwhile stands.
    if (found.verdict != verdict || verdict == BulkVerdict::Unchecked)
        found.excluded = verdict != BulkVerdict::Ready && verdict != BulkVerdict::Unchecked;
    found.verdict = verdict;
    if (!userId.isEmpty() && userId.toUtf8() != userIdUtf8(row))
        found.userId = keep(userId.toUtf8());
    if (!name.isEmpty() && found.name == 0)
        found.name = keep(name.left(longestMessage).toUtf8());
}

bool BulkPlan::mayInclude(BulkVerdict verdict)
{
    switch (verdict) {
    case BulkVerdict::Ready:
    case BulkVerdict::Yourself:
    case BulkVerdict::OwnerOrAdmin:
    case BulkVerdict::Pending:
    case BulkVerdict::Inactive:
    case BulkVerdict::SsoOnly:
        return true;
    case BulkVerdict::Unchecked:
    case BulkVerdict::UnknownUser:
    case BulkVerdict::Duplicate:
    case BulkVerdict::RepeatedPassword:
    case BulkVerdict::BreaksRule:
        break;
    }
    return false;
}

bool BulkPlan::setExcluded(int row, bool excluded)
{
    if (!excluded && !mayInclude(verdict(row)))
        return false;
    at(row).excluded = excluded;
    return true;
}

BlastRadius BulkPlan::blastRadius() const
{
    BlastRadius radius;
    for (int i = 0; i < count(); ++i) {
        ++radius.byVerdict[std::size_t(at(i).verdict)];
        if (at(i).excluded || !mayInclude(at(i).verdict))
            ++radius.excluded;
        else
            ++radius.people;
    }
    return radius;
}

BulkRow BulkPlan::row(int row) const
{
    const Row &packed = at(row);
    const Facts kept = facts(row);
    BulkRow result;
    result.line = packed.line;
    result.target = QString::fromUtf8(targetUtf8(row));
    result.userId = QString::fromUtf8(userIdUtf8(row));
    if (packed.name != 0)
        result.name = QString::fromUtf8(byteView(m_texts.text(packed.name)));
    result.hasPassword = hasPassword(row);
    result.verdict = packed.verdict;
    result.excluded = packed.excluded;
    result.state = packed.state;
    result.changedEarlier = packed.changedEarlier;
    result.httpStatus = kept.httpStatus;
    result.zoomCode = kept.zoomCode;
    if (kept.error >= 0)
        result.error = static_cast<ErrorKind>(kept.error);
    result.message = kept.message;
    result.trackingId = kept.trackingId;
    if (kept.msecs != 0)
        result.time = QDateTime::fromMSecsSinceEpoch(kept.msecs).toUTC();
    return result;
}

BulkPlan::Facts BulkPlan::facts(int row) const
{
    const Row &packed = at(row);
    Facts facts;
    facts.httpStatus = packed.httpStatus;
    facts.zoomCode = packed.code;
    facts.error = packed.error;
    facts.changedEarlier = packed.changedEarlier;
    facts.msecs = packed.msecs;
    if (packed.message != 0)
        facts.message = QString::fromUtf8(byteView(m_texts.text(packed.message)));
    if (packed.trackingId != 0)
        facts.trackingId = QString::fromUtf8(byteView(m_texts.text(packed.trackingId)));
    return facts;
}

void BulkPlan::setFacts(int row, const Facts &facts)
{
    Row &packed = at(row);
    packed.httpStatus = static_cast<qint16>(facts.httpStatus);
    packed.code = facts.zoomCode;
    packed.error = static_cast<qint16>(facts.error);
    packed.changedEarlier = facts.changedEarlier;
    packed.msecs = facts.msecs;
    packed.message = facts.message.isEmpty() ? 0 : keepMessage(facts.message);
    QByteArray tracking = facts.trackingId.left(longestMessage).toUtf8();
    tracking.replace('\0', ' ');
    packed.trackingId = keep(tracking);
}

void BulkPlan::setOutcome(int row, const Outcome &outcome)
{
    Facts facts;
    facts.httpStatus = outcome.facts().httpStatus;
    facts.zoomCode = outcome.facts().zoomCode;
    facts.message = outcome.facts().message;
    facts.trackingId = outcome.facts().trackingId;
    facts.msecs = outcome.facts().time.isValid() ? outcome.facts().time.toMSecsSinceEpoch() : 0;
    facts.error = static_cast<int>(outcome.error().kind);
    switch (outcome.kind()) {
    case Outcome::Kind::Changed:
        setState(row, BulkRowState::Changed);
        facts.error = -1;
        facts.changedEarlier = outcome.isRepeat();
        break;
    case Outcome::Kind::Refused:
        setState(row, BulkRowState::Refused);
        break;
    case Outcome::Kind::NotSent:
        setState(row, BulkRowState::NotSent);
        break;
    case Outcome::Kind::Unknown:
        setState(row, BulkRowState::Unknown);
        break;
    }
    setFacts(row, facts);
}

std::shared_ptr<BulkPlan> planOfFailed(const BulkPlan &plan)
{
    auto failed = std::make_shared<BulkPlan>();
    for (int row = 0; row < plan.count(); ++row) {
        const BulkRowState state = plan.state(row);
        if (state == BulkRowState::Refused || state == BulkRowState::NotSent)
            failed->add(plan.targetUtf8(row), plan.exposePassword(row), plan.line(row));
    }
    return failed;
}

} // namespace Keyturn
