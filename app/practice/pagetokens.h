#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QString>

#include <optional>

namespace Keyturn {

/// Zoom's next_page_token: opaque, good for 15 minutes, and for the list that it came from [LIST-token].
/// Signed with a key of this run, so that nothing has to be remembered for it, and one that
/// was made up or cut short is told from a real one. Thread-safe: it never changes.
class PageTokens
{
public:
    static constexpr int lifetimeSeconds = 15 * 60;

    PageTokens();

    QString make(const QString &status, qsizetype offset, const QDateTime &now) const;
    /// The offset, or nothing when the token is stale, of another list, or not ours.
    std::optional<qsizetype> offsetOf(const QString &token, const QString &status,
                                      const QDateTime &now) const;

private:
    QByteArray signatureOf(const QByteArray &text) const;

    QByteArray m_key;
};

} // namespace Keyturn
