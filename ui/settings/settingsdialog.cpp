#include "settingsdialog.h"

#include "auth/proxysignin.h"
#include "core/whenready.h"
#include "password/passwordedit.h"
#include "settings/options.h"
#include "settingsgroup.h"
#include "userlistgroup.h"
#include "widgets/announce.h"
#include "widgets/inlinemessage.h"
#include "widgets/namedcombobox.h"
#include "widgets/screencapture.h"
#include "widgets/wraplabel.h"
#include "words/errorwords.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace Keyturn {

namespace {

QSpinBox *newSpinBox(const Option<int> &option, const QString &objectName, QWidget *parent)
{
    auto *box = new QSpinBox(parent);
    box->setObjectName(objectName);
    box->setRange(option.lowest, option.highest);
    return box;
}

} // namespace

SettingsDialog::SettingsDialog(Settings *settings, ProxySignIn *proxySignIn, UserCacheFolder *userLists,
                               QWidget *parent)
    : QDialog(parent)
    , m_settings(settings)
    , m_proxySignIn(proxySignIn)
{
    setObjectName(QStringLiteral("settingsDialog"));
    setWindowTitle(tr("Settings"));
    m_settings->reload(); // another instance may have been at work
    auto *column = new QVBoxLayout(this);
    buildNetwork();
    column->addWidget(m_network);
    buildSecurity();
    column->addWidget(m_security);
    m_lists = new UserListGroup(m_settings, userLists, this);
    column->addWidget(m_lists);
    buildEnd();
    setMinimumWidth(fontMetrics().averageCharWidth() * 60);
    showValues();
    setBusy(false);
}

void SettingsDialog::buildNetwork()
{
    m_network = new SettingsGroup(tr("Network"), m_settings, this);
    m_proxy = new NamedComboBox(m_network);
    m_proxy->setObjectName(QStringLiteral("proxyKind"));
    m_proxy->addItem(tr("As the system says"), static_cast<int>(ProxyKind::System));
    m_proxy->addItem(tr("No proxy"), static_cast<int>(ProxyKind::None));
    m_proxy->addItem(tr("HTTP proxy"), static_cast<int>(ProxyKind::Http));
    m_proxy->addItem(tr("SOCKS5 proxy"), static_cast<int>(ProxyKind::Socks5));
    m_host = new QLineEdit(m_network);
    m_host->setObjectName(QStringLiteral("proxyHost"));
    m_host->setPlaceholderText(tr("Such as proxy.example.com"));
    m_port = newSpinBox(Options::proxyPort, QStringLiteral("proxyPort"), m_network);
    m_user = new QLineEdit(m_network);
    m_user->setObjectName(QStringLiteral("proxyUser"));
    m_user->setMaxLength(Options::proxyUser.highest);
    m_user->setPlaceholderText(tr("Empty if the proxy asks for none"));
    m_password = new PasswordEdit(m_network);
    m_password->setObjectName(QStringLiteral("proxyPassword"));
    m_forget = new QCheckBox(tr("&Forget the stored proxy password"), m_network);
    m_forget->setObjectName(QStringLiteral("forgetProxyPassword"));
    m_forget->setAccessibleName(tr("Forget the stored proxy password"));
    m_timeout = newSpinBox(Options::replyTimeoutSeconds, QStringLiteral("replyTimeout"), m_network);

    m_network->addRow(tr("Pro&xy"), m_proxy, &Options::proxy);
    m_network->addRow(tr("Proxy &address"), m_host, &Options::proxyHost);
    m_network->addRow(tr("Proxy &port"), m_port, &Options::proxyPort);
    m_network->addRow(tr("Proxy &user name"), m_user, &Options::proxyUser);
    m_network->addRow(tr("Proxy pass&word"), m_password, nullptr);
    m_network->addRow({}, m_forget, nullptr);
    m_signInNote = m_network->addNote({}, QStringLiteral("proxySignInNote"));
    m_network->addRow(tr("Wai&t for an answer (seconds)"), m_timeout, &Options::replyTimeoutSeconds);
    m_checkForUpdates =
        new QCheckBox(tr("Ask for a newer &version when “About Keyturn” is opened"), m_network);
    m_checkForUpdates->setObjectName(QStringLiteral("checkForUpdates"));
    m_checkForUpdates->setAccessibleName(tr("Ask for a newer version when “About Keyturn” is opened"));
    m_network->addRow({}, m_checkForUpdates, &Options::checkForUpdates);
    m_network->addNote(
        tr("The password is kept in this computer's keychain, nowhere else. Changes count when an "
           "account is opened the next time: “Reload users” in the Account menu opens it again."),
        QStringLiteral("networkNote"));
    connect(m_proxy, &QComboBox::currentIndexChanged, this, &SettingsDialog::updateFields);
    connect(m_forget, &QCheckBox::toggled, this, &SettingsDialog::updateFields);
    for (const QLineEdit *field : {m_host, m_user})
        connect(field, &QLineEdit::textChanged, this, &SettingsDialog::updateFields);
    connect(m_port, &QSpinBox::valueChanged, this, &SettingsDialog::updateFields);
}

