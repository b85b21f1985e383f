#pragma once

#include "core/outcome.h"
#include "zoom/bodyformat.h"

#include <QObject>

#include <optional>

namespace Keyturn {

/// In which format one account's changes are sent: what its settings choose, or what its server has
/// understood before. One for a session, its single resets and its bulk runs, so that what one finds out, the
/// others know. Owned by AccountSession. Thread: GUI.
class FormatMemory : public QObject
{
    Q_OBJECT

public:
    explicit FormatMemory(SendAs sendAs = SendAs::Automatic, std::optional<BodyFormat> known = {},
                          QObject *parent = nullptr);

    /// Whether it is chosen, or a password has been taken in it.
    bool isSettled() const { return m_sendAs != SendAs::Automatic || m_known; }
    /// That a change is sent in.
    BodyFormat first() const;
    /// That the same password is sent in once more, after an outcome that is open. While no form was ever
    /// taken, the open outcome may be a server's that does not understand forms: JSON finds out.
    /// [FMT-foreign]
    BodyFormat forRepeat() const;
    /// What to try once after `format` was not understood (UpdatePasswordRequest::refusedFormat()); nothing
    /// when the account's settings choose. [FMT-next]
    std::optional<BodyFormat> after(BodyFormat format) const;
    /// Names the account's own choice as the reason, where it is.
    Outcome explained(const Outcome &outcome) const;

    /// What an answer to a change in this format proves: only a password that was set, or found to be set
    /// already, was surely read.
    void learnFrom(const Outcome &outcome, BodyFormat format);

signals:
    /// To be remembered for the account.
    void learned(Keyturn::BodyFormat format);

private:
    SendAs m_sendAs;
    std::optional<BodyFormat> m_known;
};

} // namespace Keyturn
