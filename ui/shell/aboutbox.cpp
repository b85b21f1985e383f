#include "aboutbox.h"

#include "about/diagnostics.h"
#include "about/updatecheck.h"
#include "core/clock.h"
#include "widgets/announce.h"
#include "widgets/wraplabel.h"
#include "words/errorwords.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

namespace Keyturn {

AboutBox::AboutBox(const Settings *settings, const HttpClient::Options &network, QWidget *parent)
    : QDialog(parent)
    , m_settings(settings)
    , m_clock(std::make_unique<SystemClock>())
    , m_update(new WrapLabel(this))
    , m_download(new QPushButton(tr("&Open the download page"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("about"));
    setWindowTitle(tr("About Keyturn"));
    m_update->setObjectName(QStringLiteral("updateState"));
    m_update->hide();
    m_download->setObjectName(QStringLiteral("openDownloadPage"));
    m_download->setAccessibleName(tr("Open the download page"));
    m_download->hide();
    auto *column = new QVBoxLayout(this);
    column->addLayout(buildHead());
    column->addLayout(buildVersions());
    column->addWidget(m_update);
    column->addWidget(m_download, 0, Qt::AlignLeft);
    column->addStretch();
    column->addLayout(buildButtons());
    setMinimumWidth(fontMetrics().averageCharWidth() * 60);
    checkForUpdates(network);
}

AboutBox::~AboutBox() = default;

QLayout *AboutBox::buildHead()
{
    auto *row = new QHBoxLayout;
    auto *icon = new QLabel(this);
    const int size = style()->pixelMetric(QStyle::PM_MessageBoxIconSize);
    icon->setPixmap(QGuiApplication::windowIcon().pixmap(QSize(size, size), devicePixelRatioF()));
    auto *text = new WrapLabel(tr("Resets Zoom users' passwords, and says for certain what happened.\n\n"
                                  "Free software under the MIT licence. Not made or endorsed by Zoom."),
                               this);
    text->setObjectName(QStringLiteral("aboutText"));
    row->addWidget(icon, 0, Qt::AlignTop);
    row->addWidget(text, 1);
    return row;
}

QLayout *AboutBox::buildVersions()
{
    auto *form = new QFormLayout;
    const QList<Diagnostic> versions = versionDiagnostics();
    for (const Diagnostic &one : versions) {
        auto *value = new QLabel(one.value, this);
        value->setTextFormat(Qt::PlainText);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        value->setAccessibleName(tr("%1: %2", "name: value").arg(one.name, one.value));
        form->addRow(one.name, value);
    }
    return form;
}

QLayout *AboutBox::buildButtons()
{
    auto *buttons = new QDialogButtonBox(this);
    m_copy = buttons->addButton(tr("Copy &diagnostics"), QDialogButtonBox::ActionRole);
    m_copy->setObjectName(QStringLiteral("copyDiagnostics"));
    m_copy->setAccessibleName(tr("Copy diagnostics"));
    m_copy->setAutoDefault(false);
    connect(m_copy, &QPushButton::clicked, this, &AboutBox::copyDiagnostics);
    auto *close = buttons->addButton(tr("&Close"), QDialogButtonBox::RejectRole);
    close->setObjectName(QStringLiteral("closeAbout"));
    close->setAccessibleName(tr("Close"));
    close->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *column = new QVBoxLayout;
    column->addWidget(buttons);
    return column;
}

void AboutBox::checkForUpdates(const HttpClient::Options &network)
{
    const QUrl address = m_settings ? UpdateCheck::address(*m_settings) : QUrl();
    if (address.isEmpty())
        return;
    m_update->setText(tr("Looking for a newer version…"));
    m_update->show();
    auto *check =
        new UpdateCheck(network, *m_clock, QVersionNumber::fromString(QStringLiteral(KEYTURN_VERSION)), this);
    connect(check, &UpdateCheck::newerFound, this,
            [this](const NewerVersion &newer) { showNewer(newer.version.toString(), newer.page); });
    connect(check, &UpdateCheck::newestAlready, this, [this] {
        m_update->setText(tr("This is the newest version."));
        announce(m_update);
    });
    connect(check, &UpdateCheck::failed, this, [this](const Error &error) {
        m_update->setText(
            tr("Whether there is a newer version could not be found out. %1").arg(wordsFor(error).happened));
        announce(m_update);
    });
    check->ask(address);
}

void AboutBox::showNewer(const QString &version, const QUrl &page)
{
    m_update->setText(tr("Version %1 is available.").arg(version));
    announce(m_update);
    if (page.isEmpty())
        return;
    connect(m_download, &QPushButton::clicked, this, [page] { QDesktopServices::openUrl(page); });
    m_download->setToolTip(page.toDisplayString());
    m_download->show();
}

void AboutBox::copyDiagnostics()
{
    QGuiApplication::clipboard()->setText(diagnosticsText(m_settings, QGuiApplication::platformName()));
    m_copy->setText(tr("Copied"));
    m_copy->setAccessibleName(tr("Copied"));
}

} // namespace Keyturn
