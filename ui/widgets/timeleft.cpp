#include "timeleft.h"

#include <QCoreApplication>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::TimeLeft)
};

} // namespace

QString timeLeftText(std::chrono::seconds left)
{
    if (left < std::chrono::seconds(10))
        return Texts::tr("a moment left");
    if (left < std::chrono::seconds(55))
        return Texts::tr("%n s left", nullptr, static_cast<int>((left.count() + 9) / 10 * 10));
    const auto minutes = std::chrono::round<std::chrono::minutes>(left);
    if (minutes.count() < 2)
        return Texts::tr("1 min left");
    constexpr int longest = 90;
    if (minutes.count() <= longest)
        return Texts::tr("%n min left", nullptr, static_cast<int>(minutes.count()));
    return Texts::tr("%n h left", nullptr,
                     static_cast<int>(std::chrono::round<std::chrono::hours>(left).count()));
}

} // namespace Keyturn
