#include "derivedpasswords.h"

#include "bulk/bulkplan.h"
#include "core/csvcell.h"
#include "passwords/passwordgenerator.h"

#include <QMessageAuthenticationCode>

namespace Keyturn {

namespace {

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
            m_block = QMessageAuthenticationCode::hash(QByteArray(m_label + bigEndian(m_number++)),
                                                       QByteArray::fromRawData(key.data(), key.size()),
                                                       QCryptographicHash::Sha256);
            m_at = 0;
        }
        quint32 value = 0;
        for (int i = 0; i < 4; ++i)
            value = (value << 8U) | static_cast<unsigned char>(std::as_const(m_block)[m_at++]);
        return value;
    }

private:
    const Secret &m_key;
    QByteArray m_label;
    QByteArray m_block;
    qsizetype m_at = 0;
    quint32 m_number = 0;
};

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

QString DerivedPasswords::keychainKey(const QString &runId)
{
    return QStringLiteral("Keyturn/bulk-run/") + runId;
}

Result<Secret> DerivedPasswords::password(QByteArrayView userId, quint32 counter) const
{
    QByteArray label("keyturn bulk 1");
    label += '\0';
    label += m_runId;
    label += '\0';
    label += userId;
    label += '\0';
    label += bigEndian(counter);
    Stream stream(m_key, label);
    PasswordRecipe recipe;
    recipe.length = m_length;
    const PasswordGenerator generator([&stream] { return stream.next(); });
    // None that a spreadsheet would take for a formula: the apostrophe that defuses it in the list that is
    // handed over would be typed as a part of the password.
    Result<Secret> password = generator.generate(m_rules, recipe);
    while (password && looksLikeFormula(QString::fromUtf8(password->exposeUtf8().first(1))))
        password = generator.generate(m_rules, recipe);
    return password;
}

QByteArray DerivedPasswords::macOf(const BulkPlan &plan) const
{
    const QByteArrayView key = m_key.exposeUtf8();
    QMessageAuthenticationCode mac(QCryptographicHash::Sha256,
                                   QByteArray::fromRawData(key.data(), key.size()));
    for (int row = 0; row < plan.count(); ++row) {
        const QByteArrayView password = plan.exposeInputPassword(row);
        mac.addData(bigEndian(static_cast<quint32>(password.size())));
        mac.addData(password.data(), password.size());
    }
    return mac.result();
}

QByteArray DerivedPasswords::macOf(int row, QByteArrayView password) const
{
    if (password.isEmpty())
        return {};
    const QByteArrayView key = m_key.exposeUtf8();
    QMessageAuthenticationCode mac(QCryptographicHash::Sha256,
                                   QByteArray::fromRawData(key.data(), key.size()));
    mac.addData("keyturn row"); // never what a password is derived from
    mac.addData(bigEndian(static_cast<quint32>(row)));
    mac.addData(password.data(), password.size());
    return mac.result();
}

} // namespace Keyturn
