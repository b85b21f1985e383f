#!/bin/bash
# licences.sh CACHE: on standard output the licences of what is linked into keyturn.exe, as they want it.
set -euo pipefail

cache=$1

part() {
    printf '\n%s\n%s\n\n' "$1" "${1//?/=}"
    shift
    cat "$@"
}

{
    echo "Keyturn for Windows holds these libraries, linked statically, each under its own licence. Their sources are"
    echo "those of Debian's packages that packaging/windows/dependencies.sh names; with it, and with Keyturn's"
    echo "sources, the program can be linked again with changed ones."
    part "Qt 6.4.2 (LGPL 3)" "$cache"/build/qt6-base/LICENSES/{LGPL-3.0-only,GPL-3.0-only}.txt
    part "QtKeychain 0.15" "$cache/build/qtkeychain/COPYING"
    part "SQLite 3.46.1" "$cache/build/sqlite3/LICENSE.md"
    for library in freetype harfbuzz-ng libjpeg libpng pcre2 zlib double-conversion md4c; do
        for licence in docs/FTL.TXT LICENSE LICENCE LICENSE.md COPYING; do
            licence=$cache/build/qt6-base/src/3rdparty/$library/$licence
            if [ -f "$licence" ]; then
                part "$library, in Qt" "$licence"
                break
            fi
        done
    done
} | sed 's/\r*$/\r/'
