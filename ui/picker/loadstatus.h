#pragma once

#include "core/error.h"

#include <QPointer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace Keyturn {

class InlineMessage;
class UserDirectory;
class UserLoader;
class UserRefresh;

/// The line under the list: how many users have come, how fast and for how long yet, of when they are while
/// they are loaded anew, why we wait, a button to pause, and what to do when loading failed.
class LoadStatus : public QWidget
{
    Q_OBJECT

public:
    explicit LoadStatus(QWidget *parent = nullptr);

    /// Borrowed; null for none. Must be set to null before they die.
    void setSource(UserDirectory *directory, UserLoader *loader, UserRefresh *refresh);
    /// How many rows the search leaves.
    void setShown(int shown);
    /// How many of them are selected; up to one is not worth a word.
    void setSelected(int selected);

signals:
    void editAccountRequested();

private:
    void update();
    void updatePauseButton();
    void pauseOrGoOn();
    void showFailure(const Error &error);
    QString countText() const;
    QString loadingText(int loaded) const;
    QString keptText() const;
    QString completeText() const;

    QPointer<UserDirectory> m_directory;
    QPointer<UserLoader> m_loader;
    QPointer<UserRefresh> m_refresh;
    int m_shown = 0;
    int m_selected = 0;
    QDateTime m_waitUntil;
    QLabel *m_count;
    QProgressBar *m_progress;
    QPushButton *m_pause;
    QPushButton *m_again;
    InlineMessage *m_failure;
    QPushButton *m_editAccount;
};

} // namespace Keyturn
