#pragma once

#include "error.h"

#include <QMetaType>

namespace Keyturn {

/// What became of one password change. There are four and no fifth, so that an Unknown can never pass for a
/// failure or a success.
class Outcome
{
public:
    enum class Kind {
        Changed, ///< Zoom said 204, or the same password sent again was found to be set already
        Refused, ///< Zoom answered and changed nothing
        NotSent, ///< the password never left this computer
        Unknown, ///< the request may have landed; no answer proves it either way
    };

    static Outcome changed(const ReplyFacts &facts) { return {Kind::Changed, errorWith(facts)}; }
    /// The repeat of an Unknown attempt was answered with "can not match the old password" (400/300): the
    /// first one had landed (zoom-api.md).
    static Outcome changedEarlier(const ReplyFacts &facts)
    {
        Outcome outcome = changed(facts);
        outcome.m_provenByRepeat = true;
        return outcome;
    }
    static Outcome refused(const Error &error) { return {Kind::Refused, error}; }
    static Outcome notSent(const Error &error) { return {Kind::NotSent, error}; }
    static Outcome unknown(const Error &error) { return {Kind::Unknown, error}; }

    Kind kind() const { return m_kind; }
    bool provenByRepeat() const { return m_provenByRepeat; }
    const ReplyFacts &facts() const { return m_error.reply; }
    /// The reason; meaningless for Changed.
    const Error &error() const { return m_error; }

private:
    Outcome(Kind kind, const Error &error)
        : m_kind(kind)
        , m_error(error)
    {
    }
    static Error errorWith(const ReplyFacts &facts)
    {
        Error error;
        error.reply = facts;
        return error;
    }

    Kind m_kind;
    bool m_provenByRepeat = false;
    Error m_error;
};

} // namespace Keyturn
