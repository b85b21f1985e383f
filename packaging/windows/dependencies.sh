#!/bin/bash
# dependencies.sh CACHE: builds everything that Keyturn for Windows is linked with, statically, from the sources
# of Debian's packages, into CACHE/prefix. About half an hour on two cores the first time; a second call, or
# one after an interruption, goes on where the last one stopped. What is built, and of which version, is pinned
# here by checksum.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
cache=$1
mirror=
sources=$cache/sources
build=$cache/build
prefix=$cache/prefix
logs=$cache/logs
jobs=${JOBS:-$(nproc)}
mkdir -p "$sources" "$build" "$prefix/include" "$prefix/lib" "$logs"

step() { printf '==> %s\n' "$*"; }

fail() {
    printf 'packaging/windows: %s\n' "$*" >&2
    exit 1
}

# file, place in Debian's pool, SHA-256. The Qt is the very one of Debian 12: the tools that run while it is built
# (moc, rcc, uic) are that system's own, and have to be of the same version.
pinned() {
    cat <<'LIST'
qt6-base_6.4.2+dfsg.orig.tar.xz q/qt6-base 4f14b89a9463a540fd84a6718b8519a2297119b454ef547721015a9e9019ae9e
qt6-base_6.4.2+dfsg-10.debian.tar.xz q/qt6-base d1a2621b1acb1606db7274ccdb96654564cea04af836c5b86da94e150714d16c
qtkeychain_0.15.0.orig.tar.gz q/qtkeychain f4254dc8f0933b06d90672d683eab08ef770acd8336e44dfa030ce041dc2ca22
sqlite3_3.46.1.orig.tar.xz s/sqlite3 d0cdd2ece271b29e7ce18095745d892517ee26d0f270065b3a25c2e9eb11639c
LIST
}

fetch() {
    local file place sum
    while read -r file place sum; do
        if ! echo "$sum  $sources/$file" | sha256sum --check --status 2>/dev/null; then
            step "Fetching $file"
            mirror=${mirror:-$("$here/../dev.d/debian-mirror")}
            curl --fail --silent --show-error --location --retry 3 --output "$sources/$file.part" \
                "$mirror/pool/main/$place/${file//+/%2b}" || fail "$file could not be fetched from $mirror"
            echo "$sum  $sources/$file.part" | sha256sum --check --status ||
                fail "$file is not what it was: its checksum differs from the one written down"
            mv "$sources/$file.part" "$sources/$file"
        fi
    done < <(pinned)
}

# stamp NAME: the file that is there when that was built before, as this script says and with this toolchain.
stamp() {
    local sum
    sum=$(
        declare -f "build_$1" configure compile_archive
        pinned
        cat "$here/toolchain.cmake"
    )
    echo "$cache/$1.$(sha256sum <<<"$sum" | cut -c1-16)"
}

# unpack FILE: a fresh folder with the sources, named on standard output.
unpack() {
    local dir=$build/${1%%_*}
    rm -rf "$dir"
    mkdir -p "$dir"
    tar -C "$dir" --strip-components=1 -xf "$sources/$1"
    echo "$dir"
}

# build_once NAME: runs build_NAME with its output in a log, once.
build_once() {
    local name=$1
    if [ -e "$(stamp "$name")" ]; then
        return
    fi
    step "Building $name for Windows"
    # Not as a condition: what stands in one goes on after its first failure, whatever "set -e" says.
    local result
    set +e
    (
        set -e
        "build_$name"
    ) >"$logs/$name.log" 2>&1 </dev/null
    result=$?
    set -e
    if [ "$result" != 0 ]; then
        tail -5 "$logs/$name.log" >&2
        fail "$name could not be built: $logs/$name.log"
    fi
    rm -f "$cache/$name".*
    touch "$(stamp "$name")"
}

compile_archive() {
    local library=$1 source=$2
    shift 2
    x86_64-w64-mingw32-gcc-posix -O2 -ffunction-sections -fdata-sections "$@" -c "$source" -o "${source%.c}.o"
    rm -f "$prefix/lib/$library"
    x86_64-w64-mingw32-gcc-ar-posix rcs "$prefix/lib/$library" "${source%.c}.o"
}

