#pragma once

#include "pickeduser.h"

#include <QWidget>

#include <optional>

namespace Keyturn {

class InlineMessage;
class WrapLabel;

/// Whom the password is for, with what should make one think twice.
class PersonPanel : public QWidget
{
    Q_OBJECT

public:
    explicit PersonPanel(QWidget *parent = nullptr);

    void setPerson(const std::optional<PickedUser> &person);

private:
    WrapLabel *m_person;
    WrapLabel *m_facts;
    InlineMessage *m_warning;
};

} // namespace Keyturn
