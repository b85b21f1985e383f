#pragma once

#include <QDialog>

#include <functional>

class QVBoxLayout;

namespace Keyturn {

class OpenAttempts;
struct OpenAttempt;

/// All changes whose outcome is open, each with what can be done about it. Closes with the first choice that
/// sends something; follows what is settled meanwhile.
class OpenAttemptsDialog : public QDialog
{
    Q_OBJECT

public:
    /// Whether the account is still there.
    using IsOffered = std::function<bool(const OpenAttempt &)>;

    /// `attempts` outlives this.
    OpenAttemptsDialog(OpenAttempts *attempts, IsOffered isOffered, QWidget *parent);

signals:
    /// Send the same once more, to learn what became of it.
    void findOutRequested(int id);
    /// Another password for this person.
    void resetAgainRequested(int id);
    /// It stays unknown.
    void dismissed(int id);

private:
    void showAttempts();
    QWidget *rowFor(const OpenAttempt &attempt);
    void addButtons(QVBoxLayout *column, QWidget *row, const OpenAttempt &attempt, bool isOffered);

    OpenAttempts *m_attempts;
    IsOffered m_isOffered;
    QWidget *m_rows = nullptr;
    QVBoxLayout *m_column;
};

} // namespace Keyturn
