#!/bin/sh
# add-account.sh stores|wallet|refuses KEYTURN [WORDS]
#
# Drives the built program as a managed install would: KEYTURN --add-account -. "stores" wants an open keyring
# (support/with-keyring.sh) and looks at it from outside, "wallet" the same of KDE; "refuses" wants a keychain
# that cannot be had, and WORDS in the message.
set -eu

mode=$1
keyturn=$2
words=${3:-}
token=canary-5d2e.eyJhbGciOiJIUzUxMiJ9.-_x
# An entry says where its secret may go.
place='keyturn-bound-1 https://api.zoom.us:443 '
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() {
    printf 'FAIL: %s\n' "$*" >&2
    printf 'stdout: %s\nstderr: %s\n' "$(cat "$scratch/out")" "$(cat "$scratch/err")" >&2
    exit 1
}

# add EXIT-CODE ARGUMENT JSON
add() {
    code=0
    printf '%s' "$3" | "$keyturn" --add-account "$2" >"$scratch/out" 2>"$scratch/err" || code=$?
    [ "$code" = "$1" ] || fail "exit code $code and not $1"
    ! grep -qF "$token" "$scratch/out" "$scratch/err" || fail "the token was printed"
}
said() { [ "$(cat "$scratch/out")" = "$1" ] || fail "did not say: $1"; }
complained() {
    grep -qF -- "$1" "$scratch/err" || fail "did not complain of: $1"
    [ "$(wc -l <"$scratch/err")" = 1 ] || fail "more than one line of complaint"
    [ ! -s "$scratch/out" ] || fail "output beside the complaint"
}
settings() { find "$HOME" -name '*.ini' -o -name '*.conf' | sort; }
# Neither as it is, nor as QtKeychain hands it on.
leaked() {
    grep -rlaF -e "$1" -e "$(printf '%s' "$1" | base64 -w0)" -e "$(printf '%s' "$place$1" | base64 -w0)" "$HOME" "$XDG_RUNTIME_DIR" "$TMPDIR" 2>/dev/null
}

if [ "$mode" = refuses ]; then
    add 3 - "{\"name\":\"Contoso\",\"token\":\"$token\"}"
    complained "$words"
    [ -z "$(settings)" ] || fail "settings were written: $(settings)"
    ! leaked "$token" || fail "the token is in a file"
    exit 0
fi

if [ "$mode" = wallet ]; then
    wallet() {
        method=$1
        shift
        gdbus call --session --dest "org.kde.kwalletd$KDE_SESSION_VERSION" --object-path "/modules/kwalletd$KDE_SESSION_VERSION" \
            --method "org.kde.KWallet.$method" "$@"
    }
    handle=$(wallet open kdewallet 0 test | tr -cd '0-9-')
    add 0 - "{\"name\":\"Contoso\",\"token\":\"$token\"}"
    said 'Account "Contoso" added.'
    wallet entryList "$handle" Keyturn test | grep -q "'Keyturn/contoso-[0-9a-f]*/access-token'" \
        || fail "the wallet does not hold it"
    add 0 - "{\"name\":\"contoso\",\"token\":\"$token-2\"}"
    said 'Account "Contoso" updated.'
    "$keyturn" --remove-account Contoso >"$scratch/out" 2>"$scratch/err" || fail "it was not removed"
    said 'Account "Contoso" removed.'
    ! wallet entryList "$handle" Keyturn test | grep -q Keyturn/ || fail "the wallet holds it still"
    exit 0
fi

add 0 - "{\"name\":\"Contoso\",\"token\":\"$token\"}"
said 'Account "Contoso" added.'
[ ! -s "$scratch/err" ] || fail "output on stderr"
[ "$(settings | wc -l)" = 1 ] || fail "not one settings file: $(settings)"
id=$(sed -n 's/^\(contoso-[0-9a-f]*\)\\name=Contoso$/\1/p' "$(settings)")
[ -n "$id" ] || fail "no profile in $(cat "$(settings)")"
stored() { secret-tool lookup user "Keyturn/$id/access-token" server Keyturn type base64 | base64 -d; }
[ "$(stored)" = "$place$token" ] || fail "the keychain holds something else"
! leaked "$token" || fail "the token is in a file"
secret-tool search user "Keyturn/$id/access-token" server Keyturn 2>/dev/null \
    | grep -qx 'label = Keyturn: Contoso, pasted access token' || fail "the entry does not say what it is"

profile=$(cat "$(settings)")
add 0 - "{\"name\":\"contoso\",\"token\":\"$token-2\"}"
said 'Account "Contoso" updated.'
[ "$(stored)" = "$place$token-2" ] || fail "the token was not replaced"

add 2 - "{\"name\":\"Contoso\",\"token\":\"$token\",\"baseUrl\":\"https://api.zoomgov.com/v2\"}"
complained '"name"'
add 2 - "{\"name\":\"Other\",\"token\":\"$token"
complained 'not valid JSON'
add 2 - ''
complained 'empty'
add 2 "$scratch/token.json" "{\"name\":\"Other\",\"token\":\"$token\"}"
complained 'standard input'
[ "$(stored)" = "$place$token-2" ] || fail "a refused call changed the keychain"
[ "$(cat "$(settings)")" = "$profile" ] || fail "a refused call changed the settings"
! leaked "$token" || fail "the token is in a file"
