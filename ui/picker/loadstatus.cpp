#include "loadstatus.h"

#include "directory/userdirectory.h"
#include "directory/userloader.h"
#include "outcome/errorwords.h"
#include "widgets/inlinemessage.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>

namespace Keyturn {

LoadStatus::LoadStatus(QWidget *parent)
    : QWidget(parent)
    , m_count(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_failure(new InlineMessage(this))
{
    m_count->setObjectName(QStringLiteral("userCount"));
    m_count->setTextFormat(Qt::PlainText);
    m_count->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_progress->setObjectName(QStringLiteral("loadProgress"));
    m_progress->setAccessibleName(tr("Users loaded"));
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(fontMetrics().height() / 2);
    m_progress->setMaximumWidth(fontMetrics().averageCharWidth() * 20);
    m_failure->setObjectName(QStringLiteral("loadFailure"));
    auto *again = m_failure->addButton(tr("&Try again"), QStringLiteral("loadAgain"));
    again->setAccessibleName(tr("Try again"));
    connect(again, &QPushButton::clicked, this, [this] {
        if (m_loader)
            m_loader->start();
        update();
    });
    m_editAccount = m_failure->addButton(tr("Edit account…"), QStringLiteral("editFailedAccount"));
    m_editAccount->setAccessibleName(tr("Edit account…"));
    connect(m_editAccount, &QPushButton::clicked, this, &LoadStatus::editAccountRequested);

    auto *row = new QHBoxLayout;
    row->addWidget(m_count, 1);
    row->addWidget(m_progress);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_failure);
    column->addLayout(row);
    update();
}

void LoadStatus::setSource(UserDirectory *directory, UserLoader *loader)
{
    if (m_directory)
        m_directory->disconnect(this);
    if (m_loader)
        m_loader->disconnect(this);
    m_directory = directory;
    m_loader = loader;
    m_failure->clear();
    m_waitUntil = {};
    if (m_loader) {
        connect(m_loader, &UserLoader::progressed, this, &LoadStatus::update);
        connect(m_loader, &UserLoader::finished, this, &LoadStatus::update);
        connect(m_loader, &UserLoader::waiting, this, [this](const QDateTime &until) {
            m_waitUntil = until;
            update();
        });
        connect(m_loader, &UserLoader::failed, this, &LoadStatus::showFailure);
    }
    update();
}

void LoadStatus::setShown(int shown)
{
    if (std::exchange(m_shown, shown) != shown)
        update();
}

void LoadStatus::setSelected(int selected)
{
    if (std::exchange(m_selected, selected) == selected || (m_selected < 2 && selected < 2))
        return;
    update();
}

QString LoadStatus::countText() const
{
    if (!m_directory || !m_loader)
        return {};
    const QLocale locale;
    const int loaded = m_directory->count();
    const int expected = m_loader->expectedCount();
    if (m_loader->isRunning()) {
        if (m_waitUntil > QDateTime::currentDateTimeUtc())
            return tr("Zoom asked us to wait until %1. Users loaded so far: %2")
                .arg(locale.toString(m_waitUntil.toLocalTime().time(), QStringLiteral("HH:mm:ss")),
                     locale.toString(loaded));
        if (loaded == 0)
            return tr("Loading users…");
        if (expected >= loaded)
            return tr("%1 of about %2 users loaded…").arg(locale.toString(loaded), locale.toString(expected));
        return tr("%1 users loaded…").arg(locale.toString(loaded));
    }
    if (!m_loader->isComplete() && loaded > 0)
        return tr("%1 users loaded, some are missing").arg(locale.toString(loaded));
    if (loaded == 0)
        return m_loader->isComplete() ? tr("No users") : QString();
    if (m_selected > 1)
        return tr("%1 of %2 users selected").arg(locale.toString(m_selected), locale.toString(loaded));
    if (m_shown < loaded)
        return tr("%1 of %2 users shown").arg(locale.toString(m_shown), locale.toString(loaded));
    return tr("Users: %1").arg(locale.toString(loaded));
}

void LoadStatus::update()
{
    const bool running = m_loader && m_loader->isRunning();
    if (running)
        m_failure->clear();
    m_count->setText(countText());
    m_progress->setVisible(running);
    if (!running)
        return;
    const int loaded = m_directory ? m_directory->count() : 0;
    const int expected = m_loader->expectedCount();
    m_progress->setRange(0, expected > loaded ? expected : 0);
    m_progress->setValue(loaded);
}

void LoadStatus::showFailure(const Error &error)
{
    update();
    const ErrorWords words = wordsFor(error);
    m_editAccount->setVisible(isHelpedByEditing(error.kind));
    m_failure->showText(InlineMessage::Kind::Error,
                        tr("The users could not be loaded. %1 %2").arg(words.happened, words.next));
}

} // namespace Keyturn
