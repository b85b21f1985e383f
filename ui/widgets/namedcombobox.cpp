#include "namedcombobox.h"

#include <QAbstractItemView>
#include <QAccessibleWidget>

namespace Keyturn {

namespace {

class AccessibleCombo final : public QAccessibleWidget
{
public:
    explicit AccessibleCombo(QComboBox *combo)
        : QAccessibleWidget(combo, QAccessible::ComboBox)
    {
    }

    QString text(QAccessible::Text what) const override
    {
        return what == QAccessible::Value ? combo()->currentText() : QAccessibleWidget::text(what);
    }

    int childCount() const override { return 1; }

    QAccessibleInterface *child(int index) const override
    {
        return index == 0 ? QAccessible::queryAccessibleInterface(combo()->view()) : nullptr;
    }

    int indexOfChild(const QAccessibleInterface *child) const override
    {
        return child && child->object() == combo()->view() ? 0 : -1;
    }

    QAccessible::State state() const override
    {
        QAccessible::State result = QAccessibleWidget::state();
        result.expandable = true;
        result.expanded = combo()->view()->isVisible();
        return result;
    }

    QStringList actionNames() const override
    {
        return QStringList{showMenuAction(), pressAction()} + QAccessibleWidget::actionNames();
    }

    void doAction(const QString &name) override
    {
        if (name != showMenuAction() && name != pressAction())
            QAccessibleWidget::doAction(name);
        else if (combo()->view()->isVisible())
            combo()->hidePopup();
        else
            combo()->showPopup();
    }

private:
    QComboBox *combo() const { return static_cast<QComboBox *>(widget()); }
};

QAccessibleInterface *makeAccessible(const QString &className, QObject *object)
{
    auto *combo = className == QLatin1String(NamedComboBox::staticMetaObject.className())
        ? qobject_cast<NamedComboBox *>(object)
        : nullptr;
    return combo ? new AccessibleCombo(combo) : nullptr;
}

} // namespace

NamedComboBox::NamedComboBox(QWidget *parent)
    : QComboBox(parent)
{
    QAccessible::installFactory(makeAccessible); // once: Qt keeps no factory twice
    // Qt tells assistive technology only of a new name, which this box does not get.
    connect(this, &QComboBox::currentTextChanged, this, [this](const QString &text) {
        QAccessibleValueChangeEvent event(this, text);
        QAccessible::updateAccessibility(&event);
    });
}

} // namespace Keyturn
