#!/bin/bash
# Written, not run (packaging/README.md). build.sh: build/packages/Keyturn-*.AppImage, from linuxdeploy and its
# Qt plugin on PATH, on the oldest Linux that it should run on. libsecret and the graphics drivers stay the
# system's.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
dir=$root/build/package-appimage
cmake -S "$root" -B "$dir" -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF \
    -DCMAKE_INSTALL_PREFIX=/usr -DCMAKE_INSTALL_LIBEXECDIR=libexec
cmake --build "$dir"
rm -rf "$dir/AppDir"
DESTDIR=$dir/AppDir cmake --install "$dir" --strip
mkdir -p "$root/build/packages"
cd "$root/build/packages"
# The driver and the display plugins are loaded at run time: nothing links them.
EXTRA_QT_PLUGINS="sqldrivers;tls;platforms" linuxdeploy --appdir "$dir/AppDir" --plugin qt --output appimage \
    --desktop-file "$dir/AppDir/usr/share/applications/io.github.keyturn.Keyturn.desktop"
