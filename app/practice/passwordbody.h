#pragma once

#include "core/secret.h"
#include "practice/practicehttp.h"

#include <expected>

namespace Keyturn {

/// What PUT …/password accepts as a body.
struct AcceptedFormats
{
    bool json = true;
    bool multipart = true;
    /// How a form is refused where only JSON is accepted: in each way that a server of JSON alone was seen,
    /// or may be expected, to say that it did not understand. All but the first two are 400/300, or look so.
    enum class Refusal {
        UnsupportedMediaType, ///< 415 "Unsupported Content Type"
        In200, ///< as NeedsJson, with HTTP 200
        NeedsJson, ///< "Request Body should be a valid JSON object."
        ContentType, ///< "Unsupported Content Type"
        Xml, ///< as NeedsJson, in XML
        MissingField, ///< "Validation Failed.": the password is required
        Parameter, ///< "Invalid parameter: password."
    } refusal = Refusal::UnsupportedMediaType;
};

/// Reads the password out of a body, strictly: one form field named "password" and nothing else (but
/// _charset_, RFC 7578, 4.6), or the JSON object {"password": string} and nothing else. Else the reply that
/// refuses it.
std::expected<Secret, PracticeReply> readPasswordBody(const PracticeCall &call,
                                                      const AcceptedFormats &formats);

} // namespace Keyturn
