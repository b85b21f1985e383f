#include "preflight.h"

#include "directory/userdirectory.h"

#include <QCryptographicHash>
#include <QPointer>
#include <QRandomGenerator>
#include <QTimer>

#include <algorithm>
#include <array>

namespace Keyturn {

namespace {

constexpr int rowsAStep = 500;
constexpr int workPassword = 100; // of login_types: signs in with a work e-mail and a password

QByteArray foldedAddress(const QString &text)
{
    return text.toCaseFolded().toUtf8();
}

bool breaksRule(QByteArrayView utf8, const PasswordRules &rules)
{
    QString text = QString::fromUtf8(utf8);
    const bool fine = satisfies(text, rules);
    wipe(text);
    return !fine;
}

QByteArray newSalt()
{
    std::array<quint32, 4> words = {};
    QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
    return {reinterpret_cast<const char *>(words.data()), sizeof words};
}

} // namespace

Preflight::Preflight(std::shared_ptr<BulkPlan> plan, const UserDirectory *directory, Facts facts,
                     QObject *parent)
    : QObject(parent)
    , m_plan(std::move(plan))
    , m_directory(directory)
    , m_facts(std::move(facts))
    , m_timer(new QTimer(this))
{
    m_timer->setInterval(0);
    connect(m_timer, &QTimer::timeout, this, [this] { step(rowsAStep); });
}

Preflight::~Preflight() = default;

void Preflight::start()
{
    m_next = 0;
    m_salt = newSalt();
    m_people.clear();
    m_passwords.clear();
    m_timer->start();
}

void Preflight::runNow()
{
    start();
    step(m_plan->count());
}

void Preflight::step(int rows)
{
    const int end = std::min(m_next + rows, m_plan->count());
    for (; m_next < end; ++m_next)
        judge(m_next);
    const QPointer<Preflight> self(this);
    emit progressed(m_next, m_plan->count());
    if (!self || m_next < m_plan->count())
        return;
    m_timer->stop();
    m_next = -1;
    m_people.clear();
    m_passwords.clear();
    emit finished();
}

void Preflight::judge(int row)
{
    QString userId;
    QString name;
    const BulkVerdict verdict = verdictOf(row, userId, name);
    m_plan->setVerdict(row, verdict, userId, name);
}

BulkVerdict Preflight::verdictOf(int row, QString &userId, QString &name)
{
    const QString target = QString::fromUtf8(m_plan->targetUtf8(row));
    int found = m_directory->find(target);
    if (m_plan->hasGivenId(row)) {
        const int byId = m_directory->find(QString::fromUtf8(m_plan->userIdUtf8(row)));
        if (byId != found) // the file's address and ID are two people's
            found = -1;
    }
    if (found < 0)
        return BulkVerdict::UnknownUser;
    const User user = m_directory->at(found);
    userId = user.pathId();
    name = user.name();

    const QByteArray person = foldedAddress(userId);
    if (m_people.contains(person))
        return BulkVerdict::Duplicate;
    m_people.insert(person);

    if (const QByteArrayView password = m_plan->exposePassword(row); !password.isEmpty()) {
        if (breaksRule(password, m_facts.rules))
            return BulkVerdict::BreaksRule;
        QCryptographicHash hash(QCryptographicHash::Sha256);
        hash.addData(m_salt);
        hash.addData(password);
        const QByteArray digest = hash.result();
        if (m_passwords.contains(digest))
            return BulkVerdict::RepeatedPassword;
        m_passwords.insert(digest);
    }
    if ((!m_facts.ownId.isEmpty() && user.id == m_facts.ownId)
        || (!m_facts.ownEmail.isEmpty() && foldedAddress(user.email) == foldedAddress(m_facts.ownEmail)))
        return BulkVerdict::Yourself;
    if (user.roleId == QLatin1String("0") || user.roleId == QLatin1String("1"))
        return BulkVerdict::OwnerOrAdmin;
    if (user.status == QLatin1String("pending"))
        return BulkVerdict::Pending;
    if (user.status == QLatin1String("inactive"))
        return BulkVerdict::Inactive;
    if (!user.loginTypes.isEmpty() && !user.loginTypes.contains(workPassword))
        return BulkVerdict::SsoOnly;
    return BulkVerdict::Ready;
}

} // namespace Keyturn
