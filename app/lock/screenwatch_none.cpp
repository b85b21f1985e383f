#include "screenwatch.h"

namespace Keyturn {

class ScreenWatch::Platform
{
};

ScreenWatch::ScreenWatch(QObject *parent)
    : QObject(parent)
{
}

ScreenWatch::~ScreenWatch() = default;

void ScreenWatch::start() { }

} // namespace Keyturn
