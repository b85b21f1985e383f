#pragma once

namespace Keyturn {

/// Marks what is on the clipboard now, which is ours, as a password in the way that only native code can:
/// org.nspasteboard.ConcealedType on macOS, which Qt 6.4 has no public interface for. Elsewhere the mark is a
/// part of the data (secretclipboard.cpp), and this does nothing.
void markClipboardConcealed();

} // namespace Keyturn
