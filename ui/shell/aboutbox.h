#pragma once

#include "net/httpclient.h"

#include <QDialog>

class QPushButton;

namespace Keyturn {

class Clock;
class Settings;
class UpdateCheck;
class WrapLabel;

/// "About Keyturn": the versions of the program and of what it stands on, which can be copied for whoever
/// helps. Asks whether there is a newer version where that is switched on. Deletes itself once it is closed.
class AboutBox : public QDialog
{
    Q_OBJECT

public:
    /// `settings` may be null, and outlives this.
    AboutBox(const Settings *settings, const HttpClient::Options &network, QWidget *parent);
    ~AboutBox() override;

private:
    QLayout *buildHead();
    QLayout *buildVersions();
    QLayout *buildButtons();
    void checkForUpdates(const HttpClient::Options &network);
    void showNewer(const QString &version, const QUrl &page);
    void copyDiagnostics();

    const Settings *m_settings;
    std::unique_ptr<Clock> m_clock;
    WrapLabel *m_update;
    QPushButton *m_download;
    QPushButton *m_copy = nullptr;
};

} // namespace Keyturn
