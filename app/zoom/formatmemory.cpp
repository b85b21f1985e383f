#include "formatmemory.h"

#include "updatepasswordrequest.h"

namespace Keyturn {

FormatMemory::FormatMemory(SendAs sendAs, std::optional<BodyFormat> known, QObject *parent)
    : QObject(parent)
    , m_sendAs(sendAs)
    , m_known(known)
{
}

BodyFormat FormatMemory::first() const
{
    if (m_sendAs == SendAs::Automatic)
        return m_known.value_or(BodyFormat::Multipart);
    return m_sendAs == SendAs::Json ? BodyFormat::Json : BodyFormat::Multipart;
}

BodyFormat FormatMemory::forRepeat() const
{
    return isSettled() ? first() : BodyFormat::Json;
}

std::optional<BodyFormat> FormatMemory::after(BodyFormat format) const
{
    if (m_sendAs != SendAs::Automatic)
        return std::nullopt;
    return format == BodyFormat::Multipart ? BodyFormat::Json : BodyFormat::Multipart;
}

Outcome FormatMemory::explained(const Outcome &outcome) const
{
    if (m_sendAs == SendAs::Automatic || !UpdatePasswordRequest::refusedFormat(outcome))
        return outcome;
    Error error = outcome.error();
    error.kind = ErrorKind::ChosenFormatRefused;
    return outcome.withError(error);
}

void FormatMemory::learnFrom(const Outcome &outcome, BodyFormat format)
{
    const bool wasRead = outcome.kind() == Outcome::Kind::Changed
        || (outcome.kind() == Outcome::Kind::Refused && outcome.error().kind == ErrorKind::SamePassword);
    if (!wasRead || m_known == format)
        return;
    m_known = format;
    emit learned(format);
}

} // namespace Keyturn
