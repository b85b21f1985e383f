#pragma once

#include <QFrame>

class QHBoxLayout;
class QPushButton;

namespace Keyturn {

class IconView;
class WrapLabel;

/// A message that stays beside what it is about, with the buttons that help. Hidden while it has no text.
class InlineMessage : public QFrame
{
    Q_OBJECT

public:
    enum class Kind { Information, Warning, Error };

    /// Boxed: stands by itself. Beside: belongs to the field above it.
    enum class Look { Boxed, Beside };

    explicit InlineMessage(QWidget *parent = nullptr, Look look = Look::Boxed);

    void showText(Kind kind, const QString &text);
    void clear();
    QString text() const;
    /// Owned by this; starts out visible.
    QPushButton *addButton(const QString &text, const QString &objectName);

private:
    IconView *m_icon;
    WrapLabel *m_label;
    QHBoxLayout *m_buttons;
};

} // namespace Keyturn
