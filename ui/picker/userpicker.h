#pragma once

#include "pickeduser.h"

#include <QPointer>
#include <QWidget>

#include <optional>

class QLineEdit;

namespace Keyturn {

class InlineMessage;
class LoadStatus;
class UserDirectory;
class UserLoader;
class UserLookup;
class UserModel;
class UserTable;
class WrapLabel;
struct Error;

/// "Find a user" and "Users". The row that is highlighted is what Enter would pick; it is picked by Enter or
/// a click only, so that walking through the list changes nobody.
class UserPicker : public QWidget
{
    Q_OBJECT

public:
    explicit UserPicker(QWidget *parent = nullptr);

    /// Borrowed; nulls for none. Must be set to null before they die. Forgets the picked user.
    void setSource(UserDirectory *directory, UserLoader *loader, UserLookup *lookup);

    const std::optional<PickedUser> &picked() const { return m_picked; }
    void focusSearch();

    QByteArray saveColumns() const;
    void restoreColumns(const QByteArray &state);

    QLineEdit *searchField() const { return m_search; }
    UserTable *table() const { return m_table; }

signals:
    /// Also when the same person is picked again.
    void userPicked(const Keyturn::PickedUser &user);
    /// Somebody else was asked for, and nobody is picked until they are found.
    void unpicked();
    /// Zoom told more about the picked user.
    void pickedUserChanged(const Keyturn::PickedUser &user);
    /// Enter picked: the keyboard may go on to the password.
    void pickingDone();
    void editAccountRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    enum class Purpose { None, Pick, Details };

    void build();
    void connectList();
    void search();
    void chooseCandidate();
    int candidateRow() const;
    bool enterLooksUp() const;
    void enterPressed();
    void pickRow(int row);
    void pick(const PickedUser &user);
    void unpick();
    void lookUp(const QString &idOrEmail);
    void handleFound(const User &user);
    void handleLookupFailed(const QString &idOrEmail, const Error &error);
    void keepPlace();
    void restorePlace();
    void updateHints();

    QPointer<UserDirectory> m_directory;
    QPointer<UserLoader> m_loader;
    QPointer<UserLookup> m_lookup;
    std::optional<PickedUser> m_picked;
    Purpose m_purpose = Purpose::None;
    QString m_lookedUp;
    bool m_lookUpDone = false; ///< what the search field holds was looked up and picked

    QLineEdit *m_search;
    WrapLabel *m_hint;
    InlineMessage *m_lookupMessage;
    UserModel *m_model;
    UserTable *m_table;
    LoadStatus *m_status;
    int m_keptDirectoryRow = -1;
    int m_keptScroll = 0;
};

} // namespace Keyturn
