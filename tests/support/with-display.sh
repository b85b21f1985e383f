#!/bin/bash
# with-display.sh COMMAND…: runs the command on an X display of its own, in a home of its own, and leaves
# neither behind. Exits as the command did.
set -euo pipefail

scratch=$(mktemp -d "${TMPDIR:-/tmp}/keyturn-test.XXXXXX")
server=
# shellcheck disable=SC2317 # called by the trap
cleanup() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$scratch"
}
trap cleanup EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

mkdir -m 700 "$scratch/home" "$scratch/run"

# The cookie keeps every other program off the display; -displayfd picks a free number without a race.
cookie=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
xauth -q -f "$scratch/authority" add :0 . "$cookie" 2>/dev/null
mkfifo "$scratch/number"
Xvfb -displayfd 3 -screen 0 1280x1024x24 -nolisten tcp -noreset -auth "$scratch/authority" \
    3>"$scratch/number" >"$scratch/xvfb.log" 2>&1 &
server=$!
if ! read -r -t 60 number <"$scratch/number"; then
    echo "with-display.sh: Xvfb did not start:" >&2
    cat "$scratch/xvfb.log" >&2
    exit 1
fi
xauth -q -f "$scratch/authority" add ":$number" . "$cookie" 2>/dev/null

unset WAYLAND_DISPLAY XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME XDG_STATE_HOME
export DISPLAY=":$number" XAUTHORITY="$scratch/authority" QT_QPA_PLATFORM=xcb
export HOME="$scratch/home" XDG_RUNTIME_DIR="$scratch/run" TMPDIR="$scratch"

# In the background, so that the traps run at once when ctest ends a test that hangs.
"$@" <&0 &
command=$!
trap 'kill "$command" 2>/dev/null; exit 143' TERM
status=0
wait "$command" || status=$?
exit "$status"
