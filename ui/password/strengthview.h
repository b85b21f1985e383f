#pragma once

#include "passwords/passwordstrength.h"

#include <QWidget>

class QProgressBar;

namespace Keyturn {

class WrapLabel;

/// How hard a typed password is to guess: a bar, a word, and what is wrong with it. Keeps its place while
/// there is nothing to say, so that nothing moves below it.
class StrengthView : public QWidget
{
    Q_OBJECT

public:
    explicit StrengthView(QWidget *parent = nullptr);

    void showStrength(const PasswordStrength &strength);
    void showNothing();

private:
    QProgressBar *m_bar;
    WrapLabel *m_words;
};

/// "Weak: it holds the person's name", for people.
QString strengthText(const PasswordStrength &strength);

} // namespace Keyturn
