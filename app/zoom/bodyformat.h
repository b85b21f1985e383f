#pragma once

namespace Keyturn {

/// How the password is written into the body. The brief says multipart; Zoom's OpenAPI and SDK say JSON.
/// [FMT-form] [FMT-json]
enum class BodyFormat { Multipart, Json };

/// What an account's settings say of it.
enum class SendAs {
    Automatic, ///< a form first, and JSON where a form is not understood
    Form,
    Json,
};

} // namespace Keyturn
