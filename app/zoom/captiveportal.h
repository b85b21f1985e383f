#pragma once

namespace Keyturn {

struct HttpReply;

/// Whether the answer is a network's sign-in page, or the way to one, in the place of Zoom's:
/// - 511, which only an intercepting proxy has a reason to send (RFC 6585, section 6);
/// - a temporary redirect to another site; Zoom's own other hosts are not one (us02web.zoom.us), since those
///   share the last two labels of the name;
/// - a 200 with a web page that holds a form or sends the browser elsewhere, where Zoom answers JSON.
///
/// Over https this can come only from whoever holds a certificate that the account trusts, such as a
/// company's inspecting proxy; other portals show as TlsWrongHost or TlsUntrusted. It says who answered, and
/// nothing about what became of a change (UpdatePasswordRequest::classify).
bool isCaptivePortal(const HttpReply &reply);

} // namespace Keyturn