void SettingsDialog::buildSecurity()
{
    m_security = new SettingsGroup(tr("Security"), m_settings, this);
    m_lockAfter = newSpinBox(Options::lockAfterMinutes, QStringLiteral("lockAfter"), m_security);
    m_lockAfter->setSpecialValueText(tr("Never")); // for the lowest
    m_lockWithScreen = new QCheckBox(tr("Lock together with the &screen"), m_security);
    m_lockWithScreen->setObjectName(QStringLiteral("lockWithScreen"));
    m_lockWithScreen->setAccessibleName(tr("Lock together with the screen"));
    m_clipboard = newSpinBox(Options::clipboardSeconds, QStringLiteral("clipboardSeconds"), m_security);

    m_security->addRow(tr("&Lock after so many minutes without input"), m_lockAfter,
                       &Options::lockAfterMinutes);
    m_security->addRow({}, m_lockWithScreen, &Options::lockWithScreen);
    m_security->addRow(tr("Clear a copied password after (secon&ds)"), m_clipboard,
                       &Options::clipboardSeconds);
    if (canHideFromCapture()) {
        m_hideFromCapture =
            new QCheckBox(tr("&Keep Keyturn out of screenshots and shared screens"), m_security);
        m_hideFromCapture->setObjectName(QStringLiteral("hideFromCapture"));
        m_hideFromCapture->setAccessibleName(tr("Keep Keyturn out of screenshots and shared screens"));
        m_security->addRow({}, m_hideFromCapture, &Options::hideFromCapture);
    }
    m_security->addNote(
        tr("Locking clears passwords from the screen and tokens from memory. The keychain gives "
           "the tokens back when they are needed."),
        QStringLiteral("lockNote"));
}

void SettingsDialog::buildEnd()
{
    m_message = new InlineMessage(this);
    m_message->setObjectName(QStringLiteral("settingsMessage"));
    m_waiting = new WrapLabel(tr("Waiting for the keychain. It may ask you to unlock it."), this);
    m_waiting->setObjectName(QStringLiteral("settingsWaiting"));
    m_progress = new QProgressBar(this);
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Saving"));
    auto *buttons = new QDialogButtonBox(this);
    m_save = buttons->addButton(tr("&OK"), QDialogButtonBox::AcceptRole);
    m_save->setObjectName(QStringLiteral("saveSettings"));
    m_save->setAccessibleName(tr("OK"));
    m_save->setDefault(true);
    auto *cancel = buttons->addButton(tr("&Cancel"), QDialogButtonBox::RejectRole);
    cancel->setObjectName(QStringLiteral("cancelSettings"));
    cancel->setAccessibleName(tr("Cancel"));
    connect(m_save, &QPushButton::clicked, this, &SettingsDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_message, m_waiting, m_progress})
        layout()->addWidget(widget);
    static_cast<QVBoxLayout *>(layout())->addStretch();
    layout()->addWidget(buttons);
}

void SettingsDialog::showValues()
{
    m_proxy->setCurrentIndex(m_proxy->findData(static_cast<int>(m_settings->value(Options::proxy))));
    m_host->setText(m_settings->value(Options::proxyHost));
    m_port->setValue(m_settings->value(Options::proxyPort));
    m_user->setText(m_settings->value(Options::proxyUser));
    m_timeout->setValue(m_settings->value(Options::replyTimeoutSeconds));
    m_checkForUpdates->setChecked(m_settings->value(Options::checkForUpdates));
    m_lockAfter->setValue(m_settings->value(Options::lockAfterMinutes));
    m_lockWithScreen->setChecked(m_settings->value(Options::lockWithScreen));
    m_clipboard->setValue(m_settings->value(Options::clipboardSeconds));
    m_lists->showValues();
    if (m_hideFromCapture)
        m_hideFromCapture->setChecked(m_settings->value(Options::hideFromCapture));
    updateFields();
}

bool SettingsDialog::isManual() const
{
    const auto kind = static_cast<ProxyKind>(m_proxy->currentData().toInt());
    return kind == ProxyKind::Http || kind == ProxyKind::Socks5;
}

void SettingsDialog::updateFields()
{
    const bool manual = isManual();
    m_network->setApplies(m_host, manual);
    m_network->setApplies(m_port, manual);
    m_network->setApplies(m_user, manual);
    // A sign-in is kept for one proxy, and which one the system's is, is known only when it asks.
    m_network->setApplies(m_password, manual && !m_forget->isChecked());
    const QString known = m_settings->value(Options::proxyHost);
    const bool isSame = !known.isEmpty() && m_host->text().trimmed() == known
        && m_port->value() == m_settings->value(Options::proxyPort) && !isAnotherUser();
    m_password->setPlaceholderText(isSame && manual ? tr("Leave empty to keep the one that is stored")
                                                    : QString());
    m_signInNote->setText(
        manual ? tr("Without a password, Keyturn asks for it when the proxy wants a sign-in.")
               : tr("When the system's proxy wants a sign-in, Keyturn asks you for it then and, if you like, "
                    "remembers it in the keychain."));
    m_signInNote->setVisible(m_proxy->currentData().toInt() != static_cast<int>(ProxyKind::None));
}

