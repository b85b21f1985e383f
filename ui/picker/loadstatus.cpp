#include "loadstatus.h"

#include "directory/userdirectory.h"
#include "directory/userloader.h"
#include "directory/userrefresh.h"
#include "widgets/inlinemessage.h"
#include "widgets/timeleft.h"
#include "words/errorwords.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>

#include <algorithm>
#include <chrono>

namespace Keyturn {

namespace {

/// A list that is there in a moment is not worth a button, which would only flicker.
constexpr int usersWorthAPause = 5000;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(LoadStatus)
};

QString listedAtText(const QDateTime &listedAt)
{
    const QLocale locale;
    const QDateTime local = listedAt.toLocalTime();
    const QString time = locale.toString(local.time(), QLocale::ShortFormat);
    const qint64 days = local.date().daysTo(QDate::currentDate());
    if (days == 0)
        return Texts::tr("today, %1", "a time of day").arg(time);
    if (days == 1)
        return Texts::tr("yesterday, %1", "a time of day").arg(time);
    return locale.toString(local.date(), QLocale::ShortFormat);
}

} // namespace

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
    m_progress->setMaximumWidth(fontMetrics().averageCharWidth() * 12);
    m_failure->setObjectName(QStringLiteral("loadFailure"));
    m_pause = new QPushButton(this);
    m_pause->setObjectName(QStringLiteral("loadPause"));
    connect(m_pause, &QPushButton::clicked, this, &LoadStatus::pauseOrGoOn);
    m_again = m_failure->addButton(QString(), QStringLiteral("loadAgain"));
    connect(m_again, &QPushButton::clicked, this, [this] {
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
    row->addWidget(m_pause);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_failure);
    column->addLayout(row);
    update();
}

