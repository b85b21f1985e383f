#!/bin/sh
# bulk.sh KEYTURN PRACTICE-SERVER
#
# Drives `keyturn --bulk` from outside, with no display: with the practice account of its own, and with an account
# in an open keyring (support/with-keyring.sh).
set -eu

keyturn=$1
server=$2
scratch=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || :; rm -rf "$scratch"' EXIT
cd "$scratch"

fail() {
    printf 'FAIL: %s\nstderr: %s\n' "$*" "$(cat err)" >&2
    exit 1
}
# bulk EXIT-CODE ARGUMENT…
bulk() {
    wanted=$1
    shift
    code=0
    "$keyturn" --bulk "$@" >out 2>err </dev/null || code=$?
    [ "$code" = "$wanted" ] || fail "exit code $code and not $wanted: $*"
    [ ! -s out ] || fail "output on stdout"
}

bulk 2 nowhere.csv --practice --yes
bulk 2 nowhere.csv --practice
bulk 2 nowhere.csv --yes
bulk 2 nowhere.csv --account Nobody --dry-run --yes
printf 'email,password\nworks@practice.example,Secret-1\nyou@practice.example,Secret-2\nx,Secret-3\n' >people.csv
bulk 2 people.csv --account Nobody --yes
grep -q 'no account "Nobody"' err || fail "the account is not named"
bulk 1 people.csv --practice --dry-run --report dry.csv
grep -q '^2,works@practice.example,.*,ready,would-change,' dry.csv || fail "$(cat dry.csv)"
grep -q '^3,you@practice.example,.*,yourself,excluded,' dry.csv || fail "$(cat dry.csv)"
grep -q '^4,x,,,bad-line,excluded,' dry.csv || fail "$(cat dry.csv)"
! grep -q 'Secret-' dry.csv err || fail "a password is in the report"
printf 'email\nworks@practice.example\n' >one.csv
bulk 0 one.csv --practice --yes --report done.csv --passwords passwords.csv
grep -q ',ready,changed,204,' done.csv || fail "$(cat done.csv)"
[ "$(stat -c %a passwords.csv)" = 600 ] || fail "others may read the passwords"
password=$(sed -n 's/.*,changed,//p' passwords.csv | tr -d '\r')
[ "${#password}" -ge 8 ] || fail "no password: $(cat passwords.csv)"
! grep -qF "$password" done.csv err || fail "a password is in the report"

# A profile, a server that stays, and Ctrl+C.
"$server" --port 0 --users 3000 >greeting 2>/dev/null &
pid=$!
until [ "$(wc -l <greeting)" = 2 ]; do sleep 0.05; done
base=$(sed -n 's/^Base URL: //p' greeting)
token=$(sed -n 's/^Access token: //p' greeting)
printf '{"name":"Desk","baseUrl":"%s","token":"%s","plan":"business","rateShare":0.5}' "$base" "$token" |
    "$keyturn" --add-account - >out 2>err || fail "no account"
curl -s -H "Authorization: Bearer $token" "$base/users?status=active&page_size=300" >users.json
/usr/bin/python3 - <<'PY' >many.csv
import json
print("id")
users = json.load(open("users.json"))["users"]
people = [u["id"] for u in users if u.get("role_id") == "2" and not u.get("dept", "").startswith("Practice:")]
print("\n".join(people[:120]))
PY
rm -f out
bulk 2 many.csv --account desk --yes --report first.csv
grep -q 'nobody would know' err || fail "new passwords were made that nobody knows"
rm -f out
"$keyturn" --bulk many.csv --account desk --yes --report first.csv --passwords first-passwords.csv 2>err &
run=$!
tries=200
until grep -q '^[1-9][0-9]* of ' err; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || fail "no progress"
    sleep 0.1
done
kill -INT "$run"
code=0
wait "$run" || code=$?
[ "$code" = 4 ] || fail "exit code $code after Ctrl+C"
grep -q ',waiting,' first.csv || fail "nobody was left"
first=$(grep -c ',changed,204,' first.csv)
[ "$first" -gt 0 ] || fail "nobody was changed"
keys() { secret-tool search --all server Keyturn 2>&1 | grep -c 'Keyturn/bulk-run/' || true; }
[ "$(keys)" -gt 0 ] || fail "the run that is to go on has no key"
# The same people with other passwords: that does not begin, and nothing is told of anybody.
{ echo id,password; sed 1d many.csv | awk '{ print $0 ",Other-Secret-" NR "x" }'; } >other.csv
bulk 2 other.csv --account Desk --yes --resume --report third.csv --passwords third-passwords.csv
[ ! -e third.csv ] || fail "a report of a run that did not begin"
[ ! -e third-passwords.csv ] || fail "passwords of a run that did not begin"
# Nothing is written over what is read, nor twice.
cp many.csv kept.csv
bulk 2 many.csv --account Desk --yes --report many.csv
bulk 2 many.csv --account Desk --yes --report same.csv --passwords "$PWD/same.csv"
grep -q 'named twice' err || fail "the same file twice"
cmp -s many.csv kept.csv || fail "the list was written over"
code=0
"$keyturn" --bulk many.csv --account Desk --yes --resume --report second.csv --passwords second-passwords.csv \
    2>err || code=$?
[ "$code" = 0 ] || [ "$code" = 1 ] || fail "exit code $code when it goes on"
grep -q 'unfinished run' err || fail "it began anew"
! grep -q ',waiting,' second.csv || fail "somebody was left"
# Those who were changed before the break have the time of it.
grep ',changed,204,' first.csv | while IFS= read -r line; do
    grep -qxF "$line" second.csv || fail "told otherwise the second time: $line"
done
[ "$(keys)" = 0 ] || fail "the key of a run that has ended is still there"
! find "$HOME" -path '*bulk*' -name '*.sqlite' | grep -q . || fail "the journal of a run that has ended is still there"
! find "$HOME" -name '*.sqlite' -perm /077 | grep -q . || fail "others may read the journal"
