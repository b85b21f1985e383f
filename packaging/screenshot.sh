#!/bin/bash
# packaging/screenshot.sh [FILE]: makes resources/screenshot.png, or FILE, from build/release.
# packaging/dev screenshot builds that first.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
file=$(realpath -m "${1:-$root/resources/screenshot.png}")

# Twice as many pixels as the README shows it with, for screens that have them.
export LC_ALL=C.UTF-8 QT_SCALE_FACTOR=2
"$root/tests/support/with-display.sh" "$root/build/release/tests/makescreenshot" "$file" olivia
printf '==> Made %s, %s bytes\n' "$file" "$(stat --format=%s "$file")"
