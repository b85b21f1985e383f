#pragma once

#include "core/secret.h"

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QUrl>

#include <chrono>
#include <variant>
#include <vector>

namespace Keyturn {

/// One text field of a multipart/form-data body.
struct FormField
{
    QByteArray name; ///< ASCII without quotes; it goes into a part header as it is
    Secret value;
};

/// Sent with QHttpMultiPart, one part a field, in this order.
using FormBody = std::vector<FormField>;

struct RawBody
{
    QByteArray contentType;
    Secret bytes;
};

/// One HTTP request as a value. Built by zoom/, sent by HttpClient.
struct HttpRequest
{
    enum class Verb { Get, Put, Post, Delete };

    Verb verb = Verb::Get;
    QUrl url;
    QList<QPair<QByteArray, QByteArray>> headers; ///< checked for line breaks before anything is sent
    Secret bearerToken; ///< sent as "Authorization: Bearer …"; empty: none
    Secret basicCredentials; ///< "id:secret", sent as "Authorization: Basic …"; empty: none
    std::variant<std::monostate, FormBody, RawBody> body;
    std::chrono::milliseconds inactivityTimeout{30'000};
    std::chrono::milliseconds totalTimeout{60'000};

    HttpRequest clone() const;
};

} // namespace Keyturn
