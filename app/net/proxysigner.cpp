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

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

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
    void skip(QByteArrayView characters)
    {
        while (!atEnd() && characters.contains(m_text[m_at]))
            ++m_at;
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

bool holdsControl(QByteArrayView text)
{
    return std::any_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; });
}

} // namespace

QByteArray ProxySigner::Challenge::value(QByteArrayView name) const
{
    const auto found = std::find_if(parameters.begin(), parameters.end(),
                                    [name](const auto &pair) { return pair.first == name; });
    return found == parameters.end() ? QByteArray() : found->second;
}

QList<ProxySigner::Challenge> ProxySigner::challengesIn(const Headers &headers)
{
    QList<Challenge> challenges;
    for (const auto &[name, value] : headers) {
        if (name.compare("Proxy-Authenticate", Qt::CaseInsensitive) != 0)
            continue;
        Scanner scan(value);
        for (scan.skip(" \t,"); !scan.atEnd(); scan.skip(" \t,")) {
            const QByteArray word = scan.until(" \t,=\"");
            if (word.isEmpty()) { // nothing that the grammar knows
                scan.until(",");
                continue;
            }
            const bool spaced = isBlank(scan.peek());
            scan.skip(" \t");
            if (!scan.take('=')) { // a scheme
                challenges.append({word.toLower(), {}});
                continue;
            }
            if (challenges.isEmpty()
                || (spaced && scan.peek() == '=')) { // a token68's end, or no scheme before it
                scan.until(",");
                continue;
            }
            scan.skip(" \t");
            const QByteArray text = scan.peek() == '"' ? scan.quoted() : scan.until(" \t,");
            challenges.last().parameters.append({word.toLower(), text});
        }
    }
    return challenges;
}

bool ProxySigner::isUsableDigest(const Challenge &challenge)
{
    const QByteArray algorithm = challenge.value("algorithm").toLower();
    const QByteArray qop = challenge.value("qop").toLower();
    const QList<QByteArray> qualities = qop.split(',');
    return (algorithm.isEmpty() || algorithm == "md5" || algorithm == "sha-256")
        && (qop.isEmpty()
            || std::any_of(qualities.begin(), qualities.end(),
                           [](const auto &one) { return one.trimmed() == "auth"; }))
        && !challenge.value("nonce").isEmpty() && !holdsControl(challenge.value("nonce"))
        && !holdsControl(challenge.value("realm")) && !holdsControl(challenge.value("opaque"));
}

ProxySigner::Verdict ProxySigner::judge(Attempt &attempt, const QNetworkProxy &proxy, const Headers &headers,
                                        bool connectionStays)
{
    const QList<Challenge> offered = challengesIn(headers);
    const auto best = [&offered]() -> const Challenge * {
        const Challenge *found = nullptr;
        for (const Challenge &one : offered) {
            const bool isDigest = one.scheme == "digest" && isUsableDigest(one);
            const bool isStronger = isDigest && one.value("algorithm").toLower() == "sha-256";
            if (isStronger || (isDigest && (!found || found->scheme == "basic"))
                || (one.scheme == "basic" && !found))
                found = &one;
        }
        return found;
    }();
    if (!best) {
        QStringList names;
        for (const Challenge &one : offered)
            names.append(QString::fromLatin1(one.scheme));
        names.removeDuplicates();
        return {Next::GiveUp,
                {},
                names.isEmpty()
                    ? Texts::tr("The proxy wants a sign-in, but does not say which kind.")
                    : Texts::tr(
                          "The proxy wants a sign-in that Keyturn cannot do safely (%1). Ask your network's "
                          "administrators for a proxy that takes Basic or Digest, or for a way around it.",
                          "names of sign-in methods: NTLM, Negotiate")
                          .arg(names.join(QStringLiteral(", ")))};
    }
    const QString realm = QString::fromUtf8(best->value("realm"));
    const bool isStale = best->scheme == "digest" && best->value("stale").toLower() == "true";
    const bool mayRepeat = isStale && !std::exchange(attempt.wasStale, true);
    m_challenge = *best;
    m_scheme = best->scheme == "digest" ? Scheme::Digest : Scheme::Basic;
    m_nonceCount = 0;
    if (proxy.user().isEmpty() && proxy.password().isEmpty())
        return {Next::AskForSignIn, realm, Texts::tr("The proxy wants a sign-in.")};
    if (attempt.hasSigned && !mayRepeat)
        return {Next::AskForSignIn, realm, Texts::tr("The proxy did not take the sign-in.")};
    return {connectionStays ? Next::AgainHere : Next::AgainAnew, realm, {}};
}

QByteArray ProxySigner::header(Attempt &attempt, const QNetworkProxy &proxy, const QByteArray &authority)
{
    if (m_scheme == Scheme::None || (proxy.user().isEmpty() && proxy.password().isEmpty()))
        return {};
    attempt.hasSigned = true;
    return m_scheme == Scheme::Basic ? basic(proxy) : digest(proxy, authority);
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
    QByteArray secret = user + ':' + realm + ':' + proxy.password().toUtf8();
    const QByteArray first = hash(secret);
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
    if (!named.isEmpty())
        value += ", algorithm=" + named;
    if (!m_challenge.value("opaque").isEmpty())
        value += ", opaque=" + quotedString(m_challenge.value("opaque"));
    return value;
}

} // namespace Keyturn
