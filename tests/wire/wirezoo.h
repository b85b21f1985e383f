#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace Keyturn::Wire {

/// One recorded answer of tests/wire/answers and what must be told of it: a line of zoo.tsv.
struct Recorded
{
    QString name;
    QByteArray bytes; ///< as they go over the wire; {password} and {token} stand for what the request held
    QString window; ///< "changed", "refused" or "unknown": what the window ends with
    int puts = 0; ///< how many PUTs that takes there
    QString bulkState; ///< of the row at the end of a bulk run
    QString bulkEnd; ///< what ends the run before all is done; else empty
    int heldMs = 0; ///< the second PUT comes so much later than the answer, at least
    QString sentence; ///< what happened, as people read it; "…" stands for any text
    bool closes = false; ///< the connection is closed behind the bytes

    /// Keyturn sends the same password again by itself, as JSON or after a wait, and it is taken then.
    bool isFollowed() const
    {
        return puts == 2 || (window == QLatin1String("refused") && bulkState == QLatin1String("changed"));
    }
    /// Whether `text` is the sentence, and `after` behind it.
    bool isSaidBy(const QString &text, const QString &after = {}) const;
};

/// Ends the test program when the table and the folder do not belong together.
QList<Recorded> zoo();

/// The answer for a request that held this password and token: placeholders filled, the length made right.
QByteArray filled(const QByteArray &bytes, const QByteArray &password, const QByteArray &token);

/// The answer in pieces that are written apart: each 1xx head, and the rest.
QList<QByteArray> pieces(const QByteArray &bytes);

} // namespace Keyturn::Wire
