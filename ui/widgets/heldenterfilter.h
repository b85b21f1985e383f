#pragma once

#include <QObject>

class QKeyEvent;
class QWidget;

namespace Keyturn {

/// Keeps an Enter (or a space, on a button) that is still held down from answering a window that it did not
/// open by itself: Qt's buttons and dialogs take a repetition for another press. Owned by the window.
///
/// Qt tells repetitions on X11 only when the press that belongs to one has arrived together with the release
/// before it; on a busy computer it has not, and Qt takes it for another press. Both have the same time.
class HeldEnterFilter : public QObject
{
    Q_OBJECT

public:
    /// For the window and all that is in it by now.
    explicit HeldEnterFilter(QWidget *window);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool isRepetition(const QKeyEvent *press) const;

    quint64 m_releasedAt = 0;
    int m_releasedKey = 0;
};

} // namespace Keyturn
