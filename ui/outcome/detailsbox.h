#pragma once

#include <QWidget>

class QPlainTextEdit;
class QPushButton;
class QToolButton;

namespace Keyturn {

/// "Details": facts that unfold and can be copied.
class DetailsBox : public QWidget
{
    Q_OBJECT

public:
    /// Without a text, which follows.
    explicit DetailsBox(QWidget *parent = nullptr);

    void setText(const QString &text);

signals:
    void unfolded(bool unfolded);

private:
    void setUnfolded(bool unfolded);
    QPlainTextEdit *makeText();

    QToolButton *m_toggle;
    QPushButton *m_copy;
    QString m_details;
    QPlainTextEdit *m_text = nullptr; ///< made when it is first unfolded
};

} // namespace Keyturn
