#pragma once

#include "pickeduser.h"

#include <QPointer>
#include <QWidget>

#include <memory>
#include <optional>

class QLineEdit;

namespace Keyturn {

class FilterBar;
class InlineMessage;
class LoadStatus;
class UserDirectory;
class UserLoader;
class UserLookup;
class UserModel;
class UserRefresh;
class UserSearch;
class UserTable;
class WrapLabel;
struct Error;
struct UserHits;

/// "Find a user" and "Users". The row that is highlighted is what Enter would pick; it is picked by Enter or
/// a click only, so that walking through the list changes nobody. The list is searched in another thread: an
/// Enter that comes before the answer to what is typed waits for it, and never picks from an older one.
class UserPicker : public QWidget
{
    Q_OBJECT

public:
    explicit UserPicker(QWidget *parent = nullptr);
    ~UserPicker() override;

    /// Borrowed; nulls for none. Must be set to null before they die. Forgets the picked user.
    void setSource(UserDirectory *directory, UserLoader *loader, UserLookup *lookup,
                   UserRefresh *refresh = nullptr);

    const std::optional<PickedUser> &picked() const { return m_picked; }
    void focusSearch();
    /// Looks this user up at Zoom and picks them.
    void pickById(const QString &idOrEmail);
    /// Zoom told who the picked user is now.
    void learn(const User &user);
    /// Whether the list shows what the search field and the filters ask for.
    bool isAnswered() const;
    /// The selected people; one who is highlighted is one.
    QList<User> selectedUsers() const;

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
    /// For all who are selected.
    void bulkRequested();
    /// The list shows the first people who were asked for, or all.
    void answered(bool isAll);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    enum class Purpose { None, Pick, Details };

    void build();
    void connectList();
    void searchTyped();
    void search();
    void showHits(const UserHits &hits, bool coversAll);
    void keepPlace();
    void restorePlace();
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
    void copyEmails();
    void forgetRemoved();
    QString nobodyText() const;
    void updateHints();

    QPointer<UserDirectory> m_directory;
    QPointer<UserLoader> m_loader;
    QPointer<UserLookup> m_lookup;
    std::optional<PickedUser> m_picked;
    Purpose m_purpose = Purpose::None;
    QString m_lookedUp;
    bool m_lookUpDone = false; ///< what the search field holds was looked up and picked

    std::unique_ptr<UserSearch> m_searcher; ///< of m_directory
    bool m_answered = true; ///< the rows are those of the last search, or its first ones
    bool m_coversAll = true; ///< and everybody in the directory was looked at
    bool m_enterWaits = false; ///< for the answer
    bool m_otherWords = false; ///< were typed since the last answer
    bool m_rowsMoved = false; ///< by the answer that is being shown

    QLineEdit *m_search;
    FilterBar *m_filters;
    WrapLabel *m_hint;
    InlineMessage *m_lookupMessage;
    InlineMessage *m_severalMessage;
    UserModel *m_model;
    UserTable *m_table;
    LoadStatus *m_status;
};

} // namespace Keyturn
