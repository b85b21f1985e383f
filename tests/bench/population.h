#pragma once

#include "zoom/userdto.h"

namespace Keyturn::Bench {

/// Users [begin, end) of a made-up university: few first names, many last names, some of them not ASCII; an
/// e-mail made of both and a number, a random ID, one of some departments. The same for the same number.
QList<User> population(int begin, int end);

} // namespace Keyturn::Bench
