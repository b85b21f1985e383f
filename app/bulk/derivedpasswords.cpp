#include "derivedpasswords.h"

#include "bulk/bulkplan.h"

#include <QMessageAuthenticationCode>
#include <QRandomGenerator>

#include <array>
#include <cstring>
#include <limits>
#include <string_view>

namespace Keyturn {

namespace {

// PasswordGenerator's, so that what is read out over the phone looks alike.
constexpr std::u16string_view alphabet = u"ABCDEFGHJKLMNPQRSTUVWXYZ"
                                         u"abcdefghijkmnpqrstuvwxyz"
                                         u"23456789"
                                         u"!?#$%*:";

QByteArray bigEndian(quint32 number)
{
    QByteArray bytes(4, Qt::Uninitialized);
    for (int i = 0; i < 4; ++i)
        bytes[i] = static_cast<char>(number >> (24U - 8U * unsigned(i)));
    return bytes;
}

/// Random numbers that are the same each time.
class Stream
{
public:
    Stream(const Secret &key, QByteArray label)
        : m_key(key)
        , m_label(std::move(label))
    {
    }
    ~Stream() { wipe(m_block); }
    Stream(const Stream &) = delete;
    Stream &operator=(const Stream &) = delete;

    quint32 next()
    {
        if (m_at == m_block.size()) {
            wipe(m_block);
            const QByteArrayView key = m_key.exposeUtf8();
            m_block = QMessageAuthenticationCode::hash(m_label + bigEndian(m_number++),
                                                       QByteArray::fromRawData(key.data(), key.size()),
                                                       QCryptographicHash::Sha256);
            m_at = 0;
        }
        quint32 value = 0;
        for (int i = 0; i < 4; ++i)
            value = (value << 8U) | static_cast<unsigned char>(std::as_const(m_block)[m_at++]);
        return value;
    }

    /// Each value below `count` equally likely: the draws that would tip the scales are thrown away.
    quint32 below(quint32 count)
    {
        constexpr quint32 maximum = std::numeric_limits<quint32>::max();
        const quint32 surplus = (maximum % count + 1) % count;
        quint32 draw = next();
        while (draw > maximum - surplus)
            draw = next();
        return draw % count;
    }

private:
    const Secret &m_key;
    QByteArray m_label;
    QByteArray m_block;
    qsizetype m_at = 0;
    quint32 m_number = 0;
};

bool isPossible(const PasswordRules &rules, int length)
{
    const int classes = rules.requiresSpecial ? 4 : 3;
    return length >= classes && length >= rules.minimumLength && length <= rules.maximumLength;
}

} // namespace

DerivedPasswords::DerivedPasswords(Secret key, const QString &runId, const PasswordRules &rules, int length)
    : m_key(std::move(key))
    , m_runId(runId.toUtf8())
    , m_rules(rules)
    , m_length(length)
{
    // None that is drawn from all characters is easy to guess, and what judges that is a library that may be
    // another one when the run goes on.
    m_rules.refusesWeak = false;
    m_rules.personWords.clear();
}

Secret DerivedPasswords::newKey()
{
    std::array<quint32, keyBytes / sizeof(quint32)> words = {};
    QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
    QByteArray digits =
        QByteArray::fromRawData(reinterpret_cast<const char *>(words.data()), sizeof words).toHex();
    Secret key = Secret::fromUtf8(digits);
    wipe(digits);
    wipe(words.data(), sizeof words);
    return key;
}

QString DerivedPasswords::keychainKey(const QString &runId)
{
    return QStringLiteral("Keyturn/bulk-run/") + runId;
}

Result<Secret> DerivedPasswords::password(QByteArrayView userId, quint32 counter) const
{
    if (!isPossible(m_rules, m_length))
        return std::unexpected(Error::of(ErrorKind::InvalidInput));
    QByteArray label("keyturn bulk 1");
    label += '\0';
    label += m_runId;
    label += '\0';
    label += userId;
    label += '\0';
    label += bigEndian(counter);
    Stream stream(m_key, label);
    QString text(m_length, Qt::Uninitialized);
    do {
        for (QChar &c : text)
            c = alphabet[stream.below(static_cast<quint32>(alphabet.size()))];
    } while (!satisfies(text, m_rules));
    Secret password = Secret::fromText(text);
    wipe(text);
    return password;
}

QByteArray DerivedPasswords::macOf(const BulkPlan &plan) const
{
    const QByteArrayView key = m_key.exposeUtf8();
    QMessageAuthenticationCode mac(QCryptographicHash::Sha256,
                                   QByteArray::fromRawData(key.data(), key.size()));
    for (int row = 0; row < plan.count(); ++row) {
        const QByteArrayView password = plan.exposePassword(row);
        mac.addData(bigEndian(static_cast<quint32>(password.size())));
        mac.addData(password.data(), password.size());
    }
    return mac.result();
}

} // namespace Keyturn
