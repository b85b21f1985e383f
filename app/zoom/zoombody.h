#pragma once

#include "core/error.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>

namespace Keyturn {

/// What a reply's body says, read once, as JSON or as XML. Whose body it is, ZoomReply decides: it knows the
/// status and the headers, too. No words are redacted here.
struct ZoomBody
{
    int code = 0; ///< "code", a number or digits in a text; 0: none that is above 0 and fits
    bool hasMessage = false; ///< as Zoom's errors have one: "message", or the token URL's "reason"
    QString message; ///< "message", or what others call it
    QString oauthError; ///< "error", where it is a text: the token URL's name for what went wrong
    QList<FieldError> fieldErrors; ///< "errors", in whatever shape
    std::optional<QJsonObject> object; ///< the whole, when it is a JSON object

    /// Empty for anything that is neither a JSON object nor <error> in XML: HTML, text, half of an answer.
    /// UTF-8, or what a byte order mark says.
    static ZoomBody of(const QByteArray &bytes);
};

} // namespace Keyturn
