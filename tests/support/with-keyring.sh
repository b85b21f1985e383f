#!/bin/sh
# with-keyring.sh [--locked [--prompts] | --kwallet | --keepassxc=HOW | --no-service | --absent]
#     [--before 'SHELL COMMANDS'] [--] COMMAND [ARGUMENT…]
#
# Runs COMMAND in a session of its own: a fresh HOME, its own D-Bus and, unless told otherwise, a real
# gnome-keyring whose login keyring is unlocked. Nothing of the caller's desktop is seen or touched, and
# nothing is left behind. Works as root, without a terminal and without a display; exits with COMMAND's code,
# or 124 when KEYRING_TIMEOUT (seconds, 100 by default) is over, or 77 when KeePassXC crashes by itself.
#
#   --locked      the keyring exists and is locked, and no prompt can open
#   --prompts     prompts open on the display that the caller has; the password is 'a password for tests'
#   --kwallet     KDE's wallet in the place of gnome-keyring, open, in an environment that says Plasma 5, or 6 where 5 is not there
#   --keepassxc=open    KeePassXC in the place of gnome-keyring, with its database open, asking nobody; on the
#                       display that the caller has
#   --keepassxc=asking  the same, but it asks before each entry, as it comes
#   --keepassxc=behind  that database is locked, and another one is open
#   --keepassxc=empty   it runs, and no database is open
#   --no-service  a bus on which no secret service runs, nor can be started
#   --absent      no session bus at all
#   --before      shell commands for a first session with the keyring open, on the same HOME
#
# COMMAND finds the daemon's process id in KEYRING_PID.
set -eu

# Inside the session: $1 says how the daemon starts, the rest is COMMAND.
if [ "${KEYTURN_KEYRING_STAGE:-}" = session ]; then
    unset KEYTURN_KEYRING_STAGE
    how=$1
    shift
    case $how in
    unlocked) printf 'a password for tests' | gnome-keyring-daemon --foreground --unlock --components=secrets \
        >"$HOME/keyring.log" 2>&1 & ;;
    locked) gnome-keyring-daemon --foreground --components=secrets </dev/null >"$HOME/keyring.log" 2>&1 & ;;
    kwallet)
        mkdir -p "$XDG_CONFIG_HOME"
        printf '%s\n' '[Wallet]' Enabled=true 'First Use=false' 'Default Wallet=kdewallet' \
            'Close When Idle=false' '[Migration]' alreadyMigrated=true >"$XDG_CONFIG_HOME/kwalletrc"
        : & # the bus starts it when it is first called, and would start a second one beside it
        ;;
    keepassxc*)
        mkdir -p "$XDG_CONFIG_HOME/keepassxc"
        asks=false
        [ "$how" != keepassxc=asking ] || asks=true
        printf '%s\n' '[General]' ConfigVersion=2 UpdateCheckMessageShown=true \
            OpenPreviousDatabasesOnStartup=false '[GUI]' CheckForUpdates=false '[FdoSecrets]' Enabled=true \
            ShowNotification=false ConfirmDeleteItem=$asks ConfirmAccessItem=$asks \
            >"$XDG_CONFIG_HOME/keepassxc/keepassxc.ini"
        first=$HOME/first.kdbx
        [ -f "$first" ] || "$(dirname "$0")/make-database.sh" "$first" >"$HOME/keyring.log" 2>&1
        case $how in
        *=behind)
            "$(dirname "$0")/make-database.sh" "$HOME/second.kdbx" >"$HOME/keyring.log" 2>&1
            printf 'wrong\na password for tests\n' |
                keepassxc --pw-stdin "$first" "$HOME/second.kdbx" >"$HOME/keyring.log" 2>&1 &
            ;;
        *=empty) keepassxc >"$HOME/keyring.log" 2>&1 & ;;
        *) echo 'a password for tests' | keepassxc --pw-stdin "$first" >"$HOME/keyring.log" 2>&1 & ;;
        esac
        ;;
    none) : & ;;
    esac
    KEYRING_PID=$!
    export KEYRING_PID
    if [ "$how" = kwallet ]; then
        trap 'kill -CONT "$KEYRING_PID" 2>/dev/null || :; kill "$KEYRING_PID" 2>/dev/null || :' EXIT
        wallet() {
            gdbus call --session --dest "org.kde.kwalletd$KDE_SESSION_VERSION" \
                --object-path "/modules/kwalletd$KDE_SESSION_VERSION" --method "org.kde.KWallet.$1" kdewallet ${2+"$2"} ${3+"$3"} 2>/dev/null
        }
        # Makes the wallet, as at a login: the hash of a password has 56 bytes.
        hash=
        for byte in $(seq 56); do hash="$hash,$byte"; done
        tries=100
        until wallet pamOpen "[byte ${hash#,}]" 0 >/dev/null && wallet isOpen | grep -q true; do
            tries=$((tries - 1))
            if [ "$tries" -eq 0 ]; then
                echo "with-keyring.sh: KDE's wallet did not start" >&2
                exit 125
            fi
            sleep 0.1
        done
        # It outlives its bus.
        KEYRING_PID=$(gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus \
            --method org.freedesktop.DBus.GetConnectionUnixProcessID "org.kde.kwalletd$KDE_SESSION_VERSION" \
            | sed 's/(uint32 \([0-9]*\),)/\1/')
    elif [ "$how" != none ]; then
        trap 'kill -CONT "$KEYRING_PID" 2>/dev/null || :; kill "$KEYRING_PID" 2>/dev/null && wait "$KEYRING_PID" || :' EXIT
        tries=100
        until gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus \
            --method org.freedesktop.DBus.NameHasOwner org.freedesktop.secrets 2>/dev/null | grep -q true; do
            tries=$((tries - 1))
            if [ "$tries" -eq 0 ]; then
                echo "with-keyring.sh: the secret service did not start:" >&2
                cat "$HOME/keyring.log" >&2
                exit 125
            fi
            sleep 0.1
        done
        secrets() {
            gdbus call --session --dest org.freedesktop.secrets --object-path "$@" 2>/dev/null
        }
        # KeePassXC takes the service's name before its databases are open.
        wanted=
        case $how in keepassxc=behind) wanted=second ;; keepassxc=open | keepassxc=asking) wanted=first ;; esac
        tries=300
        while [ -n "$wanted" ] && ! secrets "/org/freedesktop/secrets/collection/$wanted" \
            --method org.freedesktop.DBus.Properties.Get org.freedesktop.Secret.Collection Locked | grep -q false; do
            if ! kill -0 "$KEYRING_PID" 2>/dev/null; then # Debian 13's 2.7.10 crashes on --pw-stdin
                echo "with-keyring.sh: KeePassXC ended by itself: this is skipped" >&2
                exit 77
            fi
            tries=$((tries - 1))
            if [ "$tries" -eq 0 ]; then
                echo "with-keyring.sh: the database was not opened:" >&2
                cat "$HOME/keyring.log" >&2
                exit 125
            fi
            sleep 0.1
        done
    fi
    # The display is for COMMAND alone: the bus must not open prompts on it.
    if [ -n "${KEYTURN_KEYRING_DISPLAY:-}" ]; then
        DISPLAY=$KEYTURN_KEYRING_DISPLAY
        export DISPLAY
    fi
    unset KEYTURN_KEYRING_DISPLAY
    code=0
    "$@" || code=$?
    exit "$code"
