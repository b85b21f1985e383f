#pragma once

#include <QByteArray>
#include <QList>

namespace Keyturn::Wire {

struct Recorded;

/// An answer that nobody recorded: put together from the parts of those that were, bent, cut and spread over
/// time. The seed says all of it, so that what went wrong can be looked at again.
struct Mutation
{
    struct Piece
    {
        QByteArray bytes; ///< with placeholders, as in Recorded
        int delayMs = 0; ///< before it
    };
    QList<Piece> pieces;
    bool endsInReset = false; ///< else the connection is closed in order
    bool isPlainSuccess = false; ///< a 204 that nothing was done to

    QByteArray bytes() const;
};

Mutation mutation(const QList<Recorded> &zoo, quint64 seed);

/// Whether these bytes begin, after whole interim answers, with a whole head whose status is 204: written
/// from RFC 9112, and not from what Keyturn reads with.
bool holdsNoContent(const QByteArray &bytes);

} // namespace Keyturn::Wire
