#pragma once

#include <QWidget>

namespace Keyturn {

/// A tick for what is satisfied, an empty ring for what is not; drawn in the palette's text colour.
class RuleMark : public QWidget
{
    Q_OBJECT

public:
    explicit RuleMark(QWidget *parent = nullptr);

    void setSatisfied(bool satisfied);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    bool m_satisfied = false;
};

} // namespace Keyturn
