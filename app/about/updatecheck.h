#pragma once

#include "core/error.h"
#include "net/httpclient.h"

#include <QObject>
#include <QUrl>
#include <QVersionNumber>

#include <optional>

namespace Keyturn {

class Settings;

struct NewerVersion
{
    QVersionNumber version;
    QUrl page; ///< https; empty when none was told
};

/// Asks once whether there is a newer version. Only whoever switched it on makes one.
///
/// The answer is JSON, {"version": "1.2.3", "page": "https://…"}, from an address of the project's or of an
/// administrator's own server. The request says nothing but the program's name and version: no language, no
/// identifier, no cookie. Nothing is downloaded or installed. Thread: GUI.
class UpdateCheck : public QObject
{
    Q_OBJECT

public:
    UpdateCheck(const HttpClient::Options &network, const Clock &clock, const QVersionNumber &own,
                QObject *parent = nullptr);

    /// Where to ask: what the settings say, or what this was built with. Empty when people did not switch it
    /// on, or nobody said where.
    static QUrl address(const Settings &settings);
    /// What an answer says; nothing when it is not such an answer.
    static std::optional<NewerVersion> read(const QByteArray &json);

    void ask(const QUrl &address);

signals:
    void newerFound(const Keyturn::NewerVersion &newer);
    void newestAlready();
    void failed(const Keyturn::Error &error);

private:
    void take(const HttpReply &reply);

    HttpClient m_client;
    QVersionNumber m_own;
};

} // namespace Keyturn
