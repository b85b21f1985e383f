#pragma once

#include "practice/practicerequestparser.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QPair>
#include <QString>
#include <QUrlQuery>

#include <chrono>
#include <optional>

namespace Keyturn {

/// One request as the practice account sees it: the wire's words, decoded once.
struct PracticeCall
{
    QByteArray method;
    /// Of the path, split at "/" before each is percent-decoded, so that "a%2Fb" stays one segment. Bytes,
    /// since a client may send what is not UTF-8.
    QList<QByteArray> segments;
    QUrlQuery query;
    QList<QByteArray> authorization; ///< every Authorization header
    QByteArray contentType;
    QByteArray body; ///< as it came; may hold a password: never log it
    /// The request could not be read; all the rest is empty.
    std::optional<PracticeRefusal> refusal;

    static PracticeCall of(PracticeRequest &&request);
    /// Fills segments and query from the raw request target ("/v2/users?status=active").
    void setTarget(const QByteArray &target);
};

struct PracticeReply
{
    int status = 200;
    QList<QPair<QByteArray, QByteArray>> headers;
    QByteArray contentType; ///< empty: no such header
    QByteArray body;
    bool rateLimitHeaders = true; ///< false: the account's rate-limit headers are left out
    bool drop = false; ///< close the connection without a byte of answer
    std::chrono::milliseconds delay{0}; ///< held back for so long, unless the server stops
    bool earlyHints = false; ///< a 103 goes ahead of the delay

    static PracticeReply json(int status, const QJsonObject &object);
    static PracticeReply noContent();
    static PracticeReply html(int status, const QByteArray &body);
    static PracticeReply dropped();
    /// {"code":…,"message":…}, as Zoom answers.
    static PracticeReply error(int status, int code, const QString &message);
    /// The same as XML, as Zoom has answered, too.
    static PracticeReply xmlError(int status, int code, const QString &message);
    /// 400/300 "Validation Failed." with one entry in errors[].
    static PracticeReply validationFailed(const QString &field, const QString &message);
};

/// The text of UTF-8 bytes, or nothing when they are not UTF-8.
std::optional<QString> strictUtf8(const QByteArray &bytes);

} // namespace Keyturn
