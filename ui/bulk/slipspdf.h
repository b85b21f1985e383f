#pragma once

#include "bulk/bulkplan.h"
#include "core/error.h"
#include "core/secret.h"

#include <QFont>
#include <QStringList>

#include <functional>
#include <optional>

namespace Keyturn {

struct ExportProgress;

/// A font of the system whose characters cannot be mistaken for one another: 0 and O, 1, l and I. Nothing
/// when there is none of those that are known for it.
std::optional<QFont> fontWithoutLookAlikes();
/// The same, of these families.
std::optional<QFont> fontWithoutLookAlikes(const QStringList &families);

/// What to say about the characters of a password that people confuse: "0 is the digit zero." Empty when
/// there are none.
QString lookAlikeLegend(const QString &password);

/// Password slips to print and cut: one for each person who is Changed, and for each Unknown, whose slip says
/// so. Readable by this user only, and written whole or not at all.
///
/// `passwordOf` gives a row's password; the first that cannot be had ends it. SettingsFailed: the file cannot
/// be written, the system has no font for it, or a password cannot be printed so that it is read for certain
/// (characters that the font lacks, that are written from the right, or that combine). Cancelled. Thread:
/// any, while nothing changes the plan.
Result<void> writeSlipsPdf(const QString &path, const BulkPlan &plan,
                           const std::function<Result<Secret>(int row)> &passwordOf,
                           const QString &accountName, ExportProgress &progress);

} // namespace Keyturn