# configure SOURCES OPTION...: to be built in SOURCES/build and installed into the prefix.
configure() {
    local dir=$1
    shift
    # Debian has Qt's CMake files below the folder of its architecture, where they are not looked for.
    cmake -S "$dir" -B "$dir/build" -G Ninja \
        -DCMAKE_TOOLCHAIN_FILE="$here/toolchain.cmake" -DKEYTURN_WINDOWS_PREFIX="$prefix" \
        -DCMAKE_INSTALL_PREFIX="$prefix" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_BUILD_TYPE=Release \
        -DQT_HOST_PATH=/usr -DQT_HOST_PATH_CMAKE_DIR="/usr/lib/$(gcc -print-multiarch)/cmake" "$@"
}

build_sqlite() {
    local dir
    dir=$(unpack sqlite3_3.46.1.orig.tar.xz)
    # The one file that SQLite is handed on as, put together by this system's tools.
    (cd "$dir" && ./configure --disable-tcl --disable-readline && make sqlite3.c sqlite3.h)
    compile_archive libsqlite3.a "$dir/sqlite3.c" -DSQLITE_THREADSAFE=1 -DSQLITE_OMIT_LOAD_EXTENSION \
        -DSQLITE_ENABLE_FTS5 -DSQLITE_DQS=0 -DSQLITE_ENABLE_COLUMN_METADATA
    cp "$dir/sqlite3.h" "$dir/sqlite3ext.h" "$prefix/include/"
}

# Debian's fixes of security holes, and none of its other changes; without the modules that Keyturn has no use for.
build_qt() {
    local dir=$build/qt6-base patch
    if [ ! -e "$dir/unpacked" ]; then
        dir=$(unpack qt6-base_6.4.2+dfsg.orig.tar.xz)
        tar -C "$dir" -xf "$sources/qt6-base_6.4.2+dfsg-10.debian.tar.xz"
        grep ^cve "$dir/debian/patches/series" | while read -r patch; do
            patch --directory="$dir" --strip=1 --input="$dir/debian/patches/$patch"
        done
        touch "$dir/unpacked"
    fi
    # Debian strips wintab from the sources: tablets with pens are left out.
    configure "$dir" -DQT_QMAKE_TARGET_MKSPEC=win32-g++ -DBUILD_SHARED_LIBS=OFF \
        -DQT_BUILD_EXAMPLES=OFF -DQT_BUILD_TESTS=OFF -DFEATURE_optimize_size=ON \
        -DFEATURE_schannel=ON -DINPUT_openssl=no -DINPUT_opengl=no -DINPUT_icu=no \
        -DFEATURE_system_sqlite=ON -DFEATURE_sql_odbc=OFF -DFEATURE_tabletevent=OFF \
        -DFEATURE_dbus=OFF -DFEATURE_xml=OFF -DFEATURE_printsupport=OFF -DFEATURE_vulkan=OFF \
        -DFEATURE_zstd=OFF -DFEATURE_glib=OFF -DFEATURE_direct2d=ON -DFEATURE_direct2d1_1=OFF
    cmake --build "$dir/build" --parallel "$jobs"
    cmake --install "$dir/build"
}

build_qtkeychain() {
    local dir
    dir=$(unpack qtkeychain_0.15.0.orig.tar.gz)
    # /utf-8 is an option of Microsoft's compiler, which this branch takes for the only one of Windows.
    sed -i 's,/utf-8,,' "$dir/qtkeychain/CMakeLists.txt"
    configure "$dir" -DBUILD_WITH_QT6=ON -DBUILD_SHARED_LIBS=OFF -DBUILD_TEST_APPLICATION=OFF \
        -DBUILD_TRANSLATIONS=OFF
    cmake --build "$dir/build" --parallel "$jobs"
    cmake --install "$dir/build"
}

fetch
for dependency in sqlite qt qtkeychain; do
    build_once "$dependency"
done
