#pragma once

#include "session/connectionreport.h"

#include <QWidget>

namespace Keyturn {

struct ConnectionWords;
class IconView;
class WrapLabel;

/// One row of "Test connection": a heading with the state in words, beside it an icon for those who see it,
/// and below it what happened and what to do. The last one carries the whole row to screen readers.
class ConnectionRowView : public QWidget
{
    Q_OBJECT

public:
    /// `name` is the object name of the label that carries the row.
    explicit ConnectionRowView(const QString &name, QWidget *parent = nullptr);

    void showRow(ConnectionState state, const ConnectionWords &words);

private:
    IconView *m_icon;
    WrapLabel *m_heading;
    WrapLabel *m_text;
};

} // namespace Keyturn
