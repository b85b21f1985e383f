#include "practicetarget.h"

#include <algorithm>

namespace Keyturn {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isHexDigit(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// RFC 3986: unreserved and sub-delims.
bool isPlain(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
        || QByteArrayView("-._~!$&'()*+,;=").contains(c);
}

/// Whether all is plain, one of `more`, or a "%" with two digits.
bool isWritten(QByteArrayView text, QByteArrayView more)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            if (text.size() - i < 3 || !isHexDigit(text[i + 1]) || !isHexDigit(text[i + 2]))
                return false;
            i += 2;
        } else if (!isPlain(text[i]) && !more.contains(text[i])) {
            return false;
        }
    }
    return true;
}

} // namespace

std::optional<QByteArray> practiceTarget(QByteArrayView written)
{
    static constexpr QByteArrayView scheme("http://");
    if (written == "*")
        return written.toByteArray();
    QByteArray target = written.toByteArray();
    if (target.first(std::min(scheme.size(), target.size())).toLower() == scheme) {
        target.remove(0, scheme.size());
        const auto *end =
            std::ranges::find_if(std::as_const(target), [](char c) { return c == '/' || c == '?'; });
        const qsizetype hostSize = end - target.constBegin();
        if (!isPracticeHost(QByteArrayView(target).first(hostSize)))
            return std::nullopt;
        target.remove(0, hostSize);
        if (!target.startsWith('/'))
            target.prepend('/');
    }
    const bool isPath = target.startsWith('/') && isWritten(target, ":@/?");
    return isPath ? std::optional(target) : std::nullopt;
}

bool isPracticeHost(QByteArrayView written)
{
    QByteArrayView host = written;
    if (const qsizetype colon = host.lastIndexOf(':'); colon > host.lastIndexOf(']')) {
        if (!std::ranges::all_of(host.sliced(colon + 1), isDigit))
            return false;
        host = host.first(colon);
    }
    if (host.startsWith('[') && host.endsWith(']')) {
        host = host.sliced(1, host.size() - 2);
        return !host.isEmpty()
            && std::ranges::all_of(host, [](char c) { return isHexDigit(c) || c == ':' || c == '.'; });
    }
    return !host.isEmpty() && isWritten(host, {});
}

} // namespace Keyturn
