#include "proxysigner.h"

#include "core/secret.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QNetworkProxy>
#include <QRandomGenerator>
#include <QStringList>

#include <algorithm>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ProxySigner)
};

/// Walks over the value of a Proxy-Authenticate field, whose grammar separates both challenges and their
/// parameters by commas (RFC 9110 11.6.1).
class Scanner
{
public:
    explicit Scanner(QByteArrayView text)
        : m_text(text)
    {
    }
    bool atEnd() const { return m_at >= m_text.size(); }
    char peek() const { return atEnd() ? '\0' : m_text[m_at]; }
    /// True when a comma was among them.
    bool skip(QByteArrayView characters)
    {
        bool hasComma = false;
        for (; !atEnd() && characters.contains(m_text[m_at]); ++m_at)
            hasComma = hasComma || m_text[m_at] == ',';
        return hasComma;
    }
    QByteArray until(QByteArrayView characters)
    {
        const qsizetype begin = m_at;
        while (!atEnd() && !characters.contains(m_text[m_at]))
            ++m_at;
        return m_text.sliced(begin, m_at - begin).toByteArray();
    }
    QByteArray quoted()
    {
        QByteArray value;
        for (++m_at; !atEnd() && m_text[m_at] != '"'; ++m_at) {
            if (m_text[m_at] == '\\' && m_at + 1 < m_text.size())
                ++m_at;
            value += m_text[m_at];
        }
        if (!atEnd())
            ++m_at;
        return value;
    }
    bool take(char c)
    {
        if (peek() != c)
            return false;
        ++m_at;
        return true;
    }

private:
    QByteArrayView m_text;
    qsizetype m_at = 0;
};

QByteArray quotedString(QByteArray text)
{
    text.replace('\\', "\\\\").replace('"', "\\\"");
    return '"' + text + '"';
}

bool hasSignIn(const QNetworkProxy &proxy)
{
    return !proxy.user().isEmpty() || !proxy.password().isEmpty();
}

bool isUsableDigest(const QByteArray &algorithm, const QByteArray &qop)
{
    const QByteArray name = algorithm.toLower();
    if (!name.isEmpty() && name != "md5" && name != "sha-256")
        return false;
    const QList<QByteArray> qualities = qop.toLower().split(',');
    return qop.isEmpty() || std::any_of(qualities.begin(), qualities.end(), [](const QByteArray &one) {
               return one.trimmed() == "auth";
           });
}

/// The name of a method (RFC 9110 5.6.2), and of a length that a person can read.
bool isToken(QByteArrayView text)
{
    constexpr qsizetype mostCharacters = 20;
    return text.size() <= mostCharacters && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'
                   || c == '_' || c == '.';
           });
}

bool holdsControl(QByteArrayView text)
{
    return std::any_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; });
}

} // namespace

QByteArray ProxySigner::Challenge::value(QByteArrayView wanted) const
{
    const auto found = std::find_if(parameters.begin(), parameters.end(),
                                    [wanted](const auto &pair) { return pair.first == wanted; });
    return found == parameters.end() ? QByteArray() : found->second;
}

// "scheme" or "scheme token68" or "scheme name=value, name=value"; the next challenge follows after a comma.
QList<ProxySigner::Challenge> ProxySigner::challengesIn(const Headers &headers)
{
    QList<Challenge> challenges;
    for (const auto &[name, value] : headers) {
        if (name.compare("Proxy-Authenticate", Qt::CaseInsensitive) != 0)
            continue;
        Scanner scan(value);
        bool hasScheme = false; // in this field
        bool isAfterScheme = false; // directly, where a token68 may stand
        for (scan.skip(" \t,"); !scan.atEnd(); isAfterScheme = !scan.skip(" \t,") && isAfterScheme) {
            const QByteArray word = scan.until(" \t,=\"");
            scan.skip(" \t");
            const bool hasValue = !word.isEmpty() && scan.take('=');
            const bool endsToken68 =
                hasValue && isAfterScheme && (scan.atEnd() || scan.peek() == '=' || scan.peek() == ',');
            if (word.isEmpty() || (hasValue && !hasScheme) || endsToken68) { // of no use to anybody
                scan.until(",");
            } else if (hasValue) {
                scan.skip(" \t");
                const QByteArray text = scan.peek() == '"' ? scan.quoted() : scan.until(" \t,");
                challenges.last().parameters.append({word.toLower(), text});
            } else if (!isAfterScheme) {
                challenges.append({word.toLower(), word, {}});
                hasScheme = true;
                isAfterScheme = true;
                continue;
            }
            isAfterScheme = false;
        }
    }
    return challenges;
}

const ProxySigner::Challenge *ProxySigner::strongest(const QList<Challenge> &offered)
{
    const auto rank = [](const Challenge &one) {
        if (one.scheme == "basic")
            return 1;
        if (one.scheme != "digest" || !isUsableDigest(one.value("algorithm"), one.value("qop")))
            return 0;
        for (const char *parameter : {"realm", "nonce", "opaque"}) {
            if (holdsControl(one.value(parameter)))
                return 0;
        }
        if (one.value("nonce").isEmpty())
            return 0;
        return one.value("algorithm").toLower() == "sha-256" ? 3 : 2;
    };
    const Challenge *found = nullptr;
    for (const Challenge &one : offered) {
        if (rank(one) > (found ? rank(*found) : 0))
            found = &one;
    }
    return found;
}

