#pragma once

#include <QWidget>

#include <deque>

namespace Keyturn {

/// How many outcomes a second there were over the last minutes, as a small area. Says the last one in words
/// to screen readers.
class RateGraph : public QWidget
{
    Q_OBJECT

public:
    explicit RateGraph(QWidget *parent = nullptr);

    /// One value a second.
    void add(double perSecond);
    void clear();
    const std::deque<double> &values() const { return m_values; }

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    static constexpr std::size_t mostValues = 180;
    static constexpr std::size_t fewestShown = 30;
    std::deque<double> m_values;
};

} // namespace Keyturn