ProxyChoice SettingsDialog::enteredProxy() const
{
    const ProxyChoice entered{ProxyChoice::Mode::Http, m_host->text(), m_port->value(),
                              m_user->text().trimmed()};
    return checkedProxy(entered).value_or(entered);
}

bool SettingsDialog::isAnotherUser() const
{
    const QString former = m_settings->value(Options::proxyUser);
    return !former.isEmpty() && m_user->text().trimmed() != former;
}

std::optional<SettingChanges> SettingsDialog::readFields()
{
    m_network->clearProblems();
    m_message->clear();
    SettingChanges changes;
    const auto put = [this, &changes](const auto &option, const auto &value) {
        if (!m_settings->isLocked(option) && m_settings->value(option) != value)
            changes.set(option, value);
    };
    if (isManual()) {
        const QString host = m_host->text().trimmed();
        QString problem;
        if (host.isEmpty())
            problem = tr("Enter the address of the proxy.");
        else if (!isWithinLimits(Options::proxyHost, host))
            problem = tr("Enter the name or the IP address alone, without “http://” and without a port.");
        m_network->showProblem(m_host, problem);
        if (!problem.isEmpty()) {
            (m_host->isEnabled() ? static_cast<QWidget *>(m_host) : m_proxy)->setFocus();
            return std::nullopt;
        }
        put(Options::proxyHost, host);
        put(Options::proxyPort, m_port->value());
    }
    put(Options::proxy, static_cast<ProxyKind>(m_proxy->currentData().toInt()));
    put(Options::proxyUser, m_user->text().trimmed());
    put(Options::replyTimeoutSeconds, m_timeout->value());
    put(Options::checkForUpdates, m_checkForUpdates->isChecked());
    put(Options::lockAfterMinutes, m_lockAfter->value());
    put(Options::lockWithScreen, m_lockWithScreen->isChecked());
    put(Options::clipboardSeconds, m_clipboard->value());
    m_lists->readInto(changes);
    if (m_hideFromCapture)
        put(Options::hideFromCapture, m_hideFromCapture->isChecked());
    return changes;
}

void SettingsDialog::save()
{
    if (m_busy)
        return;
    const std::optional<SettingChanges> changes = readFields();
    if (!changes)
        return;
    const std::optional<QFuture<Result<void>>> handled = handlePassword();
    if (!handled)
        return apply(*changes, false);
    setBusy(true);
    whenReady(*handled, this, [this, changes = *changes](const Result<void> &result) {
        setBusy(false);
        if (m_cancelled)
            deleteLater();
        else if (result)
            apply(changes, true);
        else
            showKeychainTrouble(result.error());
    });
}

std::optional<QFuture<Result<void>>> SettingsDialog::handlePassword()
{
    if (m_forget->isChecked())
        return m_proxySignIn->forget();
    if (!isManual())
        return std::nullopt;
    if (!m_password->text().isEmpty()) {
        const ProxyChoice proxy = enteredProxy();
        return m_proxySignIn->remember(proxy.host, proxy.port, {proxy.user, m_password->secret(), false});
    }
    if (isAnotherUser()) // whose password it is not
        return m_proxySignIn->forget();
    return std::nullopt;
}

void SettingsDialog::apply(const SettingChanges &changes, bool passwordWasHandled)
{
    if (!changes.isEmpty()) {
        if (const Result<void> saved = m_settings->apply(changes); !saved) {
            const ErrorWords words = wordsFor(saved.error());
            m_message->showText(
                InlineMessage::Kind::Error,
                passwordWasHandled
                    ? tr("The change of the proxy password was made, the others were not saved. %1 %2")
                          .arg(words.happened, words.next)
                    : tr("The settings were not saved. %1 %2").arg(words.happened, words.next));
            m_save->setFocus();
            return;
        }
    }
    accept();
}

void SettingsDialog::showKeychainTrouble(const Error &error)
{
    m_message->showText(
        InlineMessage::Kind::Error,
        tr("Nothing was saved. %1 Make sure that the keychain runs and is unlocked and press OK "
           "again, or leave the proxy password as it was: Keyturn asks for it when the proxy wants it.")
            .arg(wordsFor(error).happened));
    m_save->setFocus();
}

void SettingsDialog::setBusy(bool busy)
{
    m_busy = busy;
    m_waiting->setVisible(busy);
    m_progress->setVisible(busy);
    m_save->setEnabled(!busy);
    m_network->setEnabled(!busy);
    m_security->setEnabled(!busy);
    m_lists->setEnabled(!busy);
    if (busy)
        announce(m_waiting);
}

void SettingsDialog::done(int result)
{
    m_cancelled = result == QDialog::Rejected;
    QDialog::done(result);
    if (!m_busy)
        deleteLater();
}

} // namespace Keyturn
