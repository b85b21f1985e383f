#include "httprequest.h"

namespace Keyturn {

HttpRequest HttpRequest::clone() const
{
    HttpRequest copy;
    copy.verb = verb;
    copy.url = url;
    copy.headers = headers;
    copy.bearerToken = bearerToken.clone();
    copy.basicCredentials = basicCredentials.clone();
    if (const auto *fields = std::get_if<FormBody>(&body)) {
        FormBody form;
        for (const FormField &field : *fields)
            form.push_back({field.name, field.value.clone()});
        copy.body = std::move(form);
    } else if (const auto *raw = std::get_if<RawBody>(&body)) {
        copy.body = RawBody{raw->contentType, raw->bytes.clone()};
    }
    copy.inactivityTimeout = inactivityTimeout;
    copy.totalTimeout = totalTimeout;
    return copy;
}

} // namespace Keyturn
