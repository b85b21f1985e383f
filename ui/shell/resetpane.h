#pragma once

#include "picker/pickeduser.h"
#include "reset/passwordreset.h"

#include <QWidget>

#include <optional>

class QPushButton;
class QScrollArea;

namespace Keyturn {

class PasswordGenerator;
class PasswordPanel;
class PersonPanel;
class RunPanel;
class WrapLabel;

/// The right half of the window: the person, the new password, and "Update password".
class ResetPane : public QWidget
{
    Q_OBJECT

public:
    explicit ResetPane(const PasswordGenerator *generator, QWidget *parent = nullptr);

    void setPerson(const std::optional<PickedUser> &person);
    void setStage(PasswordReset::Stage stage);
    PasswordPanel *passwordPanel() const { return m_password; }
    /// Where Tab should go last.
    QPushButton *updateButton() const { return m_update; }

signals:
    /// Only while everything is there.
    void updateRequested();
    void cancelRequested();

private:
    void build();
    void updateState();
    void requestUpdate();

    bool m_hasPerson = false;
    PasswordReset::Stage m_stage = PasswordReset::Stage::Idle;
    PersonPanel *m_person;
    PasswordPanel *m_password;
    WrapLabel *m_missing;
    QPushButton *m_update;
    RunPanel *m_run;
};

} // namespace Keyturn