void LoadStatus::setSource(UserDirectory *directory, UserLoader *loader, UserRefresh *refresh)
{
    if (m_directory)
        m_directory->disconnect(this);
    if (m_loader)
        m_loader->disconnect(this);
    if (m_refresh)
        m_refresh->disconnect(this);
    m_directory = directory;
    m_loader = loader;
    m_refresh = refresh;
    if (m_refresh)
        connect(m_refresh, &UserRefresh::changed, this, &LoadStatus::update);
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

QString LoadStatus::loadingText(int loaded) const
{
    const QLocale locale;
    if (m_waitUntil > QDateTime::currentDateTimeUtc())
        return tr("There were too many requests: waiting until %1. Users loaded so far: %2")
            .arg(locale.toString(m_waitUntil.toLocalTime().time(), QStringLiteral("HH:mm:ss")),
                 locale.toString(loaded));
    if (loaded == 0)
        return tr("Loading users…");
    const int expected = m_loader->expectedCount();
    if (expected < loaded)
        return tr("%1 users loaded…").arg(locale.toString(loaded));
    const LoadRate &rate = m_loader->rate();
    const auto left = rate.timeLeft(std::max(0, expected - m_loader->receivedCount()));
    if (!left)
        return tr("%1 of about %2 users loaded…").arg(locale.toString(loaded), locale.toString(expected));
    return tr("%1 of about %2 users, %3/s, %4")
        .arg(locale.toString(loaded), locale.toString(expected), locale.toString(qRound(*rate.perSecond())),
             timeLeftText(*left));
}

QString LoadStatus::countText() const
{
    if (!m_directory || !m_loader)
        return {};
    const QLocale locale;
    const int loaded = m_directory->count();
    const int expected = m_loader->expectedCount();
    if (m_refresh && m_refresh->listedAt())
        return keptText();
    if (m_loader->isRunning())
        return loadingText(loaded);
    if (m_loader->isPaused()) {
        return expected > 0 ? tr("Paused: %1 of about %2 users loaded")
                                  .arg(locale.toString(loaded), locale.toString(expected))
                            : tr("Paused: %1 users loaded").arg(locale.toString(loaded));
    }
    if (!m_loader->isComplete() && loaded > 0)
        return tr("%1 users loaded, some are missing").arg(locale.toString(loaded));
    if (loaded == 0)
        return m_loader->isComplete() ? tr("No users") : QString();
    if (m_selected > 1)
        return tr("%1 of %2 users selected").arg(locale.toString(m_selected), locale.toString(loaded));
    if (m_shown < loaded)
        return tr("%1 of %2 users shown").arg(locale.toString(m_shown), locale.toString(loaded));
    return completeText();
}

/// While what is on the screen is of another day.
QString LoadStatus::keptText() const
{
    const QString count = QLocale().toString(m_directory->count());
    const QString listedAt = listedAtText(*m_refresh->listedAt());
    if (m_selected > 1)
        return tr("%1 of %2 users selected, as of %3").arg(QLocale().toString(m_selected), count, listedAt);
    if (m_shown < m_directory->count())
        return tr("%1 of %2 users shown, as of %3").arg(QLocale().toString(m_shown), count, listedAt);
    if (m_loader->isPaused())
        return tr("Paused: %1 users as of %2").arg(count, listedAt);
    if (!m_loader->isRunning())
        return tr("%1 users as of %2, not refreshed").arg(count, listedAt);
    if (m_waitUntil > QDateTime::currentDateTimeUtc())
        return tr("%1 users as of %2. There were too many requests: waiting until %3")
            .arg(count, listedAt,
                 QLocale().toString(m_waitUntil.toLocalTime().time(), QStringLiteral("HH:mm:ss")));
    const auto left =
        m_loader->rate().timeLeft(std::max(0, m_loader->expectedCount() - m_loader->receivedCount()));
    return left ? tr("%1 users as of %2, refreshing, %3").arg(count, listedAt, timeLeftText(*left))
                : tr("%1 users as of %2, refreshing…").arg(count, listedAt);
}

QString LoadStatus::completeText() const
{
    const QLocale locale;
    const QString count = locale.toString(m_directory->count());
    const auto changes = m_refresh ? m_refresh->changes() : std::nullopt;
    if (!changes || (changes->added == 0 && changes->changed == 0 && changes->vanished == 0))
        return tr("Users: %1").arg(count);
    return tr("Users: %1 (new: %2, changed: %3, gone: %4)")
        .arg(count, locale.toString(changes->added), locale.toString(changes->changed),
             locale.toString(changes->vanished));
}

void LoadStatus::update()
{
    const bool running = m_loader && m_loader->isRunning();
    const bool paused = m_loader && m_loader->isPaused();
    if (running)
        m_failure->clear();
    m_count->setText(countText());
    m_count->setToolTip(m_count->text()); // for a small window, which has no room for all of it
    m_progress->setVisible(running || paused);
    updatePauseButton();
    if (!running && !paused)
        return;
    const int received = m_loader->receivedCount();
    const int expected = m_loader->expectedCount();
    m_progress->setRange(0, expected > received ? expected : 0);
    m_progress->setValue(received);
}

void LoadStatus::updatePauseButton()
{
    const bool paused = m_loader && m_loader->isPaused();
    const bool worthIt = m_loader && m_loader->isRunning() && m_loader->expectedCount() >= usersWorthAPause;
    if (paused || worthIt) {
        m_pause->setText(paused ? tr("Go &on") : tr("&Pause"));
        m_pause->setAccessibleName(paused ? tr("Go on loading") : tr("Pause loading"));
        m_pause->setToolTip(paused ? tr("Load the users that are missing")
                                   : tr("Load no more users until you go on. Those that came can be used."));
    } else if (m_pause->hasFocus()) {
        focusNextPrevChild(false); // not to whatever comes next, far away
    }
    m_pause->setVisible(paused || worthIt);
}

void LoadStatus::pauseOrGoOn()
{
    if (!m_loader)
        return;
    if (m_loader->isPaused())
        m_loader->start();
    else
        m_loader->pause();
}

void LoadStatus::showFailure(const Error &error)
{
    update();
    const ErrorWords words = wordsFor(error);
    m_editAccount->setVisible(isHelpedByEditing(error.kind));
    const bool kept = m_refresh && m_refresh->listedAt();
    const bool some = m_loader->receivedCount() > 0;
    m_again->setText(some ? tr("&Go on loading") : tr("&Try again"));
    m_again->setAccessibleName(some ? tr("Go on loading") : tr("Try again"));
    const QString text = kept ? tr("The list could not be refreshed. %1 %2")
        : some                ? tr("Loading stopped before all users had come. %1 %2")
                              : tr("The users could not be loaded. %1 %2");
    m_failure->showText(InlineMessage::Kind::Error, text.arg(words.happened, words.next));
}

} // namespace Keyturn
