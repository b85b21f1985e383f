#pragma once

#include <QStringView>

#include <span>

namespace Keyturn {

/// A name as it is written, and as it stands in an e-mail address.
struct PracticeName
{
    QStringView text;
    const char *ascii;
};

struct PracticeFullName
{
    QStringView first;
    QStringView last;
    const char *ascii;
};

/// Names that can be combined freely. Views of literals: they live as long as the program.
std::span<const PracticeName> practiceFirstNames();
std::span<const PracticeName> practiceLastNames();
/// Names that only make sense whole: other scripts, right-to-left, very long, one letter.
std::span<const PracticeFullName> practiceFullNames();
/// An empty one stands for users without a department.
std::span<const QStringView> practiceDepartments();

} // namespace Keyturn
