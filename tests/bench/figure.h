#pragma once

#include <QString>

#include <vector>

namespace Keyturn::Bench {

/// One line of `packaging/dev bench`.
struct Figure
{
    QString name;
    double value = 0;
    QString unit;
    double target = 0; ///< at most
    QString against; ///< what it was compared with, and how
};

/// {"name":…,"value":…,"unit":…,"target":…,"against":…} and a line feed, on standard output.
void print(const Figure &figure);
/// A line on standard error, for whoever watches.
void say(const QString &text);
/// Says why, and ends the program.
[[noreturn]] void fail(const QString &why);

/// Of at least one value.
double median(std::vector<double> values);

/// Times, or sizes, of two programs that took turns.
struct Pairs
{
    std::vector<double> ours;
    std::vector<double> theirs;

    void add(double our, double their);
    /// The median of the ratios pair by pair: a machine whose speed drifts moves both of a pair.
    double ratio() const;
};

} // namespace Keyturn::Bench
