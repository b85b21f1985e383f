#pragma once

#include "core/secret.h"

#include <QListView>

namespace Keyturn {

/// A password to be read out over a phone: its characters in large type, each with the word that is said for
/// it. The arrow keys go from one to the next, and screen readers say the word. Nothing can be copied or
/// dragged from here. Made when it is asked for: until then, nothing of it is on the accessibility bus.
class ReadOutView : public QListView
{
    Q_OBJECT

public:
    explicit ReadOutView(const Secret &password, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace Keyturn
