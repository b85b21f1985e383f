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
    /// How a format that is not accepted is refused: 415, or Zoom's 400/300 "Request Body should be a valid
    /// JSON object." (zoom-api.md, "Multipart or JSON").
    enum class Refusal { UnsupportedMediaType, NeedsJson } refusal = Refusal::UnsupportedMediaType;
};

/// Reads the password out of a body, strictly: one multipart part named "password" and nothing else, or the
/// JSON object {"password": string} and nothing else; UTF-8 in both. Else the reply that refuses it.
std::expected<Secret, PracticeReply> readPasswordBody(const PracticeCall &call,
                                                      const AcceptedFormats &formats);

} // namespace Keyturn
