#pragma once

namespace Keyturn::Bench {

/// Bytes of VmRSS (/proc/self/status), without what was freed and may be given back.
double residentBytes();

} // namespace Keyturn::Bench
