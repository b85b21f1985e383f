#!/bin/bash
# package.sh: cross-builds Keyturn for Windows and makes its installers, Keyturn-x.y.z-setup.exe (NSIS) and
# Keyturn-x.y.z.msi (wixl), in build/packages. What it is linked with is built once, outside the tree, in
# KEYTURN_WINDOWS_CACHE (else in the user's cache folder).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
root=$(dirname "$(dirname "$here")")
cache=${KEYTURN_WINDOWS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/keyturn-windows}
dir=$root/build/windows
files=$dir/files
out=$root/build/packages
prefix=$cache/prefix

# sign FILE...: Authenticode. Without a key it signs nothing, and says so; KEYTURN_SIGN_PFX names a file with certificate and
# key, KEYTURN_SIGN_PASSWORD opens it.
sign() {
    local file
    if [ -z "${KEYTURN_SIGN_PFX:-}" ]; then
        echo "::warning title=NOT SIGNED::there is no signing key: Windows will warn of ${*##*/}"
        return
    fi
    for file in "$@"; do
        # The password on a pipe: others can read arguments.
        osslsigncode sign -pkcs12 "$KEYTURN_SIGN_PFX" -readpass <(printf %s "${KEYTURN_SIGN_PASSWORD:-}") -h sha256 \
            -n Keyturn ${KEYTURN_SIGN_TIMESTAMP:+-ts "$KEYTURN_SIGN_TIMESTAMP"} -in "$file" -out "$file.signed"
        mv "$file.signed" "$file"
    done
}

mkdir -p "$cache" "$out"
"$here/dependencies.sh" "$cache"

# The time that is written into the programs and the installers: of the last change.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$("$root/packaging/dev.d/last-change")}
export SOURCE_DATE_EPOCH LC_ALL=C.UTF-8 TZ=UTC

cmake -S "$root" -B "$dir" -G Ninja \
    -DCMAKE_TOOLCHAIN_FILE="$here/toolchain.cmake" -DKEYTURN_WINDOWS_PREFIX="$prefix" \
    -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF \
    -DQT_HOST_PATH=/usr -DQT_HOST_PATH_CMAKE_DIR="/usr/lib/$(gcc -print-multiarch)/cmake" \
    -DCMAKE_CXX_FLAGS="-ffile-prefix-map=$root=."
cmake --build "$dir" --parallel "${JOBS:-$(nproc)}"

rm -rf "$files"
mkdir -p "$files"
for program in keyturn.exe keyturn.com keyturn-practice-server.exe; do
    x86_64-w64-mingw32-strip -o "$files/$program" "$dir/$program"
done
sign "$files"/keyturn.exe "$files"/keyturn.com "$files"/keyturn-practice-server.exe
sed 's/$/\r/' "$root/LICENSE" >"$files/LICENSE.txt"
sed 's/$/\r/' "$root/CHANGELOG.md" >"$files/CHANGELOG.txt"
"$here/licences.sh" "$cache" >"$files/THIRD-PARTY.txt"

version=$(sed -n 's/^CMAKE_PROJECT_VERSION:STATIC=//p' "$dir/CMakeCache.txt")
makensis -V2 -NOCD -DVERSION="$version" -DFILES="$files" -DICON="$root/resources/icons/keyturn.ico" \
    -DOUT="$out/Keyturn-$version-setup.exe" "$here/setup.nsi"
# wixl takes no absolute paths.
cp "$root/resources/icons/keyturn.ico" "$files/"
(cd "$files" && wixl --arch x64 -D Version="$version" -o "$out/Keyturn-$version.msi" "$here/keyturn.wxs")
# What wixl does not know: the presets only if there is one, their key removed whole ("-"), and properties that a person
# without an administrator's rights hands on to the part that runs with them.
properties=$(msiinfo export "$out/Keyturn-$version.msi" Property | sed -n 's/^SecureCustomProperties\t//p' | tr -d '\r')
for property in NAME SIGNIN ADDRESS ID CLIENTID; do
    properties="$properties;NEWACCOUNT$property"
done
for query in \
    "UPDATE \`Component\` SET \`Condition\` = 'NEWACCOUNTNAME OR Installed' WHERE \`Component\` = 'NewAccount'" \
    "INSERT INTO \`Registry\` (\`Registry\`, \`Root\`, \`Key\`, \`Name\`, \`Component_\`)
        VALUES ('removeNewAccount', 2, 'Software\\Policies\\Keyturn\\newAccount', '-', 'NewAccount')" \
    "UPDATE \`Property\` SET \`Value\` = '$properties' WHERE \`Property\` = 'SecureCustomProperties'"; do
    msibuild "$out/Keyturn-$version.msi" -q "$query"
done
sign "$out/Keyturn-$version-setup.exe" "$out/Keyturn-$version.msi"
echo "==> build/packages/Keyturn-$version-setup.exe and Keyturn-$version.msi"
