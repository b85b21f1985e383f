#include "ownerfile.h"

#include <QSaveFile>

namespace Keyturn {

bool openForOwner(QSaveFile &file)
{
    // It takes over the permissions of the file that it will replace, or what is usual for new ones.
    return file.open(QIODevice::WriteOnly)
        && file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
}

} // namespace Keyturn
