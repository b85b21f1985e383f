#pragma once

#include "directory/userquery.h"

#include <QWidget>

class QComboBox;
class QToolButton;

namespace Keyturn {

/// Narrows the list down to a status, a licence and a role. While it hides anybody, it says so by a button
/// that ends it.
class FilterBar : public QWidget
{
    Q_OBJECT

public:
    explicit FilterBar(QWidget *parent = nullptr);

    /// Puts the choices into the query.
    void applyTo(UserQuery &query) const;
    bool isActive() const;
    void clear();

signals:
    void changed();

private:
    QComboBox *addChoice(const QString &name, const QString &label, const QString &all);
    void update();

    QComboBox *m_status;
    QComboBox *m_licence;
    QComboBox *m_role;
    QToolButton *m_clear;
};

} // namespace Keyturn
