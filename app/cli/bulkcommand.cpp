#include "bulkcommand.h"

#include "bulk/runlock.h"
#include "cli/bulkcall.h"

namespace Keyturn {

BulkExit runBulk(const BulkOptions &options, const BulkRooms &rooms, QTextStream &err, QTextStream &out)
{
    return BulkCall(options, rooms, err, out).run();
}

} // namespace Keyturn