fi

how=unlocked
before=
prompts=
while [ $# -gt 0 ]; do
    case $1 in
    --locked) how=locked ;;
    --prompts) prompts=yes ;;
    --kwallet) how=kwallet ;;
    --keepassxc=open | --keepassxc=asking | --keepassxc=behind | --keepassxc=empty) how=${1#--} ;;
    --no-service) how=none ;;
    --absent) how=absent ;;
    --before)
        before=$2
        shift
        ;;
    --)
        shift
        break
        ;;
    -*)
        echo "with-keyring.sh: unknown option $1" >&2
        exit 2
        ;;
    *) break ;;
    esac
    shift
done
if [ $# -eq 0 ]; then
    echo "with-keyring.sh: no command" >&2
    exit 2
fi

self=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")
base=$(mktemp -d "${TMPDIR:-/tmp}/keyring.XXXXXX")
trap 'rm -rf "$base"' EXIT
trap 'exit 130' INT TERM
mkdir "$base/home" "$base/run" "$base/tmp"
chmod 0700 "$base/run"
export HOME="$base/home" XDG_RUNTIME_DIR="$base/run" TMPDIR="$base/tmp"
export XDG_CONFIG_HOME="$HOME/.config" XDG_DATA_HOME="$HOME/.local/share" XDG_CACHE_HOME="$HOME/.cache"
export XDG_STATE_HOME="$HOME/.local/state"
export KEYTURN_KEYRING_DISPLAY="${DISPLAY:-}"
unset DBUS_SESSION_BUS_ADDRESS GNOME_KEYRING_CONTROL SSH_AUTH_SOCK DISPLAY WAYLAND_DISPLAY
unset XDG_CURRENT_DESKTOP DESKTOP_SESSION KDE_FULL_SESSION KDE_SESSION_VERSION GNOME_DESKTOP_SESSION_ID

cat >"$base/bare-bus.conf" <<CONF
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=$base/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
CONF

case $how in keepassxc*) prompts=yes ;; esac
if [ "$how" = kwallet ]; then
    export XDG_CURRENT_DESKTOP=KDE KDE_FULL_SESSION=true KDE_SESSION_VERSION=5
    command -v kwalletd5 >/dev/null || KDE_SESSION_VERSION=6
    export QT_QPA_PLATFORM=offscreen
elif [ -n "$prompts" ] && [ -n "$KEYTURN_KEYRING_DISPLAY" ]; then
    export DISPLAY="$KEYTURN_KEYRING_DISPLAY"
fi

session() {
    bus_config=
    [ "$1" != none ] || bus_config=$base/bare-bus.conf
    # timeout(1) ends the whole process group, which holds nothing but what was started here.
    KEYTURN_KEYRING_STAGE=session timeout --kill-after=5 "${KEYRING_TIMEOUT:-100}" \
        dbus-run-session ${bus_config:+"--config-file=$bus_config"} -- "$self" "$@"
}

if [ "$how" = locked ] || [ -n "$before" ]; then
    case $how in keepassxc*) first=keepassxc=open ;; *) first=unlocked ;; esac
    session $first sh -c "${before:-:}"
fi

code=0
if [ "$how" = absent ]; then
    DISPLAY=$KEYTURN_KEYRING_DISPLAY
    [ -z "$DISPLAY" ] || export DISPLAY
    unset KEYTURN_KEYRING_DISPLAY
    timeout --kill-after=5 "${KEYRING_TIMEOUT:-100}" "$@" || code=$?
else
    session "$how" "$@" || code=$?
fi
exit "$code"
