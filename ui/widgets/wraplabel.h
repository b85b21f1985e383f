#pragma once

#include <QHash>
#include <QLabel>

namespace Keyturn {

/// Plain text that wraps anywhere when it must. QLabel breaks between words only, so that one long e-mail
/// address widens a whole window or is cut off; and an address that is cut off is a person mistaken.
class WrapLabel : public QLabel
{
    Q_OBJECT

public:
    explicit WrapLabel(QWidget *parent = nullptr);
    explicit WrapLabel(const QString &text, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QSize layOut(int width, class QPainter *painter) const;
    QSize sizeAt(int width) const;

    // Layouts ask for the same few widths again and again, and shaping text is most of what a dialog costs.
    mutable QHash<int, QSize> m_sizes; ///< by width, of the text, font and direction below
    mutable QString m_sizedText;
    mutable QFont m_sizedFont;
    mutable Qt::LayoutDirection m_sizedDirection = Qt::LayoutDirectionAuto;
};

} // namespace Keyturn