QString ProxySigner::wordsAbout(const QList<Challenge> &offered)
{
    constexpr qsizetype mostNames = 5;
    QStringList names;
    for (const Challenge &one : offered) {
        if (isToken(one.name))
            names.append(QString::fromLatin1(one.name));
    }
    names.removeDuplicates();
    if (names.isEmpty())
        return Texts::tr("The proxy wants a sign-in, but does not say which kind.");
    return Texts::tr("The proxy wants a sign-in that Keyturn cannot do safely (%1). Ask your network's "
                     "administrators for a proxy that takes Digest or Basic, or for a way around it.",
                     "names of sign-in methods: NTLM, Negotiate")
        .arg(names.first(std::min(names.size(), mostNames)).join(QStringLiteral(", ")));
}

ProxySigner::Verdict ProxySigner::judge(Attempt &attempt, const QNetworkProxy &proxy, const Headers &headers,
                                        bool connectionStays)
{
    const QList<Challenge> offered = challengesIn(headers);
    const Challenge *best = strongest(offered);
    if (!best) {
        m_scheme = Scheme::None;
        return {Next::GiveUp, {}, wordsAbout(offered)};
    }
    // A proxy forgets its nonces, so that a good sign-in may have been made with an old one; not all say so.
    const bool isOld = best->scheme == "digest" && attempt.hasSigned
        && (best->value("stale").toLower() == "true"
            || (!attempt.wasAsked && best->value("nonce") != m_challenge.value("nonce")));
    const bool mayRepeat = isOld && !std::exchange(attempt.hasRepeated, true);
    const QString realm = QString::fromUtf8(best->value("realm"));
    m_challenge = *best;
    m_scheme = best->scheme == "digest" ? Scheme::Digest : Scheme::Basic;
    m_nonceCount = 0;
    attempt.wasAsked = true;
    if (!hasSignIn(proxy))
        return {Next::AskForSignIn, realm, Texts::tr("The proxy wants a sign-in.")};
    if (attempt.hasSigned && !mayRepeat)
        return {Next::AskForSignIn, realm, Texts::tr("The proxy did not take the sign-in.")};
    if (!isSendable(proxy))
        return {Next::AskForSignIn, realm,
                Texts::tr("The user name or password for the proxy holds characters that cannot be sent.")};
    return {connectionStays ? Next::AgainHere : Next::AgainAnew, realm, {}};
}

QByteArray ProxySigner::header(Attempt &attempt, const QNetworkProxy &proxy, const QByteArray &authority)
{
    if (m_scheme == Scheme::None || !hasSignIn(proxy) || !isSendable(proxy)
        || !(attempt.wasAsked || attempt.isProven))
        return {};
    attempt.hasSigned = true;
    return m_scheme == Scheme::Basic ? basic(proxy) : digest(proxy, authority);
}

bool ProxySigner::isSendable(const QNetworkProxy &proxy) const
{
    // Basic ends the user name at the first colon (RFC 7617 2).
    return !holdsControl(proxy.user().toUtf8()) && !holdsControl(proxy.password().toUtf8())
        && (m_scheme != Scheme::Basic || !proxy.user().contains(u':'));
}

QByteArray ProxySigner::basic(const QNetworkProxy &proxy) const
{
    QByteArray pair = (proxy.user() + u':' + proxy.password()).toUtf8();
    QByteArray encoded = pair.toBase64();
    QByteArray value = "Basic " + encoded;
    wipe(pair);
    wipe(encoded);
    return value;
}

/// RFC 7616 3.4
QByteArray ProxySigner::digest(const QNetworkProxy &proxy, const QByteArray &authority)
{
    const QByteArray named = m_challenge.value("algorithm");
    const auto algorithm =
        named.toLower() == "sha-256" ? QCryptographicHash::Sha256 : QCryptographicHash::Md5;
    const auto hash = [algorithm](const QByteArray &text) {
        return QCryptographicHash::hash(text, algorithm).toHex();
    };
    const QByteArray realm = m_challenge.value("realm");
    const QByteArray nonce = m_challenge.value("nonce");
    const bool hasQop = !m_challenge.value("qop").isEmpty();
    const QByteArray user = proxy.user().toUtf8();
    QByteArray password = proxy.password().toUtf8();
    QByteArray secret = user + ':' + realm + ':' + password;
    QByteArray first = hash(secret); // as good as the password, for this realm
    wipe(password);
    wipe(secret);
    const QByteArray second = hash("CONNECT:" + authority);
    QByteArray value = "Digest username=" + quotedString(user) + ", realm=" + quotedString(realm)
        + ", nonce=" + quotedString(nonce) + ", uri=" + quotedString(authority);
    if (hasQop) {
        const QByteArray count = QByteArray::number(++m_nonceCount, 16).rightJustified(8, '0');
        const QByteArray own = QByteArray::number(QRandomGenerator::system()->generate64(), 16);
        value += ", qop=auth, nc=" + count + ", cnonce=\"" + own + "\", response=\""
            + hash(first + ':' + nonce + ':' + count + ':' + own + ":auth:" + second) + '"';
    } else {
        value += ", response=\"" + hash(first + ':' + nonce + ':' + second) + '"';
    }
    wipe(first);
    if (!named.isEmpty())
        value += ", algorithm=" + named;
    if (!m_challenge.value("opaque").isEmpty())
        value += ", opaque=" + quotedString(m_challenge.value("opaque"));
    return value;
}

} // namespace Keyturn
