#include "accountrules.h"

#include "core/clock.h"
#include "core/whenready.h"
#include "directory/usercache.h"
#include "zoom/zoomclient.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace Keyturn {

AccountRules::AccountRules(ZoomClient *client, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_clock(clock)
{
}

AccountRules::~AccountRules()
{
    if (!m_call)
        return;
    disconnect(m_call, nullptr, this, nullptr);
    m_call->cancel();
}

PasswordRules passwordRulesOf(const SecuritySettings &settings)
{
    PasswordRules rules;
    // 0 is off, and then the basic rule holds.
    rules.minimumLength = std::max(rules.minimumLength, settings.minimumPasswordLength.value_or(0));
    rules.requiresSpecial = settings.requiresSpecial.value_or(false);
    rules.consecutiveLength = settings.consecutiveLength.value_or(0);
    rules.refusesWeak = settings.detectsWeak.value_or(false);
    return rules;
}

PasswordRules AccountRules::rules() const
{
    return passwordRulesOf(m_settings);
}

void AccountRules::read()
{
    if (m_cache)
        whenReady(m_cache->readNote(), this, [this](const QByteArray &note) { takeKept(note); });
    ask();
}

void AccountRules::ask()
{
    m_call =
        m_client->send([](const QUrl &baseUrl,
                          const Secret &token) { return SecuritySettingsRequest().build(baseUrl, token); },
                       CallGate::Urgency::Background);
    connect(m_call, &ZoomCall::finished, this, &AccountRules::handleReply);
}

void AccountRules::handleReply(const ZoomReply &reply)
{
    m_call = nullptr;
    const Result<SecuritySettings> settings = SecuritySettingsRequest::parse(reply);
    if (settings) {
        m_settings = *settings;
        m_readAt = m_clock.now();
        m_problem.reset();
        keep();
    } else {
        m_problem = settings.error();
    }
    emit changed();
}

void AccountRules::takeKept(const QByteArray &note)
{
    const QJsonObject kept = QJsonDocument::fromJson(note).object();
    const QDateTime readAt = QDateTime::fromString(kept.value(u"readAt").toString(), Qt::ISODate);
    // Zoom may have been quicker.
    if (m_readAt || !readAt.isValid() || kept.value(u"identity").toString() != m_cache->identity())
        return;
    if (!kept.value(u"security").isObject())
        return;
    m_settings = SecuritySettingsRequest::settingsIn(kept);
    m_readAt = readAt;
    emit changed();
}

void AccountRules::keep() const
{
    if (!m_cache)
        return;
    QJsonObject rules;
    if (m_settings.minimumPasswordLength)
        rules.insert(u"minimum_password_length"_s, *m_settings.minimumPasswordLength);
    if (m_settings.requiresSpecial)
        rules.insert(u"have_special_character"_s, *m_settings.requiresSpecial);
    if (m_settings.consecutiveLength)
        rules.insert(u"consecutive_characters_length"_s, *m_settings.consecutiveLength);
    if (m_settings.detectsWeak)
        rules.insert(u"weak_enhance_detection"_s, *m_settings.detectsWeak);
    // In Zoom's own form, so that it is read by the same code.
    const QJsonObject kept{{u"identity"_s, m_cache->identity()},
                           {u"readAt"_s, m_readAt->toString(Qt::ISODate)},
                           {u"security"_s, QJsonObject{{u"password_requirement"_s, rules}}}};
    m_cache->writeNote(QJsonDocument(kept).toJson(QJsonDocument::Compact));
}

} // namespace Keyturn
