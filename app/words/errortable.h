#pragma once

#include "core/error.h"

namespace Keyturn {

/// One kind's sentences, untranslated, in the context "Keyturn::ErrorWords".
struct ErrorTexts
{
    ErrorKind kind;
    const char *happened; ///< claims nothing about what was sent or changed: the outcome says that
    const char *next;
};

/// Every kind has a row: the build fails when one is missing.
const ErrorTexts &errorTexts(ErrorKind kind);

} // namespace Keyturn
