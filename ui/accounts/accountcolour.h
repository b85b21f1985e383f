#pragma once

#include "accounts/account.h"

#include <QIcon>

class QWidget;

namespace Keyturn {

QString accountColourName(Account::Colour colour);

/// A dot in the account's colour, light enough on a dark desktop and dark enough on a light one; null for
/// None.
QIcon accountColourIcon(Account::Colour colour, const QWidget *widget);

} // namespace Keyturn
