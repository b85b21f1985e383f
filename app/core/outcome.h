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
    /// first one had landed. [PUT-repeat]
    static Outcome changedEarlier(const ReplyFacts &facts)
    {
        Outcome outcome = changed(facts);
        outcome.m_isRepeat = true;
        return outcome;
    }
    /// The repeat was refused or did not leave: that settles nothing about the first attempt. The error is
    /// the repeat's.
    static Outcome stillUnknown(const Error &error)
    {
        Outcome outcome = unknown(error);
        outcome.m_isRepeat = true;
        return outcome;
    }
    static Outcome refused(const Error &error) { return {Kind::Refused, error}; }
    static Outcome notSent(const Error &error) { return {Kind::NotSent, error}; }
    static Outcome unknown(const Error &error) { return {Kind::Unknown, error}; }

    /// The same outcome with another error or other facts: to take secrets out of a server's words.
    Outcome withError(const Error &error) const
    {
        Outcome copy = *this;
        copy.m_error = error;
        return copy;
    }

    Kind kind() const { return m_kind; }
    /// Changed: the repeat proved that the first attempt had landed. Unknown: the repeat could not tell.
    bool isRepeat() const { return m_isRepeat; }
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
    bool m_isRepeat = false;
    Error m_error;
};

} // namespace Keyturn
