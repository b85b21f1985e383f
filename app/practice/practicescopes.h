#pragma once

#include "practice/practicehttp.h"

#include <QLatin1StringView>

#include <optional>

namespace Keyturn {

/// What a token needs for a call: either of the two names. An app has scopes of one kind or of the other.
struct PracticeScopes
{
    QLatin1StringView classic; ///< empty: every token will do
    QLatin1StringView granular;

    /// 4711 when `granted`, names with blanks in between, holds neither; else nothing. Names the scope as the
    /// app would: by its granular name when one of the granted ones is granular.
    std::optional<PracticeReply> refusal(const QString &granted) const;
};

} // namespace Keyturn
